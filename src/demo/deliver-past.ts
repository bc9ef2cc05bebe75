import { afterQuiet } from '#src/attention/rules.ts'
import { decideAudience } from '#src/broadcasts/audience-rules.ts'
import { candidatesFor } from '#src/broadcasts/audience-store.ts'
import { categoryOf } from '#src/broadcasts/optional.ts'
import { type Draft, setState } from '#src/broadcasts/store.ts'
import type { BroadcastKind } from '#src/kernel/schema.ts'
import type { Tx } from '#src/kernel/db.ts'
import { addPastDeliveries, type PastDelivery } from './store.ts'

export type Written = Draft & Readonly<{ id: number; authorId: string; kind: BroadcastKind }>

/** A draft went out at that moment, to everybody it was for: who has it, and when the last of them got it. */
export async function deliverPast(
  { tx, newId }: Readonly<{ tx: Tx; newId: () => string }>,
  broadcast: Written,
  sentAt: Date,
): Promise<Readonly<{ deliveries: readonly PastDelivery[]; finishedAt: Date }>> {
  const needs = categoryOf(broadcast.content)
  const candidates = await candidatesFor(tx, { ...broadcast, needs }, sentAt)
  const deliveries = decideAudience(broadcast, candidates).recipients.map(
    (recipient, index): PastDelivery => {
      const due = afterQuiet(recipient, sentAt)
      return {
        broadcastId: broadcast.id,
        seq: index + 1,
        id: newId(),
        personId: recipient.personId,
        identityId: recipient.identityId,
        state: 'sent',
        dueAt: due,
        sentAt: new Date(due.getTime() + (index + 1) * 400),
      }
    },
  )
  await addPastDeliveries(tx, deliveries)
  const finishedAt = deliveries
    .map((delivery) => delivery.sentAt)
    .reduce((a, b) => (a > b ? a : b), sentAt)
  await setState(tx, broadcast.id, 'sent', { changedAt: sentAt, startedAt: sentAt, finishedAt })
  return { deliveries, finishedAt }
}
