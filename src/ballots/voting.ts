import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type Form, type FormValues, withErrors } from '#src/chat/form.ts'
import { isSameMessage, redrawOthers } from '#src/delivery/copies.ts'
import { writeAudit } from '#src/people/store.ts'
import { ballotCard } from './cards.ts'
import { votedCard, voteInFormCard } from './voting-cards.ts'
import { declaration } from './eligibility.ts'
import { voteForm } from './forms.ts'
import { readPaper } from './read.ts'
import { type Ballot, decideVote, NO_BALLOT } from './rules.ts'
import { candidatesOf, findBallot, lockBallot } from './store.ts'
import { castInto, openUrn, sealUrn } from './urn.ts'
import { viewOf } from './view.ts'
import { ballotCards, hasVoted, lockUrn, markVoted, putUrn } from './voter-store.ts'

/** A ballot on which this person may vote at this moment, held. */
async function mayVote(
  turn: MemberTurn,
  id: number,
  then: (ballot: Ballot) => Promise<Reaction>,
): Promise<Reaction> {
  const ballot = await lockBallot(turn.db, id)
  if (ballot === null) return refuse(NO_BALLOT)
  const decided = decideVote(ballot, await hasVoted(turn.db, id, turn.me.id), turn.at)
  return decided.ok ? then(decided.value) : refuse(decided.refusal)
}

/**
 * Takes one vote: the mark that this person has voted and the paper in the urn, in one transaction, or neither. What was
 * chosen is in `values` and the urn alone: no card, form, audit line, job or log has it.
 */
async function cast(
  turn: MemberTurn,
  secret: string,
  id: number,
  values: FormValues,
): Promise<Reaction> {
  const { db, me, at } = turn
  return mayVote(turn, id, async (ballot) => {
    const candidates = await candidatesOf(db, id)
    const paper = {
      seats: ballot.seats,
      candidates: Math.max(0, ...candidates.map(({ place }) => place ?? 0)),
      words: declaration(ballot.vote),
    }
    const read = readPaper(values, paper)
    // Without what was chosen: a platform may keep a form that it cannot show at once.
    if (!read.ok) return [ask(withErrors(voteForm(ballot, candidates), {}, read.errors))]
    const sealed = await lockUrn(db, id)
    if (sealed === null || !(await markVoted(db, id, me.id)))
      throw new Error(`Ballot ${id} is open to somebody who cannot vote`)
    const sums = castInto(openUrn(secret, id, sealed), read.value)
    await putUrn(db, id, sealUrn(secret, id, sums))
    await writeAudit(db, at, me.id, 'ballot.voted', `ballot:${id}`)
    await followOthers(turn, id)
    if (turn.on === null) return [say(votedCard(ballot))]
    const card = ballotCard(await viewOf(db, ballot, me.id, at))
    return [redraw(card, `ballot:${id}`), say(votedCard(ballot))]
  })
}

/** Their other cards of it, in this account and any other, say that they have voted. */
async function followOthers(turn: MemberTurn, id: number): Promise<void> {
  const cards = await ballotCards(turn.db, id, turn.me.id)
  if (cards.some((one) => !isSameMessage(one, turn.on)))
    await redrawOthers(turn, `ballot:${id}:${turn.me.id}`, turn.on)
}

/** What whoever votes does. */
export const voting = {
  ask: async (turn: MemberTurn, id: number) =>
    mayVote(turn, id, async (ballot) => [ask(voteForm(ballot, await candidatesOf(turn.db, id)))]),
  cast,
  again: async (turn: MemberTurn, id: number): Promise<Form | null> => {
    const ballot = await findBallot(turn.db, id)
    return ballot?.state === 'voting' ? voteForm(ballot, await candidatesOf(turn.db, id)) : null
  },
  inWords: (id: number): Reaction => [{ do: 'forget' }, say(voteInFormCard(id))],
}
