import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Answer, DeliveryState, GpKind } from '#src/kernel/schema.ts'
import type { Alike, AlikeAt } from './rules.ts'
import type { AnswersInHour } from './time-buckets.ts'

/** Whether somebody has joined and not left. */
export async function isMember(db: Db | Tx, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('people')
    .where('id', '=', personId)
    .where('leftAt', 'is', null)
    .select('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Recipients by what became of their delivery and what they answered, for each of these broadcasts. */
export async function alikeIn(
  db: Db | Tx,
  broadcasts: readonly number[],
): Promise<ReadonlyMap<number, readonly Alike[]>> {
  const { rows } = await sql<Alike & { broadcastId: number }>`
    select d.broadcast_id, d.state, a.answer, d.possible_repeat as repeat, count(*)::int as n
    from deliveries d
    left join acknowledgements a on a.broadcast_id = d.broadcast_id and a.person_id = d.person_id
    where d.broadcast_id = any(${[...broadcasts]}::int[])
    group by d.broadcast_id, d.state, a.answer, d.possible_repeat`.execute(db)
  return Map.groupBy(rows, (row) => row.broadcastId)
}

/** When people first answered, by the hour. */
export async function answersByHour(
  db: Db | Tx,
  broadcast: number,
): Promise<readonly AnswersInHour[]> {
  const { rows } = await sql<AnswersInHour>`
    select date_trunc('hour', a.first_at, 'UTC') as hour, count(*)::int as n
    from acknowledgements a
    join deliveries d on d.broadcast_id = a.broadcast_id and d.person_id = a.person_id
    where a.broadcast_id = ${broadcast}
    group by 1 order by 1`.execute(db)
  return rows
}

/** The same groups at each place where recipients work now; somebody who works in three is in three. */
export async function alikeByPlace(db: Db | Tx, broadcast: number): Promise<readonly AlikeAt[]> {
  const { rows } = await sql<AlikeAt>`
    select w.organisation as code, o.name, d.state, a.answer, d.possible_repeat as repeat, count(*)::int as n
    from deliveries d
    left join acknowledgements a on a.broadcast_id = d.broadcast_id and a.person_id = d.person_id
    left join workplaces w on w.person_id = d.person_id
    left join organisations o on o.code = w.organisation
    where d.broadcast_id = ${broadcast}
    group by w.organisation, o.name, d.state, a.answer, d.possible_repeat`.execute(db)
  return rows
}

export type Recipient = Readonly<{
  name: string
  hasLeft: boolean
  /** Where they work now, by name. */
  places: readonly string[]
  state: DeliveryState
  reason: string | null
  answer: Answer | null
  /** When they gave the answer that stands. */
  answeredAt: Date | null
}>

const placesOf = sql`coalesce((
  select json_agg(o.name order by o.name) from workplaces w join organisations o on o.code = w.organisation
  where w.person_id = r.person_id), '[]'::json) as places`

/** Everybody it was for, by answer and then by name: those who will act first, those without an answer last. */
export async function recipientsByAnswer(
  db: Db | Tx,
  broadcast: number,
  limit: number,
): Promise<readonly Recipient[]> {
  const { rows } = await sql<Recipient>`
    with r as (
      select d.person_id, p.name, p.left_at is not null as has_left, d.state, d.reason, a.answer,
        a.changed_at as answered_at,
        array_position(array['will-act', 'read', 'not-relevant'], a.answer) as place
      from deliveries d
      join people p on p.id = d.person_id
      left join acknowledgements a on a.broadcast_id = d.broadcast_id and a.person_id = d.person_id
      where d.broadcast_id = ${broadcast}
      order by place nulls last, lower(p.name), p.id limit ${limit}
    )
    select name, has_left, state, reason, answer, answered_at, ${placesOf}
    from r order by place nulls last, lower(name), person_id`.execute(db)
  return rows
}

/** Those whom it did not reach, the failures before those for whom it was stopped. */
export async function notReached(
  db: Db | Tx,
  broadcast: number,
  limit: number,
): Promise<readonly Recipient[]> {
  const { rows } = await sql<Recipient>`
    with r as (
      select d.person_id, p.name, p.left_at is not null as has_left, d.state, d.reason
      from deliveries d
      join people p on p.id = d.person_id
      where d.broadcast_id = ${broadcast} and d.state in ('failed', 'doubtful', 'stopped')
        and not exists (select 1 from acknowledgements a
          where a.broadcast_id = d.broadcast_id and a.person_id = d.person_id)
      order by d.state = 'stopped', lower(p.name), p.id limit ${limit}
    )
    select name, has_left, state, reason, null as answer, null as answered_at, ${placesOf}
    from r order by state = 'stopped', lower(name), person_id`.execute(db)
  return rows
}

export type QuestionCounts = Readonly<{ open: number; answered: number }>

/** Questions only: a free reply waits for nobody. */
export async function countQuestions(db: Db | Tx, broadcast: number): Promise<QuestionCounts> {
  const { rows } = await sql<QuestionCounts>`
    select count(*) filter (where not done)::int as open, count(*) filter (where done)::int as answered
    from (select exists (select 1 from replies a where a.in_answer_to = q.id) as done
      from replies q
      where q.broadcast_id = ${broadcast} and q.in_answer_to is null and q.wants_answer) q`.execute(
    db,
  )
  return rows[0] ?? { open: 0, answered: 0 }
}

export type Asked = Readonly<{
  id: number
  name: string
  wantsAnswer: boolean
  answered: boolean
  at: Date
}>

/** Questions and replies by number, the open questions first. What they say stays in the chat. */
export async function askedAbout(
  db: Db | Tx,
  broadcast: number,
  limit: number,
): Promise<readonly Asked[]> {
  const { rows } = await sql<Asked>`
    select * from (
      select q.id, p.name, q.wants_answer, q.at,
        exists (select 1 from replies a where a.in_answer_to = q.id) as answered
      from replies q join people p on p.id = q.person_id
      where q.broadcast_id = ${broadcast} and q.in_answer_to is null) q
    order by wants_answer and not answered desc, id limit ${limit}`.execute(db)
  return rows
}

export type FileRow = Recipient &
  Readonly<{
    seq: number
    gpKind: GpKind
    deliveredAt: Date | null
    /** The platform of the account that it was sent to last. */
    platform: string
    /** They may have it twice. */
    repeat: boolean
    questions: string | null
    /** The version that their answer is for. */
    version: number | null
    interestedAt: Date | null
    withdrawn: boolean
    how: string | null
    dates: readonly string[] | null
    /** How often they were reminded, and when last. */
    reminders: number
    remindedAt: Date | null
  }>

/**
 * One page of everybody it was for, after delivery number `after`. Whom a consultation reminded is left out: whoever was
 * not had taken part.
 */
export async function fileRows(
  db: Db | Tx,
  broadcast: number,
  after: number,
  limit: number,
): Promise<readonly FileRow[]> {
  const { rows } = await sql<FileRow>`
    with r as (
      select d.seq, d.person_id, d.state, d.reason, d.sent_at, d.possible_repeat as repeat, i.platform
      from deliveries d join identities i on i.id = d.identity_id
      where d.broadcast_id = ${broadcast} and d.seq > ${after} order by d.seq limit ${limit}
    ), asked as (
      select person_id, string_agg(id::text, ', ' order by id) as questions from replies
      where broadcast_id = ${broadcast} and in_answer_to is null and wants_answer group by person_id
    ), reminded as (
      select m.person_id, count(*)::int as reminders, max(n.sent_at) as reminded_at
      from reminders m join notices n on n.id = m.notice_id and n.state = 'sent'
      join broadcasts b on b.id = m.broadcast_id and b.kind <> 'consultation'
      where m.broadcast_id = ${broadcast} group by m.person_id
    )
    select r.seq, p.name, p.left_at is not null as has_left, p.gp_kind, r.state, r.reason,
      r.sent_at as delivered_at, r.platform, r.repeat, a.answer, a.changed_at as answered_at, a.version,
      asked.questions,
      e.at as interested_at, e.withdrawn_at is not null as withdrawn, e.how, e.dates,
      coalesce(m.reminders, 0) as reminders, m.reminded_at, ${placesOf}
    from r
    join people p on p.id = r.person_id
    left join acknowledgements a on a.broadcast_id = ${broadcast} and a.person_id = r.person_id
    left join expressions_of_interest e on e.broadcast_id = ${broadcast} and e.person_id = r.person_id
    left join asked on asked.person_id = r.person_id
    left join reminded m on m.person_id = r.person_id
    order by r.seq`.execute(db)
  return rows
}
