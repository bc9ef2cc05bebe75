import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type Form, type FormValues, withErrors } from '#src/chat/form.ts'
import { londonDay } from '#src/kernel/london.ts'
import { type Decision, refused } from '#src/kernel/refusal.ts'
import { organisationsByCode } from '#src/organisations/store.ts'
import { writeAudit } from '#src/people/store.ts'
import { ballotCard, droppedSeatCard, placeOption, seatCard } from './cards.ts'
import { eligibleFor } from './eligible-store.ts'
import { callOffForm, seatForm } from './forms.ts'
import { SaveSeat, SubmitSeat } from './intents.ts'
import { readReason, readSeat } from './read.ts'
import {
  type Ballot,
  type Called,
  CALLING,
  decideCallOff,
  decideDraft,
  decideOpen,
  NO_BALLOT,
} from './rules.ts'
import {
  dropDraft,
  findBallot,
  insertBallot,
  lockBallot,
  saveDraft,
  setBallotState,
} from './store.ts'
import { tellAll, tellResult } from './telling.ts'
import { mayCall, viewOf } from './view.ts'
import { removeUrn } from './voter-store.ts'

const NOT_YOURS = refused(
  'You may not call a seat',
  'A clinical director or a liaison lead can. Roles are given by your liaison lead.',
)

const audit = async ({ db, at, me }: MemberTurn, ballot: number, action: string) =>
  writeAudit(db, at, me.id, `ballot.${action}`, `ballot:${ballot}`)

/** A ballot that this person may run at this moment, held. */
async function run(
  turn: MemberTurn,
  id: number,
  decide: (ballot: Ballot) => Decision<Ballot>,
  then: (ballot: Ballot) => Promise<Reaction>,
): Promise<Reaction> {
  const ballot = await lockBallot(turn.db, id)
  if (ballot === null) return refuse(NO_BALLOT)
  const authority = await mayCall(turn.db, turn.actor.roles, ballot, turn.at)
  if (!authority.ok) return refuse(authority.refusal)
  const decided = decide(ballot)
  return decided.ok ? then(decided.value) : refuse(decided.refusal)
}

async function startSeat(turn: MemberTurn): Promise<Reaction> {
  const codes = turn.actor.roles.flatMap(({ role, organisation }) =>
    CALLING.includes(role) ? [organisation] : [],
  )
  if (codes.length === 0) return NOT_YOURS.ok ? [] : refuse(NOT_YOURS.refusal)
  const [only, ...more] = await organisationsByCode(turn.db, codes)
  const place = only !== undefined && more.length === 0 ? only : null
  return [ask(seatForm(null, place === null ? null : optionOf(place), SubmitSeat({})))]
}

const optionOf = ({ code, name }: Readonly<{ code: string; name: string }>) =>
  placeOption({ organisation: code, organisationName: name })

/** The form as it was sent, for one that may not be taken as it is. */
async function seatAgain(turn: MemberTurn, id: number | null, values: FormValues): Promise<Form> {
  const [code = ''] = [values['organisation'] ?? []].flat()
  const [place] = await organisationsByCode(turn.db, [code])
  const intent = id === null ? SubmitSeat({}) : SaveSeat({ ballot: id })
  return seatForm(null, place === undefined ? null : optionOf(place), intent)
}

/** Writes what the form says, and shows it to its caller alone. */
async function saveSeat(
  turn: MemberTurn,
  id: number | null,
  values: FormValues,
): Promise<Reaction> {
  const wrong = async (errors: Readonly<Record<string, string>>): Promise<Reaction> => [
    ask(withErrors(await seatAgain(turn, id, values), values, errors)),
  ]
  const read = readSeat(values, turn.at)
  if (!read.ok) return wrong(read.errors)
  const [place] = await organisationsByCode(turn.db, [read.value.organisation])
  if (place === undefined || (place.closed !== null && place.closed <= londonDay(turn.at)))
    return wrong({ organisation: 'That place is closed or not known. Choose from the list' })
  const there = { organisation: place.code, organisationName: place.name }
  const authority = await mayCall(turn.db, turn.actor.roles, there, turn.at)
  if (!authority.ok)
    return wrong({
      organisation: `${authority.refusal.happened}. ${authority.refusal.next}`.slice(0, 300),
    })
  return keep(turn, id, read.value)
}

