import { type Kysely, sql } from 'kysely'

/** What a digest or a reminder shows, so that its card can follow what becomes of that. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table notices
      -- The broadcasts that it showed when it left, in their order; null for what shows none.
      add column listed integer[],
      -- The sum of their editions then: it grows whenever one of them does.
      add column listed_edition integer,
      add constraint notices_listed check ((listed is null) = (listed_edition is null))`.execute(db)
  // Those that may have arrived already are asked about, and not looked at again: they follow as they would have.
  await sql`
    update notices set listed = array[split_part(about, ':', 2)::integer], listed_edition = 0
    where about like 'reminder:%' and state in ('sending', 'doubtful')`.execute(db)
  await sql`create index notices_listed on notices using gin (listed) where listed is not null`.execute(
    db,
  )
}
