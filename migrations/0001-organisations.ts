import { type Kysely, sql } from 'kysely'

/** Organisations by ODS code, and who belongs to whom, effective-dated: nothing is ever overwritten away. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table organisations (
      code text primary key check (code ~ '^[A-Z0-9]{3,10}$'),
      kind text not null check (kind in ('icb', 'sub-icb', 'pcn', 'practice', 'lmc', 'locum-group')),
      name text not null check (length(name) between 1 and 200),
      postcode text,
      phone text,
      opened date,
      closed date,
      invented boolean not null default false
    )`.execute(db)
  await sql`create index organisations_name on organisations (lower(name) text_pattern_ops)`.execute(
    db,
  )
  await sql`
    create table memberships (
      child text not null references organisations (code),
      parent text not null references organisations (code),
      starts date not null,
      ends date check (ends is null or ends >= starts),
      primary key (child, parent, starts),
      check (child <> parent)
    )`.execute(db)
  await sql`create index memberships_parent on memberships (parent)`.execute(db)
}
