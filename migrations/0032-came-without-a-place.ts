import { type Kysely, sql } from 'kysely'

/** Somebody may come to an education event without having asked for a place: whoever runs it marks them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table bookings
      drop constraint bookings_state_check,
      add constraint bookings_state_check
        check (state in ('booked', 'waiting', 'given-up', 'cancelled', 'walked-in'))`.execute(db)
}
