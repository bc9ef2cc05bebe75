import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { needFor } from './gate.ts'
import type { Standing } from './standing-blocks.ts'
import { approversOf, newestApproval } from './store.ts'

/** How a message stands with the second person, for its author's card. `what` leaves out requests of another sort. */
export async function standingOf(
  db: Db | Tx,
  broadcast: Broadcast,
  what: 'sending' | 'correction',
): Promise<Standing> {
  const newest = await newestApproval(db, broadcast.id)
  const fits = newest?.what === what ? newest : null
  return {
    because: await needFor(db, broadcast),
    newest: fits,
    approvers: fits === null ? [] : (await approversOf(db, fits.id)).map(({ name }) => name),
  }
}
