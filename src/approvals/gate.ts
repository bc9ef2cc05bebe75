import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Decision } from '#src/kernel/refusal.ts'
import type { Because } from '#src/kernel/schema.ts'
import { approverNow } from './approvers.ts'
import { hashOf } from './hash.ts'
import { type Approval, becauseOf, decideAgreed } from './rules.ts'
import { newestApproval, weightsOf } from './store.ts'

/** Why a second person has to agree to a message; null when its author may send it alone. */
export const needFor = async (db: Db | Tx, broadcast: Broadcast): Promise<Because | null> =>
  becauseOf(
    broadcast,
    await weightsOf(
      db,
      broadcast.since.replaces.map(({ id }) => id),
    ),
  )

/**
 * Whether a message whose row the caller holds may go: nobody has to agree, or somebody has agreed to it as it is, and
 * holds at this moment a role with which they may. The value is what they agreed to.
 */
export async function agreed(
  db: Tx,
  broadcast: Broadcast,
  at: Date,
): Promise<Decision<Approval | null>> {
  const approval = await newestApproval(db, broadcast.id)
  const by = approval?.decided ?? null
  return decideAgreed(broadcast, await needFor(db, broadcast), approval, {
    hash: hashOf(broadcast, null),
    mayStill: by !== null && (await approverNow(db, broadcast, by.id, at)) !== null,
  })
}
