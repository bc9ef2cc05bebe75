import { type Kysely, sql } from 'kysely'

/** Who was at a meeting, as whoever runs it marked afterwards: one row for each person that they looked at. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table meeting_attendance (
      broadcast_id integer not null references broadcasts (id),
      person_id uuid not null references people (id),
      came boolean not null,
      marked_by uuid not null references people (id),
      marked_at timestamptz not null,
      primary key (broadcast_id, person_id)
    )`.execute(db)
  await sql`create index meeting_attendance_person on meeting_attendance (person_id)`.execute(db)
  await sql`create index meeting_attendance_marked_by on meeting_attendance (marked_by)`.execute(db)
}
