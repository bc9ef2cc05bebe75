import { type Kysely, sql } from 'kysely'

/** What people agreed to, what must not come to them again, and who was erased. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // What was called optional was asked in the words of opportunities, so it is that and nothing more.
  await sql`alter table consents drop constraint consents_category_check`.execute(db)
  await sql`update consents set category = 'opportunities' where category = 'optional'`.execute(db)
  await sql`
    alter table consents
      add constraint consents_category_check check (category in ('purpose', 'opportunities', 'education')),
      -- Where it was given and taken back; null for what was before this was kept, and where nobody pressed anything.
      add column platform text,
      add column withdrawn_platform text`.execute(db)
  // Who was asked again because the words have changed: once for each wording.
  await sql`
    create table consent_asks (
      person_id uuid not null references people (id),
      category text not null,
      wording text not null,
      at timestamptz not null,
      primary key (person_id, category, wording)
    )`.execute(db)
  // Accounts that want nothing optional, as an HMAC and nothing else: it outlives the person's own rows.
  await sql`
    create table suppressions (
      account_hash text not null check (account_hash ~ '^[0-9a-f]{64}$'),
      category text not null check (category in ('opportunities', 'education', 'invitation')),
      at timestamptz not null,
      primary key (account_hash, category)
    )`.execute(db)
  // The row of somebody erased stays, with nothing about them on it: what they answered is still counted.
  await sql`
    alter table people
      add column erased_at timestamptz,
      add constraint people_erased_left check (erased_at is null or left_at is not null)`.execute(
    db,
  )
}
