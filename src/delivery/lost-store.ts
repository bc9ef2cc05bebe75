import { sql } from 'kysely'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { NewJob, Queue } from '#src/kernel/queue.ts'
import { CHUNK, DELIVER, type DeliverJob } from './jobs.ts'
import { PRIORITY } from './plan.ts'

/**
 * Which jobs count as seeing to a row: `live` is any that waits, is being done or comes back; `queued` is only what
 * has not begun, since a job that began before a broadcast was resumed may end without having seen that it was.
 */
export type Cover = 'live' | 'queued'

/**
 * Writes jobs for what waits of one broadcast, or was being sent, and has no job that will see to it in time.
 * In the caller's transaction, which holds the broadcast's row: called twice, the second writes nothing.
 * Returns how many it wrote.
 */
export async function queueUncovered(
  { db, queue }: Readonly<{ db: Tx; queue: Pick<Queue, 'add'> }>,
  broadcast: Pick<Broadcast, 'id' | 'urgency'>,
  at: Date,
  cover: Cover,
): Promise<number> {
  const { rows } = await sql<{ part: number; dueAt: Date }>`
    with jobs as materialized (
      select (data ->> 'from')::int as first, (data ->> 'to')::int as after, start_after,
        ${cover} = 'live' and state <> 'created' as sure
      from pgboss.job
      where name = ${DELIVER} and state < 'completed' and (${cover} = 'live' or state = 'created')
        and (data ->> 'broadcast')::int = ${broadcast.id}
    )
    select (d.seq - 1) / ${CHUNK}::int as part, min(case when d.state = 'sending' then ${at} else d.due_at end) as due_at
    from deliveries d
    where d.broadcast_id = ${broadcast.id} and d.state in ('waiting', 'sending') and not exists (
      select 1 from jobs j where d.seq >= j.first and d.seq < j.after
        and (j.sure or j.start_after <= greatest(d.due_at, ${at})))
    group by 1 order by 1`.execute(db)
  const jobs = rows.map(({ part, dueAt }): NewJob => ({
    data: {
      broadcast: broadcast.id,
      from: part * CHUNK + 1,
      to: (part + 1) * CHUNK + 1,
    } satisfies DeliverJob,
    priority: PRIORITY[broadcast.urgency],
    ...(dueAt > at ? { startAfter: dueAt } : {}),
  }))
  await queue.add(db, DELIVER, jobs)
  return jobs.length
}
