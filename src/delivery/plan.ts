import { sql } from 'kysely'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { NewJob, Queue } from '#src/kernel/queue.ts'
import type { Due } from '#src/subscriptions/rules.ts'
import { CHUNK, type DeliverJob, queueFor } from './jobs.ts'

/**
 * People on one lane (a workspace or tenant, as "slack T0123") with their accounts, in one order. Both lists are
 * PostgreSQL's own text of a uuid[]: of a national audience nothing but this text comes here, and goes back unread.
 */
export type GroupPeople = Readonly<{
  lane: string
  people: number
  personIds: string
  identityIds: string
}>

export type Planned = GroupPeople & Readonly<{ due: Due }>

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
  const groups = inOrder(recipients)
  let seq = 0
  for (const group of groups) {
    await insertRows(db, broadcast.id, group, seq, newId)
    seq += group.people
  }
  await sql`
    insert into digest_items (broadcast_id, person_id, due_at)
    select broadcast_id, person_id, due_at from deliveries where broadcast_id = ${broadcast.id} and state = 'digest'`.execute(
    db,
  )
  const jobs = chunksOf(groups).map(({ from, to, lane, dueAt }): NewJob => ({
    data: { broadcast: broadcast.id, from, to } satisfies DeliverJob,
    priority: PRIORITY[broadcast.urgency],
    group: lane,
    ...(dueAt > at ? { startAfter: dueAt } : {}),
  }))
  await queue.add(db, queueFor(broadcast.urgency), jobs)
}

const joined = (lists: readonly string[]): string =>
  `{${lists.map((list) => list.slice(1, -1)).join(',')}}`

/**
 * In the order in which they are due, lane by lane, with those together that are due as one: a chunk is due as a whole, and
 * held up by one workspace alone.
 */
export function inOrder(recipients: readonly Planned[]): readonly Planned[] {
  const alike = Map.groupBy(
    recipients,
    ({ due, lane }) => `${due.at.toISOString()} ${due.state} ${lane}`,
  )
  return [...alike.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, [first, ...more]]) => {
      if (first === undefined) return []
      const all = [first, ...more]
      return [
        {
          ...first,
          people: all.reduce((sum, { people }) => sum + people, 0),
          personIds: joined(all.map(({ personIds }) => personIds)),
          identityIds: joined(all.map(({ identityIds }) => identityIds)),
        },
      ]
    })
}

async function insertRows(
  db: Tx,
  broadcast: number,
  { people, personIds, identityIds, due }: Planned,
  start: number,
  newId: () => string,
): Promise<void> {
  const ids = `{${Array.from({ length: people }, () => newId()).join(',')}}`
  await sql`
    insert into deliveries (broadcast_id, seq, id, person_id, identity_id, state, due_at)
    select ${broadcast}, ${start} + n, id, person_id, identity_id, ${due.state}, ${due.at}
    from unnest(${ids}::uuid[], ${personIds}::uuid[], ${identityIds}::uuid[])
      with ordinality as planned (id, person_id, identity_id, n)`.execute(db)
}

type ChunkOf = Readonly<{ from: number; to: number; lane: string; dueAt: Date }>

/** Runs of rows that are sent by themselves, on one lane and due at one time, at most CHUNK long. Seq counts from 1. */
export function chunksOf(groups: readonly Planned[]): readonly ChunkOf[] {
  const chunks: ChunkOf[] = []
  let next = 1
  for (const { due, lane, people } of groups) {
    const end = next + people
    if (due.state === 'waiting')
      for (let from = next; from < end; from += CHUNK)
        chunks.push({ from, to: Math.min(from + CHUNK, end), lane, dueAt: due.at })
    next = end
  }
  return chunks
}
