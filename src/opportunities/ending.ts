import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { tellEach } from '#src/versions/telling.ts'
import { type Over, overCard } from './cards.ts'
import { closeOthers } from './outcome-store.ts'

type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>

/**
 * Gives everybody who still has no outcome theirs, and tells each of them once, in the caller's transaction, which holds
 * the broadcast's row. Returns who they are.
 */
export async function endInterest(
  tools: Tools,
  found: Broadcast,
  over: Over,
  by: string,
  reason: string | null,
): Promise<ReadonlySet<string>> {
  const told = await closeOthers(tools.db, found.id, by, tools.at)
  await tellEach(tools, told, 'routine', `outcome:${found.id}`, overCard(found, over, reason))
  return new Set(told.map(({ personId }) => personId))
}
