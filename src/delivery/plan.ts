import { sql } from 'kysely'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { NewJob, Queue } from '#src/kernel/queue.ts'
import type { Due } from '#src/subscriptions/rules.ts'
import { CHUNK, type DeliverJob, queueFor } from './jobs.ts'

export type Planned = Readonly<{ personId: string; identityId: string; due: Due }>

const ROWS_A_STATEMENT = 2000

/** Critical before routine, between chunks. */
export const PRIORITY = { critical: 30, important: 20, routine: 10, info: 10 } as const

/** The same order in SQL, over the alias b: what is higher goes first. */
export const rankOf = sql<number>`case b.urgency when 'critical' then 2 when 'important' then 1 else 0 end`

/** Writes one delivery for each recipient and the jobs that will send them, in the caller's transaction. */
export async function planDeliveries(
  { db, queue, newId }: Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; newId: () => string }>,
  broadcast: Pick<Broadcast, 'id' | 'urgency'>,
  recipients: readonly Planned[],
  at: Date,
): Promise<void> {
  const lanes = await lanesOf(db, recipients)
  // In the order in which they are due, lane by lane: a chunk is due as a whole, and held up by one workspace alone.
  const ordered = recipients
    .map((one): OnLane => ({ ...one, lane: lanes.get(one.identityId) ?? '' }))
    .toSorted(
      (a, b) =>
        a.due.at.getTime() - b.due.at.getTime() || (a.lane < b.lane ? -1 : Number(a.lane > b.lane)),
    )
  for (let start = 0; start < ordered.length; start += ROWS_A_STATEMENT) {
    await insertRows(db, broadcast.id, ordered.slice(start, start + ROWS_A_STATEMENT), start, newId)
  }
  await sql`
    insert into digest_items (broadcast_id, person_id, due_at)
    select broadcast_id, person_id, due_at from deliveries where broadcast_id = ${broadcast.id} and state = 'digest'`.execute(
    db,
  )
  const jobs = chunksOf(ordered).map(({ from, to, lane, dueAt }): NewJob => ({
    data: { broadcast: broadcast.id, from, to } satisfies DeliverJob,
    priority: PRIORITY[broadcast.urgency],
    group: lane,
    ...(dueAt > at ? { startAfter: dueAt } : {}),
  }))
  await queue.add(db, queueFor(broadcast.urgency), jobs)
}

/** The workspace or tenant of each recipient's account. */
async function lanesOf(
  db: Tx,
  recipients: readonly Planned[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; lane: string }>`
    select id, platform || ' ' || tenant as lane from identities
    where id = any(${recipients.map((one) => one.identityId)}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, lane }) => [id, lane]))
}

async function insertRows(
  db: Tx,
  broadcast: number,
  rows: readonly Planned[],
  start: number,
  newId: () => string,
): Promise<void> {
  await sql`
    insert into deliveries (broadcast_id, seq, id, person_id, identity_id, state, due_at)
    select ${broadcast}, ${start} + n, id, person_id, identity_id, state, due_at
    from unnest(
      ${rows.map(() => newId())}::uuid[],
      ${rows.map((row) => row.personId)}::uuid[],
      ${rows.map((row) => row.identityId)}::uuid[],
      ${rows.map((row) => row.due.state)}::text[],
      ${rows.map((row) => row.due.at.toISOString())}::timestamptz[]
    ) with ordinality as planned (id, person_id, identity_id, state, due_at, n)`.execute(db)
}

/** A recipient and the workspace or tenant of their account, as "slack T0123". */
export type OnLane = Planned & Readonly<{ lane: string }>
type ChunkOf = Readonly<{ from: number; to: number; lane: string; dueAt: Date }>

/** Runs of rows that are sent by themselves, on one lane and due at one time, at most CHUNK long. Seq counts from 1. */
export function chunksOf(ordered: readonly OnLane[]): readonly ChunkOf[] {
  const chunks: { from: number; to: number; lane: string; dueAt: Date }[] = []
  for (const [i, row] of ordered.entries()) {
    if (row.due.state === 'digest') continue
    const last = chunks.at(-1)
    const seq = i + 1
    if (
      last !== undefined &&
      last.to === seq &&
      last.lane === row.lane &&
      last.dueAt.getTime() === row.due.at.getTime() &&
      seq - last.from < CHUNK
    )
      last.to = seq + 1
    else chunks.push({ from: seq, to: seq + 1, lane: row.lane, dueAt: row.due.at })
  }
  return chunks
}
