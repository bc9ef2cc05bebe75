import { type RawBuilder, sql } from 'kysely'
import type { Attention } from '#src/attention/rules.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { findBroadcasts } from '#src/broadcasts/store.ts'
import { LAST_DAY } from '#src/delivery/stop-store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Silent } from './cards.ts'
import type { Reminded } from './reminded.ts'
import { LONGEST_MS, NOT_ANSWERED, type Owed, type Pressing, STEPS } from './rules.ts'

const HOUR_MS = 60 * 60 * 1000

/** Messages whose answer is asked for: pressing, out, in force, and still to be reminded of. `askedAt` is when they last asked anew. */
const asking = (at: Date, today: string) => sql`
  select b.id, b.urgency, b.author_id,
    coalesce(m.version, 1) as asked_version, coalesce(m.at, b.started_at) as asked_at
  from broadcasts b
  left join lateral (
    select v.version, v.at from broadcast_versions v where v.broadcast_id = b.id and v.material
    order by v.version desc limit 1) m on true
  where b.urgency in ('critical', 'important') and b.state in ('sending', 'sent') and b.kind <> all(${NOT_ANSWERED}::text[])
    and (b.reminds or b.urgency = 'critical') and coalesce(${LAST_DAY} >= ${today}, true)
    and greatest(b.started_at, m.at) > ${new Date(at.getTime() - LONGEST_MS)}`

/** Whoever surely has one of these, is here, or is told what is critical while away, and has neither answered nor asked something that waits for an answer. */
const owing = (at: Date) => sql`
  join deliveries d on d.broadcast_id = a.id and d.state = 'sent'
  join people p on p.id = d.person_id and p.left_at is null and (p.away_until is null or p.away_until <= ${at} or a.urgency = 'critical')
    and not exists (select 1 from acknowledgements k where k.broadcast_id = a.id and k.person_id = d.person_id)
    and not exists (
      select 1 from replies q where q.broadcast_id = a.id and q.person_id = d.person_id and q.wants_answer
        and not exists (select 1 from replies r where r.in_answer_to = q.id))`

/** One message that one person owes an answer to. */
export type OwedOne = Owed &
  Readonly<{ broadcastId: number; personId: string; identityId: string; version: number }>

/** Everything that may be due to be reminded of; rules.ts says what is. */
export async function owedAnswers(db: Db, at: Date, today: string): Promise<readonly OwedOne[]> {
  const { rows } = await sql<OwedOne>`
    select a.id as broadcast_id, a.urgency, a.asked_version as version, greatest(d.sent_at, a.asked_at) as asked_at,
      d.person_id, d.identity_id, p.quiet_from, p.quiet_to, p.working_days, coalesce(r.done, 0) as done, r.reminded_at
    from (${asking(at, today)}) a ${owing(at)}
    left join lateral (
      select max(r.step) filter (where r.version = a.asked_version) as done, max(greatest(r.at, n.sent_at)) as reminded_at
      from reminders r left join notices n on n.id = r.notice_id
      where r.broadcast_id = a.id and r.person_id = d.person_id) r on true
    where coalesce(r.done, 0) < case a.urgency when 'critical' then ${STEPS.critical}::int else ${STEPS.important}::int end
      and greatest(d.sent_at, a.asked_at) <= ${new Date(at.getTime() - 4 * HOUR_MS)}
    order by d.person_id, a.urgency, a.id desc`.execute(db)
  return rows
}

