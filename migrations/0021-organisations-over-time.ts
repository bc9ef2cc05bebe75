import { type Kysely, sql } from 'kysely'

/** What changes among organisations from some day on, and what was done about it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table organisation_changes (
      id integer generated always as identity primary key,
      kind text not null check (kind in ('succession', 'move', 'closure')),
      -- Which is succeeded, moves or closes.
      organisation text not null references organisations (code),
      -- The successor, or what it moved away from; nothing for a closure.
      other text references organisations (code),
      -- The first day on which it is so.
      day date not null,
      done_at timestamptz,
      unique nulls not distinct (kind, organisation, other, day),
      check ((kind = 'closure') = (other is null)),
      check (organisation <> other)
    )`.execute(db)
  await sql`create index organisation_changes_other on organisation_changes (other) where kind = 'succession'`.execute(
    db,
  )
  // What an organisation was called when something was sent for it: its report keeps that.
  await sql`alter table broadcasts add column organisation_name text`.execute(db)
  await sql`
    update broadcasts b set organisation_name = o.name from organisations o
    where o.code = b.organisation and b.started_at is not null`.execute(db)
  await sql`create index roles_organisation on roles (organisation)`.execute(db)
}
