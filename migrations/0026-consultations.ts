import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table broadcasts drop constraint broadcasts_kind_check`.execute(db)
  await sql`
    alter table broadcasts add constraint broadcasts_kind_check check (kind in (
      'prescribing', 'pathway', 'board-meeting', 'announcement', 'opportunity', 'consultation', 'education-event'))`.execute(
    db,
  )
  // What somebody said. It can be changed until the consultation closes, so it is kept under their id.
  await sql`
    create table consultation_answers (
      broadcast_id integer not null references broadcasts (id),
      person_id uuid not null references people (id),
      answers jsonb not null,
      named boolean not null,
      first_at timestamptz not null,
      changed_at timestamptz not null,
      primary key (broadcast_id, person_id)
    )`.execute(db)
  await sql`create index consultation_answers_person on consultation_answers (person_id)`.execute(
    db,
  )
  // Said once: the key is the promise.
  await sql`
    create table consultation_outcomes (
      broadcast_id integer primary key references broadcasts (id),
      said_by uuid not null references people (id),
      you_said text not null,
      we_did text not null,
      to_everybody boolean not null,
      at timestamptz not null
    )`.execute(db)
  await sql`
    create table consultation_chases (
      broadcast_id integer not null references broadcasts (id),
      step integer not null check (step >= 1),
      at timestamptz not null,
      primary key (broadcast_id, step)
    )`.execute(db)
  // Who is here already follows boards and announcements: what their places ask them comes the same way.
  await sql`
    insert into subscriptions (person_id, kind, organisation, specialty, cadence, since)
    select person_id, 'consultation', organisation, specialty, cadence, since from subscriptions
    where kind = 'board-meeting'
    on conflict do nothing`.execute(db)
}
