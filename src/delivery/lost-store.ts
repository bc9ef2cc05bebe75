import { sql } from 'kysely'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { NewJob, Queue } from '#src/kernel/queue.ts'
import { CHUNK, type DeliverJob, NOTIFY, type NotifyJob, queueFor } from './jobs.ts'
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
  const { rows } = await sql<{ part: number; lane: string; dueAt: Date }>`
    with jobs as materialized (
      select (data ->> 'from')::int as first, (data ->> 'to')::int as after, start_after,
        ${cover} = 'live' and state <> 'created' as sure
      from pgboss.job
      where name = ${queueFor(broadcast.urgency)} and state < 'completed' and (${cover} = 'live' or state = 'created')
        and (data ->> 'broadcast')::int = ${broadcast.id}
    )
    select (d.seq - 1) / ${CHUNK}::int as part, min(i.platform || ' ' || i.tenant) as lane, min(case when d.state = 'sending' then ${at} else d.due_at end) as due_at
    from deliveries d join identities i on i.id = d.identity_id
    where d.broadcast_id = ${broadcast.id} and d.state in ('waiting', 'sending') and not exists (
      select 1 from jobs j where d.seq >= j.first and d.seq < j.after
        and (j.sure or j.start_after <= greatest(d.due_at, ${at})))
    group by 1 order by 1`.execute(db)
  const jobs = rows.map(({ part, lane, dueAt }): NewJob => ({
    data: {
      broadcast: broadcast.id,
      from: part * CHUNK + 1,
      to: (part + 1) * CHUNK + 1,
    } satisfies DeliverJob,
    priority: PRIORITY[broadcast.urgency],
    group: lane,
    ...(dueAt > at ? { startAfter: dueAt } : {}),
  }))
  await queue.add(db, queueFor(broadcast.urgency), jobs)
  return jobs.length
}

/** One sweep at a time, whichever process ticks: until the caller's transaction ends. */
export async function lockSweep(db: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('cascade-sweep'))`.execute(db)
}

/** Broadcasts of which something may still wait. */
export async function openBroadcasts(db: Db): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('broadcasts')
    .where('doneAt', 'is', null)
    .where('state', 'in', ['sending', 'paused', 'sent', 'stopped', 'superseded', 'withdrawn'])
    .select('id')
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Marks a broadcast of which nothing waits any more: the sweep need not look at it again. */
export async function closeIfDone(db: Tx, broadcast: number, at: Date): Promise<void> {
  await sql`
    update broadcasts set done_at = ${at}
    where id = ${broadcast} and state in ('sent', 'stopped', 'superseded', 'withdrawn') and not exists (
      select 1 from deliveries where broadcast_id = ${broadcast} and state in ('waiting', 'sending', 'digest'))`.execute(
    db,
  )
}

/** Ends a paused broadcast of which nothing is left to send. Returns whether it did. */
export async function endPaused(db: Tx, broadcast: number, at: Date): Promise<boolean> {
  const { rows } = await sql`
    update broadcasts set state = 'sent', finished_at = ${at}, changed_at = ${at}
    where id = ${broadcast} and state = 'paused' and not exists (
      select 1 from deliveries where broadcast_id = ${broadcast} and state in ('waiting', 'sending', 'digest'))
    returning id`.execute(db)
  return rows.length > 0
}

/** Writes jobs for notices that are due, or were being sent, and have none. Returns how many. */
export async function queueLostNotices(
  { db, queue }: Readonly<{ db: Tx; queue: Pick<Queue, 'add'> }>,
  at: Date,
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select n.id from notices n
    where n.state in ('waiting', 'sending') and n.due_at <= ${at} and not exists (
      select 1 from pgboss.job j
      where j.name = ${NOTIFY} and j.state < 'completed' and j.data ->> 'notice' = n.id::text)
    order by n.due_at limit 5000`.execute(db)
  await queue.add(
    db,
    NOTIFY,
    rows.map(({ id }): NewJob => ({ data: { notice: id } satisfies NotifyJob })),
  )
  return rows.length
}
