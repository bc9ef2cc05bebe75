import { voidOpen } from '#src/approvals/ending.ts'
import { ask, type MemberTurn, redraw, say } from '#src/app/turn.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { progressCard } from '#src/broadcasts/progress-card.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type FormValues, withErrors } from '#src/chat/form.ts'
import { line, readForm } from '#src/chat/read-form.ts'
import { followEnd } from '#src/events/telling.ts'
import { askRedraw } from '#src/delivery/notice-store.ts'
import { growEdition } from '#src/delivery/renewal-store.ts'
import { stopWaiting } from '#src/delivery/stop-store.ts'
import { progressOf } from '#src/delivery/store.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { endInterest } from '#src/opportunities/ending.ts'
import { writeAudit } from '#src/people/store.ts'
import { z } from 'zod'
import { followMeeting } from '#src/meetings/attending.ts'
import { meetingCancelledCard } from '#src/meetings/cards/moved-cards.ts'
import { isNotice } from '#src/meetings/rules/rsvp.ts'
import { whomItConcerns } from '#src/meetings/store.ts'
import { messageWithdrawnCard } from './cards.ts'
import { withdrawForm } from './forms.ts'
import { SubmitWithdrawal } from './intents.ts'
import { LONGEST_REASON } from './rules.ts'
import { endBroadcast, howManyHave, whoHas } from './store.ts'
import { tellEach } from './telling.ts'

type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>

export async function askToWithdraw(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  const howMany = await howManyHave(turn.db, found.id)
  return [ask(withdrawForm(found, howMany, SubmitWithdrawal({ broadcast: found.id })))]
}

const Reason = z.object({ reason: line('Why it is withdrawn', LONGEST_REASON) })

/** Takes a message back: nothing more of it is sent, every copy says so, and those who had an urgent one are told. */
export async function withdraw(
  turn: MemberTurn,
  found: Broadcast,
  values: FormValues,
): Promise<Reaction> {
  const read = readForm(Reason, values)
  if (!read.ok) {
    const howMany = await howManyHave(turn.db, found.id)
    const form = withdrawForm(found, howMany, SubmitWithdrawal({ broadcast: found.id }))
    return [ask(withErrors(form, values, read.errors))]
  }
  const { reason } = read.value
  // Before it ends: whoever has it now is whoever must hear.
  const had = await whoHas(turn.db, found.id)
  const expected = isNotice(found) ? await whomItConcerns(turn.db, found.id) : []
  await end(turn, found.id, { is: 'withdrawn', why: reason })
  const heard = await followEnd(turn, found, { why: reason, by: null })
  const applicants = await endInterest(turn, found, { is: 'withdrawn' }, turn.me.id, null)
  if (isNotice(found)) {
    const card = meetingCancelledCard(found, reason)
    await tellEach(turn, expected, found.urgency, `cancelled:${found.id}`, card)
  } else if (found.urgency === 'critical' || found.urgency === 'important')
    await tellEach(
      turn,
      // Applicants and whoever had a place have heard that it is over, and are not told twice.
      had.filter(({ personId }) => !applicants.has(personId) && !heard.has(personId)),
      found.urgency,
      `withdrawn:${found.id}`,
      messageWithdrawnCard(found, reason),
    )
  await writeAudit(turn.db, turn.at, turn.me.id, 'broadcast.withdrawn', `broadcast:${found.id}`)
  await askRedraw(turn, `progress:${found.id}`)
  const ended = await findBroadcast(turn.db, found.id)
  if (ended === null) throw new Error('A broadcast that was just withdrawn is not there')
  const card = progressCard(ended, await progressOf(turn.db, found.id, turn.at))
  return found.authorId === turn.me.id ? [redraw(card)] : [say(card)]
}

/** Ends what a new message takes the place of, in the transaction that sends it. The caller has decided that it may. */
export async function supersede(
  tools: Tools,
  broadcast: Readonly<{ id: number; authorId: string }>,
  replaced: readonly Broadcast[],
): Promise<void> {
  for (const old of replaced) {
    const { id } = old
    await end(tools, id, { is: 'superseded', by: broadcast.id })
    await followEnd(tools, old, { why: null, by: broadcast.id })
    await endInterest(tools, old, { is: 'superseded', by: broadcast.id }, broadcast.authorId, null)
    await writeAudit(
      tools.db,
      tools.at,
      broadcast.authorId,
      'broadcast.superseded',
      `broadcast:${id}`,
    )
    await askRedraw(tools, `progress:${id}`)
  }
}

async function end(
  tools: Tools,
  id: number,
  how: Parameters<typeof endBroadcast>[2],
): Promise<void> {
  await stopWaiting(tools.db, id, how.is)
  await endBroadcast(tools.db, id, how, tools.at)
  await voidOpen(tools, id, 'over', null)
  await growEdition(tools, id, tools.at)
  await followMeeting(tools, id)
}
