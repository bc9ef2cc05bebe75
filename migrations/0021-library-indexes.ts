import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // What applies at a place, counted and ordered without reading what the messages say.
  await sql`drop index broadcasts_in_force`.execute(db)
  await sql`
    create index broadcasts_applying on broadcasts (organisation, started_at) include (id, kind, urgency, gp_kinds, last_day)
    where state in ('sending', 'sent')`.execute(db)
  // A search for what stands in many messages ends with the newest of them.
  await sql`
    create index broadcasts_newest on broadcasts (started_at desc, id desc) where state in ('sending', 'sent')`.execute(
    db,
  )
}
