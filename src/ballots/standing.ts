import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type Form, type FormValues, withErrors } from '#src/chat/form.ts'
import { writeAudit } from '#src/people/store.ts'
import { ballotCard } from './cards.ts'
import { candidatesCard, stoodCard, stoodDownCard } from './standing-cards.ts'
import { declaration } from './eligibility.ts'
import { standForm } from './forms.ts'
import { readStand } from './read.ts'
import { type Ballot, type Candidate, decideStand, decideStandDown, NO_BALLOT } from './rules.ts'
import {
  candidatesOf,
  findBallot,
  lockBallot,
  saveNomination,
  withdrawNomination,
} from './store.ts'
import { missingOf, viewOf } from './view.ts'

type Mine = Candidate | null

/** A ballot that this person may stand in at this moment, held, and what they wrote already. */
async function mayStand(
  turn: MemberTurn,
  id: number,
  then: (ballot: Ballot, mine: Mine) => Promise<Reaction>,
): Promise<Reaction> {
  const { db, me, at } = turn
  const ballot = await lockBallot(db, id)
  if (ballot === null) return refuse(NO_BALLOT)
  const standing = await candidatesOf(db, id)
  const mine = standing.find((one) => one.id === me.id) ?? null
  const missing = await missingOf(db, ballot.organisation, ballot.stand, me.id, at)
  const known = { mine: mine !== null, others: standing.length }
  const decided = decideStand(ballot, missing, known, at)
  return decided.ok ? then(decided.value, mine) : refuse(decided.refusal)
}

async function submit(turn: MemberTurn, id: number, values: FormValues): Promise<Reaction> {
  const { db, me, at } = turn
  return mayStand(turn, id, async (ballot, mine) => {
    const read = readStand(values, declaration(ballot.stand))
    if (!read.ok) return [ask(withErrors(standForm(ballot, mine), values, read.errors))]
    await saveNomination(db, id, me.id, read.value, at)
    await writeAudit(db, at, me.id, 'ballot.stood', `ballot:${id}`)
    return [...(await mineAgain(turn, ballot)), say(stoodCard(ballot))]
  })
}

/** The card that was pressed, as it is now; a typed command pressed none. */
async function mineAgain(turn: MemberTurn, ballot: Ballot): Promise<Reaction> {
  if (turn.on === null) return []
  const view = await viewOf(turn.db, ballot, turn.me.id, turn.at)
  return [redraw(ballotCard(view), `ballot:${ballot.id}`)]
}

/** What whoever stands does. */
export const standing = {
  ask: async (turn: MemberTurn, id: number) =>
    mayStand(turn, id, async (ballot, mine) => [ask(standForm(ballot, mine))]),
  submit,
  again: async (turn: MemberTurn, id: number): Promise<Form | null> => {
    const ballot = await findBallot(turn.db, id)
    return ballot?.state === 'nominating' ? standForm(ballot, null) : null
  },
  down: async (turn: MemberTurn, id: number): Promise<Reaction> => {
    const { db, me, at } = turn
    const ballot = await lockBallot(db, id)
    if (ballot === null) return refuse(NO_BALLOT)
    const stands = (await candidatesOf(db, id)).some((one) => one.id === me.id)
    const decided = decideStandDown(ballot, stands, at)
    if (!decided.ok) return refuse(decided.refusal)
    await withdrawNomination(db, id, me.id, at)
    await writeAudit(db, at, me.id, 'ballot.stood-down', `ballot:${id}`)
    return [...(await mineAgain(turn, ballot)), say(stoodDownCard(ballot))]
  },
  /** Who stands: before nominations have ended only whoever runs the ballot sees it. */
  read: async (turn: MemberTurn, id: number, from: number): Promise<Reaction> => {
    const ballot = await findBallot(turn.db, id)
    if (ballot === null) return refuse(NO_BALLOT)
    const view = await viewOf(turn.db, ballot, turn.me.id, turn.at)
    if (!view.theirs || (ballot.state === 'nominating' && !view.runs)) return refuse(NO_BALLOT)
    const mayVote = ballot.state === 'voting' && view.voted === false
    return [say(candidatesCard(ballot, view.candidates, from, mayVote))]
  },
}