async function keep(turn: MemberTurn, id: number | null, called: Called): Promise<Reaction> {
  if (id === null) {
    const made = await insertBallot(turn.db, turn.me.id, called, turn.at)
    await audit(turn, made, 'drafted')
    return [say(await draftOf(turn, made))]
  }
  await saveDraft(turn.db, id, called)
  await audit(turn, id, 'changed')
  return [redraw(await draftOf(turn, id))]
}

async function draftOf({ db, at }: MemberTurn, id: number) {
  const ballot = await findBallot(db, id)
  if (ballot === null) throw new Error(`Ballot ${id} was written and is not there`)
  const many = async (rule: Ballot['stand']) =>
    (await eligibleFor(db, ballot.organisation, rule, at)).length
  return seatCard(ballot, { stand: await many(ballot.stand), vote: await many(ballot.vote) })
}

async function openNominations(turn: MemberTurn, ballot: Ballot): Promise<Reaction> {
  const { db, at } = turn
  const decided = decideOpen(ballot, at)
  if (!decided.ok) return refuse(decided.refusal)
  const may = await eligibleFor(db, ballot.organisation, ballot.stand, at)
  if (may.length === 0)
    return refuse({ happened: 'Nobody may stand for it', next: 'Press Change and widen the rule.' })
  await setBallotState(db, ballot.id, 'nominating')
  await audit(turn, ballot.id, 'nominations-opened')
  const open = { ...ballot, state: 'nominating' } as const
  const view = await viewOf(db, open, turn.me.id, at)
  const card = ballotCard({ ...view, runs: false, stands: false, mayStand: true })
  await tellAll(
    turn,
    may.filter(({ personId }) => personId !== turn.me.id),
    `ballot-stand:${ballot.id}`,
    card,
  )
  return [redraw(ballotCard(view), `ballot:${ballot.id}`)]
}

async function callOff(turn: MemberTurn, ballot: Ballot, values: FormValues): Promise<Reaction> {
  const read = readReason(values)
  if (!read.ok) return [ask(withErrors(callOffForm(ballot), values, read.errors))]
  const { reason } = read.value
  await setBallotState(turn.db, ballot.id, 'called-off', { endedAt: turn.at, reason })
  await removeUrn(turn.db, ballot.id)
  await audit(turn, ballot.id, 'called-off')
  await tellResult(turn, ballot.id)
  const view = await viewOf(
    turn.db,
    { ...ballot, state: 'called-off', reason },
    turn.me.id,
    turn.at,
  )
  return [redraw(ballotCard(view), `ballot:${ballot.id}`)]
}

/** What whoever runs a ballot does with it. */
export const calling = {
  start: startSeat,
  submit: async (turn: MemberTurn, values: FormValues) => saveSeat(turn, null, values),
  again: seatAgain,
  change: async (turn: MemberTurn, id: number) =>
    run(turn, id, decideDraft, async (ballot) => [
      ask(seatForm(ballot, placeOption(ballot), SaveSeat({ ballot: id }))),
    ]),
  save: async (turn: MemberTurn, id: number, values: FormValues) =>
    run(turn, id, decideDraft, async () => saveSeat(turn, id, values)),
  drop: async (turn: MemberTurn, id: number) =>
    run(turn, id, decideDraft, async (ballot) => {
      await dropDraft(turn.db, id)
      await audit(turn, id, 'dropped')
      return [redraw(droppedSeatCard(ballot))]
    }),
  draft: async (turn: MemberTurn, id: number) => [say(await draftOf(turn, id))],
  open: async (turn: MemberTurn, id: number) =>
    run(turn, id, decideDraft, async (ballot) => openNominations(turn, ballot)),
  askWhy: async (turn: MemberTurn, id: number) =>
    run(turn, id, decideCallOff, async (ballot) => [ask(callOffForm(ballot))]),
  callOff: async (turn: MemberTurn, id: number, values: FormValues) =>
    run(turn, id, decideCallOff, async (ballot) => callOff(turn, ballot, values)),
}
