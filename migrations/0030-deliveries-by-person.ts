import { type Kysely, sql } from 'kysely'

/**
 * One index by person instead of two: the one that forbids telling somebody twice now begins with the person, and finds
 * what somebody was told as well. Each delivery that is written costs one index less.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table deliveries
      drop constraint deliveries_broadcast_id_person_id_key,
      add constraint deliveries_once unique (person_id, broadcast_id)`.execute(db)
  await sql`drop index deliveries_person`.execute(db)
}
