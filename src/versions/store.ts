import { sql } from 'kysely'
import { Content } from '#src/broadcasts/content.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Answer } from '#src/kernel/schema.ts'
import { learnWords } from '#src/library/words-store.ts'
import type { HowMany, InHand, Version } from './rules.ts'

/** The versions of a broadcast, oldest first; none of one that was never corrected. */
export async function versionsOf(db: Db | Tx, broadcast: number): Promise<readonly Version[]> {
  return db
    .selectFrom('broadcastVersions')
    .where('broadcastId', '=', broadcast)
    .select(['version', 'material'])
    .orderBy('version')
    .execute()
}

export type VersionRow = Version &
  Readonly<{
    at: Date
    /** Null for what was first sent. */
    what: string | null
    /** How many answered it while it was in force. */
    answered: number
  }>

/** The same with what changed, and how many answered each. */
export async function versionHistory(
  db: Db | Tx,
  broadcast: number,
): Promise<readonly VersionRow[]> {
  const { rows } = await sql<VersionRow>`
    select v.version, v.material, v.at, v.what_changed as what,
      (select count(*) from (
        select person_id from acknowledgements a where a.broadcast_id = v.broadcast_id and a.version = v.version
        union select person_id from earlier_acknowledgements e
        where e.broadcast_id = v.broadcast_id and e.version = v.version) answered)::int as answered
    from broadcast_versions v where v.broadcast_id = ${broadcast} order by v.version`.execute(db)
  return rows
}

export type EarlierAnswer = Readonly<{
  name: string
  version: number
  answer: Answer
  at: Date
  /** Whether they have answered a version since. */
  again: boolean
}>

/** Who answered a version that has changed since, the newest first. */
export async function earlierAnswers(
  db: Db | Tx,
  broadcast: number,
  limit: number,
): Promise<readonly EarlierAnswer[]> {
  const { rows } = await sql<EarlierAnswer>`
    select p.name, e.version, e.answer, e.changed_at as at,
      exists (select 1 from acknowledgements a
        where a.broadcast_id = e.broadcast_id and a.person_id = e.person_id) as again
    from earlier_acknowledgements e join people p on p.id = e.person_id
    where e.broadcast_id = ${broadcast}
    order by e.version desc, lower(p.name), p.id limit ${limit}`.execute(db)
  return rows
}

export async function findInHand(db: Db | Tx, broadcast: number): Promise<InHand | null> {
  const row = await db
    .selectFrom('correctionsInHand')
    .where('broadcastId', '=', broadcast)
    .select(['base', 'content', 'whatChanged', 'material'])
    .executeTakeFirst()
  return row === undefined
    ? null
    : {
        base: row.base,
        content: Content.parse(row.content),
        what: row.whatChanged,
        material: row.material,
      }
}

export async function saveInHand(
  db: Tx,
  broadcast: number,
  { base, content, what, material }: InHand,
  at: Date,
): Promise<void> {
  const row = { base, content: JSON.stringify(content), whatChanged: what, material, at }
  await db
    .insertInto('correctionsInHand')
    .values({ broadcastId: broadcast, ...row })
    .onConflict((conflict) => conflict.column('broadcastId').doUpdateSet(row))
    .execute()
}

/** Returns whether there was one. */
export async function dropInHand(db: Tx, broadcast: number): Promise<boolean> {
  const row = await db
    .deleteFrom('correctionsInHand')
    .where('broadcastId', '=', broadcast)
    .returning('broadcastId')
    .executeTakeFirst()
  return row !== undefined
}

