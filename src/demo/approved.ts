import { needFor } from '#src/approvals/gate.ts'
import { hashOf } from '#src/approvals/hash.ts'
import { HOLD_MS, remindAt } from '#src/approvals/rules.ts'
import { insertApproval, keepApproved } from '#src/approvals/store.ts'
import { countsOf } from '#src/broadcasts/audience.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Tx } from '#src/kernel/db.ts'

/** That a second person agreed to a draft, so that it may go by itself; nothing for one that needs none. */
export async function addApproved(
  tx: Tx,
  broadcast: number,
  approver: string,
  at: Date,
): Promise<void> {
  const found = await findBroadcast(tx, broadcast)
  if (found === null) throw new Error('A draft that was just written is not there')
  const because = await needFor(tx, found)
  if (because === null) return
  const askedAt = new Date(at.getTime() - 2 * HOLD_MS)
  const id = await insertApproval(
    tx,
    {
      broadcast,
      what: 'sending',
      because,
      hash: hashOf(found, null),
      content: found.content,
      recipients: (await countsOf(tx, found, at)).total,
      sendAt: at,
      askedBy: found.authorId,
      remindAt: remindAt(found.urgency, askedAt, new Set()),
    },
    [{ personId: approver, standsInFor: null }],
    askedAt,
  )
  await keepApproved(tx, id, { by: approver, insteadOf: null, at: askedAt }, at)
}
