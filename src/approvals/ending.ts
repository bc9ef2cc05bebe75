import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { VoidedWhy } from '#src/kernel/schema.ts'
import { askRedraw } from '#src/delivery/notice-store.ts'
import { writeAudit } from '#src/people/store.ts'
import type { Approval } from './rules.ts'
import { keepEnded, newestApproval } from './store.ts'

type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date }>

/**
 * What was asked or agreed to about a message is not what is there any more: the request is over, and every card of it
 * says so. The caller holds the message's row.
 */
export async function voidOpen(
  tools: Tools,
  broadcast: number,
  why: VoidedWhy,
  by: string | null,
): Promise<void> {
  const open = await newestApproval(tools.db, broadcast)
  if (open === null || (open.state !== 'asked' && open.state !== 'approved')) return
  await keepEnded(tools.db, open.id, { state: 'voided', by, why }, tools.at)
  await writeAudit(tools.db, tools.at, by, 'approval.voided', `broadcast:${broadcast}`)
  await askRedraw(tools, `approval:${open.id}`)
}

/** What was agreed to has gone. */
export async function finish(tools: Tools, approval: Approval): Promise<void> {
  await keepEnded(tools.db, approval.id, { state: 'done', by: null, why: null }, tools.at)
  await askRedraw(tools, `approval:${approval.id}`)
}