/** Keeps that somebody is reminded; returns those of these that no other process has taken. */
export async function takeSteps(
  db: Tx,
  due: readonly Readonly<{
    broadcastId: number
    personId: string
    version: number
    step: number
  }>[],
  at: Date,
): Promise<readonly number[]> {
  const rows = await db
    .insertInto('reminders')
    .values(
      due.map(({ broadcastId, personId, version, step }) => ({
        broadcastId,
        personId,
        version,
        step,
        at,
        noticeId: null,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('broadcastId')
    .execute()
  return rows.map(({ broadcastId }) => broadcastId)
}

export async function putInReminder(
  db: Tx,
  notice: string,
  personId: string,
  broadcasts: readonly number[],
  at: Date,
): Promise<void> {
  await db
    .updateTable('reminders')
    .set({ noticeId: notice })
    .where('personId', '=', personId)
    .where('broadcastId', 'in', [...broadcasts])
    .where('at', '=', at)
    .where('noticeId', 'is', null)
    .execute()
}

/** A message that somebody owes an answer to, and since when. */
export type Owing = Broadcast & Readonly<{ askedAt: Date }>

const shown = async (
  db: Tx,
  at: Date,
  today: string,
  personId: string,
  which: RawBuilder<unknown>,
): Promise<readonly Owing[]> => {
  const { rows } = await sql<{ id: number; askedAt: Date }>`
    select a.id, greatest(d.sent_at, a.asked_at) as asked_at
    from (${asking(at, today)}) a ${owing(at)}
    where d.person_id = ${personId} and ${which}
    order by a.urgency, a.id desc`.execute(db)
  const askedAt = new Map(rows.map((row) => [row.id, row.askedAt]))
  // One that ends between the two statements is not reminded of.
  return (await findBroadcasts(db, [...askedAt.keys()])).flatMap((one) => {
    const since = askedAt.get(one.id)
    return since === undefined || one.since.ended !== null ? [] : [{ ...one, askedAt: since }]
  })
}

/** Which of these somebody has answered. */
export async function answeredAmong(
  db: Db,
  personId: string,
  broadcasts: readonly number[],
): Promise<ReadonlySet<number>> {
  const rows = await db
    .selectFrom('acknowledgements')
    .where('personId', '=', personId)
    .where('broadcastId', 'in', [...broadcasts])
    .select('broadcastId')
    .execute()
  return new Set(rows.map(({ broadcastId }) => broadcastId))
}

/** Some of the messages of somebody, as a reminder shows them: only what they still owe an answer to. */
export const unansweredOf = (
  db: Tx,
  at: Date,
  today: string,
  personId: string,
  broadcasts: readonly number[],
) => shown(db, at, today, personId, sql`a.id = any(${[...broadcasts]}::int[])`)

/**
 * What a reminder that has not left was about and is still owed. What is not was never reminded of: it is forgotten, so
 * that it is reminded of should it be owed again, after a pause, an absence or an answer to a question. What a later step
 * reminds of by now is left to that.
 */
export async function stillOwedIn(
  db: Tx,
  notice: string,
  personId: string,
  at: Date,
  today: string,
): Promise<readonly Owing[]> {
  const owed = await shown(
    db,
    at,
    today,
    personId,
    sql`a.id in (select r.broadcast_id from reminders r
      where r.notice_id = ${notice}::uuid and r.version = a.asked_version and not exists (
        select 1 from reminders l where l.broadcast_id = r.broadcast_id and l.person_id = r.person_id
          and l.version = r.version and l.step > r.step))`,
  )
  await sql`
    delete from reminders
    where notice_id = ${notice}::uuid and broadcast_id <> all(${owed.map(({ id }) => id)}::int[])`.execute(
    db,
  )
  return owed
}

export async function attentionOf(db: Tx, personId: string): Promise<Attention> {
  return db
    .selectFrom('people')
    .where('id', '=', personId)
    .select(['quietFrom', 'quietTo', 'workingDays'])
    .executeTakeFirstOrThrow()
}

/** A message whose sender was not told yet who has not answered. */
export type Unlisted = Attention &
  Readonly<{ id: number; urgency: Pressing; askedAt: Date; version: number; authorId: string }>

export async function unlisted(db: Db, at: Date, today: string): Promise<readonly Unlisted[]> {
  const { rows } = await sql<Unlisted>`
    select a.id, a.urgency, a.asked_at, a.asked_version as version, a.author_id, p.quiet_from, p.quiet_to, p.working_days
    from (${asking(at, today)}) a join people p on p.id = a.author_id and p.left_at is null
    where not exists (
      select 1 from silence_lists s where s.broadcast_id = a.id and s.version = a.asked_version)
    order by a.id`.execute(db)
  return rows
}

/** Keeps that the list was made; false when another process made it. */
export async function keepListed(
  db: Tx,
  { id, version }: Pick<Unlisted, 'id' | 'version'>,
  at: Date,
): Promise<boolean> {
  const row = await db
    .insertInto('silenceLists')
    .values({ broadcastId: id, version, at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('broadcastId')
    .executeTakeFirst()
  return row !== undefined
}

/** Who has a message and has not answered it, by name, as its report counts them: without those who have left. */
export async function silentOn(db: Tx, broadcast: number, limit: number): Promise<Silent> {
  const silent = sql`
    from deliveries d join people p on p.id = d.person_id and p.left_at is null
    where d.broadcast_id = ${broadcast} and d.state = 'sent' and not exists (
      select 1 from acknowledgements k where k.broadcast_id = d.broadcast_id and k.person_id = d.person_id)`
  const { rows: names } = await sql<{ name: string }>`
    select p.name ${silent} order by lower(p.name), p.id limit ${limit}`.execute(db)
  const { rows } = await sql<Omit<Silent, 'names'>>`
    select (select count(*) ${silent})::int as silent, (
      select count(*) from deliveries d where d.broadcast_id = ${broadcast} and (d.state = 'sent' or exists (
        select 1 from acknowledgements k where k.broadcast_id = d.broadcast_id and k.person_id = d.person_id)))::int as delivered`.execute(
    db,
  )
  const counts = rows[0] ?? { silent: 0, delivered: 0 }
  return { ...counts, names: names.map(({ name }) => name) }
}

/** Returns nothing: what it was before does not matter. */
export async function setReminds(db: Tx, broadcast: number, reminds: boolean): Promise<void> {
  await db.updateTable('broadcasts').set({ reminds }).where('id', '=', broadcast).execute()
}

/** What went out; null while nothing did, and of a consultation: whoever was not reminded of it had taken part. */
export async function remindedOf(db: Db | Tx, broadcast: number): Promise<Reminded | null> {
  const { rows } = await sql<
    Omit<Reminded, 'first' | 'last'> & { first: Date | null; last: Date | null }
  >`
    select count(distinct r.person_id)::int as people, count(*)::int as reminders,
      min(n.sent_at) as first, max(n.sent_at) as last
    from reminders r join notices n on n.id = r.notice_id and n.state = 'sent'
    join broadcasts b on b.id = r.broadcast_id and b.kind <> 'consultation'
    where r.broadcast_id = ${broadcast}`.execute(db)
  const [row] = rows
  return row?.first == null || row.last === null
    ? null
    : { people: row.people, reminders: row.reminders, first: row.first, last: row.last }
}
