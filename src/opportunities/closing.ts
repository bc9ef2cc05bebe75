import { ask as askFor, type MemberTurn, redraw, refuse } from '#src/app/turn.ts'
import { authorityOf } from '#src/broadcasts/audience.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type Form, type FormValues, withErrors } from '#src/chat/form.ts'
import { oneOf, readForm } from '#src/chat/read-form.ts'
import { askRedraw } from '#src/delivery/notice-store.ts'
import { growEdition } from '#src/delivery/renewal-store.ts'
import { stopWaiting } from '#src/delivery/stop-store.ts'
import { writeAudit } from '#src/people/store.ts'
import { endInterest } from './ending.ts'
import { SubmitClosing } from './intents.ts'
import { closingForm } from './forms.ts'
import { closedCard } from './officer-cards.ts'
import { saveClosing } from './outcome-store.ts'
import { ReasonForm } from './rules.ts'
import { decideClosing } from './stages.ts'
import { stageCounts } from './store.ts'

/** Saying that an opportunity is over: nothing more of it is sent, every copy says so, and all who wait are told. */
export const closing = { ask, close, again }

async function ask(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  const counts = await stageCounts(turn.db, found.id)
  const decided = decideClosing(found, counts)
  return decided.ok
    ? [askFor(closingForm(found, counts, SubmitClosing({ broadcast: found.id })))]
    : refuse(decided.refusal)
}

/** The form again, for whoever may send it. */
async function again(turn: MemberTurn, id: number): Promise<Form | null> {
  const found = await findBroadcast(turn.db, id)
  if (found === null || found.kind !== 'opportunity') return null
  const authority = await authorityOf(turn.db, turn.actor.roles, found, turn.at)
  return authority.ok
    ? closingForm(found, await stageCounts(turn.db, id), SubmitClosing({ broadcast: id }))
    : null
}

const Closing = ReasonForm.extend({ as: oneOf(['filled', 'unfilled'], 'Choose how it ended') })

async function close(turn: MemberTurn, found: Broadcast, values: FormValues): Promise<Reaction> {
  const { id } = found
  const counts = await stageCounts(turn.db, id)
  const decided = decideClosing(found, counts)
  if (!decided.ok) return refuse(decided.refusal)
  const read = readForm(Closing, values)
  if (!read.ok) {
    const form = closingForm(found, counts, SubmitClosing({ broadcast: id }))
    return [askFor(withErrors(form, values, read.errors))]
  }
  const { as, reason } = read.value
  await stopWaiting(turn.db, id, 'closed')
  await saveClosing(turn.db, id, as, turn.at)
  const told = await endInterest(turn, found, { is: as }, turn.me.id, reason)
  await growEdition(turn, id, turn.at)
  await askRedraw(turn, `progress:${id}`)
  await writeAudit(turn.db, turn.at, turn.me.id, `opportunity.${as}`, `broadcast:${id}`)
  const closed = await findBroadcast(turn.db, id)
  if (closed === null) throw new Error('An opportunity that was just closed is not there')
  return [redraw(closedCard(closed, as, told.size))]
}
