import { type RawBuilder, sql } from 'kysely'
import type { Attention } from '#src/attention/rules.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { findBroadcasts } from '#src/broadcasts/store.ts'
import { LAST_DAY } from '#src/delivery/stop-store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { agrees, CATEGORY } from '#src/people/consents/agreed-store.ts'

/** Everybody of whom something is due that is in no digest yet. What its sender has paused waits until it goes on. */
export async function peopleDue(db: Db, at: Date): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('digestItems')
    .where('noticeId', 'is', null)
    .where('dueAt', '<=', at)
    .where('broadcastId', 'not in', (eb) =>
      eb.selectFrom('broadcasts').where('state', '=', 'paused').select('id'),
    )
    .select('personId')
    .distinct()
    .execute()
  return rows.map(({ personId }) => personId)
}

export type Reader = Attention &
  Readonly<{
    digestedOn: string | null
    awayUntil: Date | null
    /** Some of what they follow comes weekly, and nothing daily. */
    weekly: boolean
  }>

/** Somebody whose digest is made, held still: two processes that make one meet here. */
export async function lockReader(db: Tx, personId: string): Promise<Reader> {
  return db
    .selectFrom('people')
    .where('id', '=', personId)
    .select([
      'quietFrom',
      'quietTo',
      'workingDays',
      'digestedOn',
      'awayUntil',
      sql<boolean>`coalesce((select bool_or(s.cadence = 'weekly') and not bool_or(s.cadence = 'daily')
        from subscriptions s where s.person_id = people.id), false)`.as('weekly'),
    ])
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
}

export async function keepDigestDay(db: Tx, personId: string, day: string): Promise<void> {
  await db.updateTable('people').set({ digestedOn: day }).where('id', '=', personId).execute()
}

/** What is due of theirs waits for a later digest. */
export async function postpone(db: Tx, personId: string, at: Date, until: Date): Promise<void> {
  await db
    .updateTable('digestItems')
    .set({ dueAt: until })
    .where('personId', '=', personId)
    .where('noticeId', 'is', null)
    .where('dueAt', '<=', at)
    .execute()
}

/** Whether it needs a consent that its reader has not given, or has taken back. */
const REFUSED = sql`(${CATEGORY} is not null and not ${agrees(sql`i.person_id`, CATEGORY)})`

/**
 * Takes out what nobody needs to be told any more, and counts each as what became of it: answered already, over, out
 * of date, not agreed to, or of somebody who left. What is paused waits for a later digest.
 */
async function takeOut(db: Tx, which: RawBuilder<unknown>, today: string): Promise<void> {
  await sql`
    update digest_items i set notice_id = null from broadcasts b
    where ${which} and i.notice_id is not null and b.id = i.broadcast_id and b.state = 'paused'`.execute(
    db,
  )
  await sql`
    with known as (
      select i.broadcast_id, i.person_id, a.first_at,
        case when a.first_at is not null then 'sent'
          when p.left_at is not null or b.state in ('stopped', 'superseded', 'withdrawn') or b.closed_at is not null
            or ${REFUSED} then 'stopped'
          when ${LAST_DAY} < ${today} then 'failed' end as state,
        case when a.first_at is not null then null when p.left_at is not null then 'left'
          when b.state in ('stopped', 'superseded', 'withdrawn') then b.state
          when b.closed_at is not null then 'closed'
          when ${REFUSED} then 'consent' else 'expired' end as reason
      from digest_items i
      join broadcasts b on b.id = i.broadcast_id
      join people p on p.id = i.person_id
      left join acknowledgements a on a.broadcast_id = i.broadcast_id and a.person_id = i.person_id
      where ${which}
    ), taken as (
      delete from digest_items i using known k
      where k.state is not null and i.broadcast_id = k.broadcast_id and i.person_id = k.person_id
      returning k.*
    )
    update deliveries d set state = t.state, reason = t.reason, sent_at = coalesce(d.sent_at, t.first_at)
    from taken t where d.broadcast_id = t.broadcast_id and d.person_id = t.person_id and d.state = 'digest'`.execute(
    db,
  )
}

const items = async (db: Tx, which: RawBuilder<unknown>): Promise<readonly Broadcast[]> => {
  const { rows } = await sql<{ id: number }>`
    select b.id from digest_items i
    join broadcasts b on b.id = i.broadcast_id
    where ${which} and b.state <> 'paused'
    order by array_position(array['critical', 'important', 'routine', 'info'], b.urgency), i.broadcast_id
    for update of i`.execute(db)
  return findBroadcasts(
    db,
    rows.map(({ id }) => id),
  )
}

/** What is due to somebody before `until` and in no digest yet, the most urgent first. */
export async function takeItems(
  db: Tx,
  personId: string,
  until: Date,
  today: string,
): Promise<readonly Broadcast[]> {
  const which = sql`i.person_id = ${personId} and i.notice_id is null and i.due_at < ${until}`
  await takeOut(db, which, today)
  return items(db, which)
}

/** What is left of a digest that is about to leave. */
export async function itemsOf(
  db: Tx,
  notice: string,
  today: string,
): Promise<readonly Broadcast[]> {
  const which = sql`i.notice_id = ${notice}::uuid`
  await takeOut(db, which, today)
  return items(db, which)
}

export async function putIn(
  db: Tx,
  notice: string,
  personId: string,
  broadcasts: readonly number[],
): Promise<void> {
  await db
    .updateTable('digestItems')
    .set({ noticeId: notice })
    .where('personId', '=', personId)
    .where('broadcastId', 'in', [...broadcasts])
    .execute()
}

/** What a digest that did not leave in time carried waits for the next one; if nothing of it left, they had none. */
export async function giveBack(db: Tx, notice: string): Promise<void> {
  await db
    .updateTable('digestItems')
    .set({ noticeId: null })
    .where('noticeId', '=', notice)
    .execute()
  await sql`
    update people p set digested_on = null from notices n
    where n.id = ${notice}::uuid and p.id = n.person_id and not exists (
      select 1 from notices o where o.person_id = n.person_id and o.about = 'digest'
        and o.created_at = n.created_at and o.state = 'sent')`.execute(db)
}