/** Puts the next version in force, and keeps the one that was. The caller holds the broadcast's row. */
export async function putInForce(
  db: Tx,
  broadcast: number,
  { content, what, material }: InHand,
  authorId: string,
  at: Date,
): Promise<void> {
  await sql`
    insert into broadcast_versions (broadcast_id, version, content, what_changed, material, author_id, at)
    select id, version, content, null, false, author_id, started_at from broadcasts
    where id = ${broadcast} and version = 1
    on conflict do nothing`.execute(db)
  const said = JSON.stringify(content)
  await sql`
    insert into broadcast_versions (broadcast_id, version, content, what_changed, material, author_id, at)
    select id, version + 1, ${said}::jsonb, ${what}, ${material}, ${authorId}::uuid, ${at} from broadcasts
    where id = ${broadcast}`.execute(db)
  // A new last day or review day is looked at afresh.
  await sql`
    update broadcasts set content = ${said}::jsonb, version = version + 1, changed_at = ${at},
      expired_at = null, overdue_at = null, review_asked_at = null, reviewed_at = null
    where id = ${broadcast}`.execute(db)
  await learnWords(db, broadcast)
  await db.deleteFrom('correctionsInHand').where('broadcastId', '=', broadcast).execute()
}

/** Somebody to be told of a change, when their quiet hours are, and until when they are away. */
export type ToTell = Readonly<{
  personId: string
  quietFrom: string | null
  quietTo: string | null
  awayUntil: Date | null
}>

/**
 * Opens the question again for all who have answered: their answers are kept with the version that they were for.
 * Whoever answered has the message, whatever the platform said of it. Returns these people, without those who left.
 */
export async function askAgain(db: Tx, broadcast: number): Promise<readonly ToTell[]> {
  const { rows } = await sql<ToTell>`
    with moved as (
      delete from acknowledgements where broadcast_id = ${broadcast}
      returning broadcast_id, person_id, version, answer, first_at, changed_at
    ), kept as (
      insert into earlier_acknowledgements (broadcast_id, person_id, version, answer, first_at, changed_at)
      select broadcast_id, person_id, version, answer, first_at, changed_at from moved
    ), had as (
      update deliveries d set state = 'sent', reason = null, sent_at = coalesce(d.sent_at, m.first_at)
      from moved m
      where d.broadcast_id = m.broadcast_id and d.person_id = m.person_id and d.state in ('failed', 'doubtful')
    )
    select p.id as person_id, p.quiet_from, p.quiet_to, p.away_until from moved m
    join people p on p.id = m.person_id where p.left_at is null order by p.id`.execute(db)
  return rows
}

/** Who has a broadcast, or may have it, and is still here. */
export async function whoHas(db: Tx, broadcast: number): Promise<readonly ToTell[]> {
  const { rows } = await sql<ToTell>`
    select p.id as person_id, p.quiet_from, p.quiet_to, p.away_until from deliveries d
    join people p on p.id = d.person_id and p.left_at is null
    where d.broadcast_id = ${broadcast} and d.state in ('sent', 'sending', 'doubtful')
    order by d.seq`.execute(db)
  return rows
}

export async function howManyHave(db: Db | Tx, broadcast: number): Promise<HowMany> {
  const { rows } = await sql<HowMany>`
    select
      (select count(*) from deliveries where broadcast_id = ${broadcast} and state in ('sent', 'sending', 'doubtful'))::int as has,
      (select count(*) from acknowledgements where broadcast_id = ${broadcast})::int as answered`.execute(
    db,
  )
  return rows[0] ?? { has: 0, answered: 0 }
}

/** Ends a broadcast whose row the caller holds, for good. */
export async function endBroadcast(
  db: Tx,
  broadcast: number,
  end: Readonly<{ is: 'withdrawn'; why: string } | { is: 'superseded'; by: number }>,
  at: Date,
): Promise<void> {
  await sql`
    update broadcasts set state = ${end.is}, ended_at = ${at}, changed_at = ${at},
      finished_at = coalesce(finished_at, ${at}),
      ended_why = ${end.is === 'withdrawn' ? end.why : null},
      replaced_by = ${end.is === 'superseded' ? end.by : null}::int
    where id = ${broadcast}`.execute(db)
  await db.deleteFrom('correctionsInHand').where('broadcastId', '=', broadcast).execute()
}

/** The messages that a broadcast is to take the place of, in its order. */
export async function replacesOf(db: Db | Tx, broadcast: number): Promise<readonly number[]> {
  const row = await db
    .selectFrom('broadcasts')
    .where('id', '=', broadcast)
    .select('replaces')
    .executeTakeFirst()
  return row?.replaces ?? []
}
