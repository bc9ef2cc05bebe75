import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { ToTell } from '#src/versions/store.ts'
import type { Failing, FailureReason } from './rules.ts'

export type Feed = Readonly<{
  id: number
  url: string
  name: string
  personId: string
  intervalMinutes: number
  addedAt: Date
  etag: string | null
  lastModified: string | null
  failures: number
  failingSince: Date | null
  goneSince: Date | null
  toldFailingAt: Date | null
}>

const feeds = (db: Db | Tx) =>
  db
    .selectFrom('feeds')
    .where('retiredAt', 'is', null)
    .select([
      'id',
      'url',
      'name',
      'personId',
      'intervalMinutes',
      'addedAt',
      'etag',
      'lastModified',
      'failures',
      'failingSince',
      'goneSince',
      'toldFailingAt',
    ])

/** Feeds that are to be read now. */
export const dueFeeds = (db: Db, at: Date): Promise<Feed[]> =>
  feeds(db).where('nextAt', '<=', at).orderBy('nextAt').execute()

/** A feed that is still read, held still: two readings of it meet here, one after the other. */
export async function lockFeed(db: Tx, id: number): Promise<Feed | null> {
  return (await feeds(db).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()) ?? null
}

/** It was read: what is asked next time, and when. Whatever failed before is over. */
export async function keepReading(
  db: Tx,
  { id, intervalMinutes }: Feed,
  tags: Readonly<{ etag: string | null; lastModified: string | null }> | null,
  at: Date,
): Promise<void> {
  await db
    .updateTable('feeds')
    .set({
      ...tags,
      readAt: at,
      nextAt: new Date(at.getTime() + intervalMinutes * 60_000),
      failures: 0,
      failingSince: null,
      goneSince: null,
      failure: null,
      toldFailingAt: null,
    })
    .where('id', '=', id)
    .execute()
}

export async function keepFailure(
  db: Tx,
  id: number,
  reason: FailureReason,
  failing: Failing,
  at: Date,
): Promise<void> {
  await db
    .updateTable('feeds')
    .set({
      failures: failing.failures,
      failingSince: failing.since,
      goneSince: failing.goneSince,
      failure: reason,
      nextAt: failing.nextAt,
      ...(failing.tell ? { toldFailingAt: at } : {}),
    })
    .where('id', '=', id)
    .execute()
}

/** It is read no more. Returns whether it was until now. */
export async function retireFeed(
  db: Tx,
  id: number,
  why: 'ended' | 'gone' | 'operator',
  at: Date,
): Promise<boolean> {
  const row = await db
    .updateTable('feeds')
    .set({ retiredAt: at, retiredWhy: why })
    .where('id', '=', id)
    .where('retiredAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Who releases, to be told; null while they have left or hold no role, so that nobody would. */
export async function releaser(db: Tx, personId: string, at: Date): Promise<ToTell | null> {
  const { rows } = await sql<ToTell>`
    select p.id as person_id, p.quiet_from, p.quiet_to, p.away_until from people p
    where p.id = ${personId} and p.left_at is null and exists (
      select 1 from roles r where r.person_id = p.id and r.starts_at <= ${at}
      and (r.ends_at is null or r.ends_at > ${at}))`.execute(db)
  return rows[0] ?? null
}

/** How many feeds are in which state, for the metrics: `failing` for more than `ms`. */
export async function feedStates(
  db: Db,
  at: Date,
  ms: number,
): Promise<Readonly<{ reading: number; failing: number; ended: number; nobody: number }>> {
  const since = new Date(at.getTime() - ms)
  const { rows } = await sql<{ reading: number; failing: number; ended: number; nobody: number }>`
    select
      count(*) filter (where retired_at is null and (failing_since is null or failing_since > ${since}))::int as reading,
      count(*) filter (where retired_at is null and failing_since <= ${since})::int as failing,
      count(*) filter (where retired_why in ('ended', 'gone'))::int as ended,
      count(*) filter (where retired_at is null and not exists (
        select 1 from people p join roles r on r.person_id = p.id
        where p.id = feeds.person_id and p.left_at is null and r.starts_at <= ${at}
          and (r.ends_at is null or r.ends_at > ${at})))::int as nobody
    from feeds`.execute(db)
  return rows[0] ?? { reading: 0, failing: 0, ended: 0, nobody: 0 }
}
