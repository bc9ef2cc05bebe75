import { type Kysely, sql } from 'kysely'

/** The hours that somebody got stay as they were when it was marked, like the line for their appraisal. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table bookings add column cpd_hours double precision check (cpd_hours > 0)`.execute(
    db,
  )
  await sql`
    update bookings k set cpd_hours = (b.content ->> 'cpdHours')::double precision from broadcasts b
    where b.id = k.broadcast_id and k.attended_at is not null`.execute(db)
}
