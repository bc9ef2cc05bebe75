import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Every } from './rules/series.ts'

export type Series = Readonly<{ id: number; every: Every; lookDays: number; madeBy: string }>

/** The series that a meeting belongs to. */
export async function seriesOf(db: Db | Tx, broadcast: number): Promise<Series | null> {
  const row = await db
    .selectFrom('meetingSeries as s')
    .innerJoin('seriesMeetings as m', 'm.seriesId', 's.id')
    .where('m.broadcastId', '=', broadcast)
    .select(['s.id', 's.every', 's.lookDays', 's.madeBy'])
    .executeTakeFirst()
  return row ?? null
}

/** A meeting whose notice is not out, and when it came to be planned as it is. */
export type PlannedRow = Readonly<{ broadcast: number; changedAt: Date }>

const planned = sql`
  select m.broadcast_id as broadcast, b.changed_at from series_meetings m
  join broadcasts b on b.id = m.broadcast_id and b.state in ('draft', 'scheduled')`

/** What is planned from a day on in the series that a meeting belongs to, the next first; none where it belongs to none. */
export async function plannedWith(
  db: Db | Tx,
  broadcast: number,
  from: string,
): Promise<readonly PlannedRow[]> {
  const { rows } = await sql<PlannedRow>`
    ${planned} where m.series_id = (select series_id from series_meetings where broadcast_id = ${broadcast})
      and b.content ->> 'date' >= ${from}
    order by b.content ->> 'date', b.id`.execute(db)
  return rows
}

/** What is planned in the series whose newest notice somebody has, or wrote. */
export async function plannedFor(
  db: Db | Tx,
  personId: string,
  from: string,
): Promise<readonly PlannedRow[]> {
  const { rows } = await sql<PlannedRow>`
    ${planned}
    join lateral (
      select n.id, n.author_id from series_meetings o join broadcasts n on n.id = o.broadcast_id
      where o.series_id = m.series_id and n.started_at is not null order by n.started_at desc, n.id desc limit 1
    ) newest on true
    where b.content ->> 'date' >= ${from} and (newest.author_id = ${personId} or b.author_id = ${personId}
      or exists (select 1 from deliveries d where d.broadcast_id = newest.id and d.person_id = ${personId}))
    order by b.content ->> 'date', b.id`.execute(db)
  return rows
}

/** Makes a series of a meeting whose notice is out and of drafts. A meeting of one that is over begins another. */
export async function saveSeries(
  db: Tx,
  series: Omit<Series, 'id'>,
  first: number,
  drafts: readonly number[],
  at: Date,
): Promise<number> {
  const { id } = await db
    .insertInto('meetingSeries')
    .values({ ...series, madeAt: at })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('seriesMeetings')
    .values([
      { broadcastId: first, seriesId: id, askedAt: at },
      ...drafts.map((broadcastId) => ({ broadcastId, seriesId: id, askedAt: null })),
    ])
    .onConflict((conflict) => conflict.column('broadcastId').doUpdateSet({ seriesId: id }))
    .execute()
  return id
}

/** A draft that somebody is to be asked to look at; `askedAt` when its author was and has left since. */
export type Unasked = Readonly<{ broadcast: number; lookDays: number; askedAt: Date | null }>

/** Drafts between two days that nobody who is a member has been asked to look at. */
export async function unasked(db: Db, from: string, to: string): Promise<readonly Unasked[]> {
  const { rows } = await sql<Unasked>`
    select m.broadcast_id as broadcast, s.look_days, m.asked_at from series_meetings m
    join meeting_series s on s.id = m.series_id
    join broadcasts b on b.id = m.broadcast_id and b.state = 'draft' join people p on p.id = b.author_id
    where (m.asked_at is null or p.left_at > m.asked_at) and b.content ->> 'date' between ${from} and ${to}
    order by b.id`.execute(db)
  return rows
}

/** Keeps that somebody is asked; false when another process did. */
export async function takeLook(
  db: Tx,
  { broadcast, askedAt }: Pick<Unasked, 'broadcast' | 'askedAt'>,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    update series_meetings set asked_at = ${at}
    where broadcast_id = ${broadcast} and asked_at is not distinct from ${askedAt}::timestamptz
    returning broadcast_id`.execute(db)
  return rows.length > 0
}

/** A planned meeting is somebody else's from now on. */
export async function handOver(db: Tx, broadcast: number, authorId: string): Promise<void> {
  await sql`update broadcasts set author_id = ${authorId} where id = ${broadcast}`.execute(db)
}
