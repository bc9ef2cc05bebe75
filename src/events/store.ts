import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { ToTell } from '#src/versions/store.ts'
import { type Attender, type Booking, freePlaces, type Proof } from './rules.ts'

export async function bookingOf(
  db: Db | Tx,
  broadcast: number,
  personId: string,
): Promise<Booking | null> {
  const row = await db
    .selectFrom('bookings')
    .where('broadcastId', '=', broadcast)
    .where('personId', '=', personId)
    .select(['state', 'certificate'])
    .executeTakeFirst()
  return row ?? null
}

async function howManyBooked(db: Tx, broadcast: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from bookings where broadcast_id = ${broadcast} and state = 'booked'`.execute(
    db,
  )
  return rows[0]?.n ?? 0
}

/**
 * Gives somebody the next free place, or the last turn on the waiting list; whoever has one keeps it. The caller holds
 * the event's row, so that two who press for the last place come one after the other.
 */
export async function book(
  db: Tx,
  broadcast: number,
  personId: string,
  capacity: number,
  at: Date,
): Promise<'booked' | 'waiting'> {
  const isFree = freePlaces(capacity, await howManyBooked(db, broadcast)) > 0
  const state = isFree ? 'booked' : 'waiting'
  await sql`
    insert into bookings as b (broadcast_id, person_id, state, turn, asked_at, booked_at)
    select ${broadcast}, ${personId}::uuid, ${state}, coalesce(max(turn), 0) + 1, ${at}, ${isFree ? at : null}::timestamptz
    from bookings where broadcast_id = ${broadcast}
    on conflict (broadcast_id, person_id) do update set state = excluded.state, turn = excluded.turn,
      asked_at = excluded.asked_at, booked_at = excluded.booked_at, ended_at = null, reminded_for = null
    where b.state in ('given-up', 'cancelled')`.execute(db)
  const kept = await bookingOf(db, broadcast, personId)
  return kept?.state === 'booked' ? 'booked' : 'waiting'
}

export async function giveUp(db: Tx, broadcast: number, personId: string, at: Date): Promise<void> {
  await db
    .updateTable('bookings')
    .set({ state: 'given-up', endedAt: at })
    .where('broadcastId', '=', broadcast)
    .where('personId', '=', personId)
    .execute()
}

/** Gives the places that are free to those who wait, the first first, and returns them. The caller holds the event's row. */
export async function promote(
  db: Tx,
  broadcast: number,
  capacity: number,
  at: Date,
): Promise<readonly string[]> {
  const free = freePlaces(capacity, await howManyBooked(db, broadcast))
  const { rows } = await sql<{ personId: string }>`
    update bookings set state = 'booked', booked_at = ${at}
    where broadcast_id = ${broadcast} and person_id in (
      select w.person_id from bookings w join people p on p.id = w.person_id and p.left_at is null
      where w.broadcast_id = ${broadcast} and w.state = 'waiting' order by w.turn limit ${free})
    returning person_id`.execute(db)
  return rows.map(({ personId }) => personId)
}

/** Ends every place and turn there is, and returns whose they were. */
export async function cancelAll(db: Tx, broadcast: number, at: Date): Promise<readonly ToTell[]> {
  const { rows } = await sql<ToTell>`
    update bookings b set state = 'cancelled', ended_at = ${at} from people p
    where b.broadcast_id = ${broadcast} and b.state in ('booked', 'waiting') and p.id = b.person_id and p.left_at is null
    returning p.id as person_id, p.quiet_from, p.quiet_to, p.away_until`.execute(db)
  return rows
}

/** Whoever has a place or waits for one. */
export async function goingTo(db: Tx, broadcast: number): Promise<readonly ToTell[]> {
  const { rows } = await sql<ToTell>`
    select p.id as person_id, p.quiet_from, p.quiet_to, p.away_until
    from bookings b join people p on p.id = b.person_id and p.left_at is null
    where b.broadcast_id = ${broadcast} and b.state in ('booked', 'waiting') order by b.turn`.execute(
    db,
  )
  return rows
}

/** Everybody who has or had a place or a turn, in the order in which they asked. */
export async function attendersOf(db: Db | Tx, broadcast: number): Promise<readonly Attender[]> {
  const { rows } = await sql<Attender>`
    select b.person_id, p.name, p.gp_kind, b.state, b.asked_at, b.booked_at, b.ended_at,
      b.attended_at is not null as attended, b.cpd_hours
    from bookings b join people p on p.id = b.person_id
    where b.broadcast_id = ${broadcast} order by b.turn`.execute(db)
  return rows
}

/** Marks that these people came, with what they can show for it; null takes it back. Returns those who are still here. */
export async function markAttended(
  db: Tx,
  broadcast: number,
  people: readonly string[],
  proof: Proof | null,
  at: Date,
): Promise<readonly ToTell[]> {
  const { rows } = await sql<ToTell & Readonly<{ leftAt: Date | null }>>`
    update bookings b set attended_at = ${proof === null ? null : at}::timestamptz,
      certificate = ${proof?.certificate ?? null}, cpd_hours = ${proof?.cpdHours ?? null}::double precision
    from people p
    where b.broadcast_id = ${broadcast} and b.person_id = any(${people}::uuid[]) and p.id = b.person_id
    returning p.id as person_id, p.quiet_from, p.quiet_to, p.away_until, p.left_at`.execute(db)
  return rows.filter(({ leftAt }) => leftAt === null)
}

/** What somebody has booked or been to, by number; the newest first. */
export async function bookedBy(
  db: Tx,
  personId: string,
  limit: number,
): Promise<readonly (Booking & Readonly<{ broadcastId: number }>)[]> {
  const { rows } = await sql<Booking & { broadcastId: number }>`
    select k.broadcast_id, k.state, k.certificate
    from bookings k join broadcasts b on b.id = k.broadcast_id
    where k.person_id = ${personId} and (k.state in ('booked', 'waiting') or k.certificate is not null)
    order by b.content ->> 'date' desc, b.id desc limit ${limit}`.execute(db)
  return rows
}

/** Somebody with a place at an event of these days who was not reminded of its day. */
export type ToRemind = Readonly<{
  broadcastId: number
  personId: string
  date: string
  starts: string
  bookedAt: Date
  quietFrom: string | null
  quietTo: string | null
}>

export async function toRemind(db: Db, from: string, to: string): Promise<readonly ToRemind[]> {
  const { rows } = await sql<ToRemind>`
    select k.broadcast_id, k.person_id, b.content ->> 'date' as date, b.content ->> 'starts' as starts, k.booked_at,
      p.quiet_from, p.quiet_to
    from bookings k
    join broadcasts b on b.id = k.broadcast_id and b.kind = 'education-event' and b.state in ('sending', 'paused', 'sent', 'stopped')
      and b.content ->> 'date' between ${from} and ${to}
    join people p on p.id = k.person_id and p.left_at is null
    where k.state = 'booked' and k.reminded_for is distinct from b.content ->> 'date'
    order by k.broadcast_id, k.turn`.execute(db)
  return rows
}

/** Keeps that somebody was reminded of that day; false when another process did, or they have no place any more. */
export async function keepReminded(
  db: Tx,
  { broadcastId, personId, date }: Pick<ToRemind, 'broadcastId' | 'personId' | 'date'>,
): Promise<boolean> {
  const row = await db
    .updateTable('bookings')
    .set({ remindedFor: date })
    .where('broadcastId', '=', broadcastId)
    .where('personId', '=', personId)
    .where('state', '=', 'booked')
    .where(sql<boolean>`reminded_for is distinct from ${date}`)
    .returning('personId')
    .executeTakeFirst()
  return row !== undefined
}

/** Events still to come at which somebody has a place or a turn who has left. */
export async function leftBehind(db: Db, today: string): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct b.id from broadcasts b
    join bookings k on k.broadcast_id = b.id and k.state in ('booked', 'waiting')
    join people p on p.id = k.person_id and p.left_at is not null
    where b.kind = 'education-event' and b.last_day >= ${today} order by b.id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Takes the places of those who have left. */
export async function clearLeft(db: Tx, broadcast: number, at: Date): Promise<void> {
  await sql`
    update bookings k set state = 'given-up', ended_at = ${at} from people p
    where k.broadcast_id = ${broadcast} and k.state in ('booked', 'waiting') and p.id = k.person_id and p.left_at is not null`.execute(
    db,
  )
}

/** Events that are over, at which somebody had a place, and whose organiser was not asked who came. */
export async function unmarked(db: Db, today: string): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select b.id from broadcasts b join people p on p.id = b.author_id and p.left_at is null
    where b.kind = 'education-event' and b.state in ('sending', 'sent', 'stopped') and b.last_day < ${today}
      and exists (select 1 from bookings k where k.broadcast_id = b.id and k.state = 'booked')
      and not exists (select 1 from bookings k where k.broadcast_id = b.id and k.attended_at is not null)
      and not exists (select 1 from attendance_asks a where a.broadcast_id = b.id)
    order by b.id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Keeps that its organiser was asked; false when another process did. */
export async function keepAsked(db: Tx, broadcast: number, at: Date): Promise<boolean> {
  const row = await db
    .insertInto('attendanceAsks')
    .values({ broadcastId: broadcast, at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('broadcastId')
    .executeTakeFirst()
  return row !== undefined
}
