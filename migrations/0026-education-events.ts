import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bookings (
      broadcast_id integer not null references broadcasts (id),
      person_id uuid not null references people (id),
      state text not null check (state in ('booked', 'waiting', 'given-up', 'cancelled')),
      -- The order in which they asked; given while the event's row is held.
      turn integer not null,
      asked_at timestamptz not null,
      booked_at timestamptz,
      ended_at timestamptz,
      reminded_for text,
      attended_at timestamptz,
      certificate text,
      primary key (broadcast_id, person_id),
      unique (broadcast_id, turn),
      check (state <> 'booked' or booked_at is not null)
    )`.execute(db)
  await sql`create index bookings_person on bookings (person_id)`.execute(db)
  await sql`
    create table attendance_asks (
      broadcast_id integer primary key references broadcasts (id),
      at timestamptz not null
    )`.execute(db)
  // As for consultations: who follows announcements hears of events. A paid one needs their consent besides.
  await sql`
    insert into subscriptions (person_id, kind, organisation, specialty, cadence, since)
    select person_id, 'education-event', organisation, specialty, cadence, since from subscriptions
    where kind = 'announcement'
    on conflict do nothing`.execute(db)
}
