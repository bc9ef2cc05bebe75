import { ask, type MemberTurn, refuse, say } from '#src/app/turn.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { findBroadcast, lockBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type FormValues, withErrors } from '#src/chat/form.ts'
import { readForm } from '#src/chat/read-form.ts'
import { allowed, type Decision } from '#src/kernel/refusal.ts'
import { writeAudit } from '#src/people/store.ts'
import { offerAnsweredCard, turnDownForm } from './cards.ts'
import { SubmitTurnDown } from './intents.ts'
import { myCard, tellOfficers } from './interest.ts'
import { offerAnswerCard } from './officer-cards.ts'
import { officersFor } from './officers.ts'
import { saveOutcome } from './outcome-store.ts'
import { ReasonForm } from './rules.ts'
import { decideOfferAnswer } from './stages.ts'
import { interestBy } from './store.ts'

/** Answering an offer, as the one to whom it was made. */
export const offers = { accept, askToTurnDown, turnDown, offered }

async function decided(
  turn: MemberTurn,
  id: number,
  found: Broadcast | null,
): Promise<Decision<Broadcast>> {
  const mine = found === null ? null : await interestBy(turn.db, id, turn.me.id)
  const may = decideOfferAnswer(id, mine?.withdrawnAt === null ? mine.stage : null)
  if (!may.ok) return may
  if (found === null) throw new Error('There is an offer of a broadcast that is not there')
  return allowed(found)
}

/** The opportunity that is offered to somebody, or why they cannot answer. */
async function offered(turn: MemberTurn, id: number): Promise<Decision<Broadcast>> {
  return decided(turn, id, await findBroadcast(turn.db, id))
}

async function accept(turn: MemberTurn, id: number): Promise<Reaction> {
  const found = await decided(turn, id, await lockBroadcast(turn.db, id))
  return found.ok ? answer(turn, found.value, true, null) : refuse(found.refusal)
}

async function askToTurnDown(turn: MemberTurn, id: number): Promise<Reaction> {
  const found = await offered(turn, id)
  return found.ok
    ? [ask(turnDownForm(found.value, SubmitTurnDown({ broadcast: id })))]
    : refuse(found.refusal)
}

async function turnDown(turn: MemberTurn, id: number, values: FormValues): Promise<Reaction> {
  const found = await decided(turn, id, await lockBroadcast(turn.db, id))
  if (!found.ok) return refuse(found.refusal)
  const read = readForm(ReasonForm, values)
  if (!read.ok) {
    const form = turnDownForm(found.value, SubmitTurnDown({ broadcast: id }))
    return [ask(withErrors(form, values, read.errors))]
  }
  return answer(turn, found.value, false, read.value.reason)
}

async function answer(
  turn: MemberTurn,
  found: Broadcast,
  accepted: boolean,
  reason: string | null,
): Promise<Reaction> {
  const stage = accepted ? 'accepted' : 'turned-down'
  await saveOutcome(turn.db, found.id, turn.me.id, { stage, by: turn.me.id, reason }, turn.at)
  const officers = await officersFor(turn.db, found, turn.at)
  const card = offerAnswerCard(found, turn.me.name, accepted, reason)
  await tellOfficers(turn, officers, found.id, card)
  await writeAudit(turn.db, turn.at, turn.me.id, `offer.${stage}`, `broadcast:${found.id}`)
  const answered = offerAnsweredCard(found, accepted)
  return [...(turn.on === null ? [] : await myCard(turn, found, answered)), say(answered)]
}
