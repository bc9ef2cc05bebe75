import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // A handful of rows, each written several times a second by whoever sends there: no index but the key, and much room,
  // so that every change is a HOT update. Moments are milliseconds since 1970: a turn is shorter than a Date can say.
  await sql`
    create table lanes (
      platform text not null,
      tenant text not null,
      pace jsonb not null,
      next_at double precision not null,
      held_until double precision not null,
      urgent_until double precision not null,
      holds integer not null,
      primary key (platform, tenant)
    ) with (fillfactor = 20)`.execute(db)
}
