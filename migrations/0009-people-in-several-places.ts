import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Further cards of what somebody was told, which follow what they answer wherever they answer it.
  await sql`
    create table copies (
      identity_id uuid not null references identities (id),
      -- What it shows, as "broadcast:12".
      about text not null,
      handle text not null,
      at timestamptz not null,
      -- A message shows one thing at a time.
      primary key (identity_id, handle)
    )`.execute(db)
  await sql`create index copies_about on copies (about, identity_id)`.execute(db)
  await sql`
    insert into copies (identity_id, about, handle, at)
    select i.id, 'broadcast:' || split_part(n.about, ':', 2), n.handle, n.sent_at
    from notices n
    join lateral (
      select id from identities where person_id = n.person_id and platform = n.platform
      order by preferred desc, linked_at limit 1
    ) i on true
    where n.about like 'copy:%' and n.handle is not null and n.sent_at is not null
    on conflict do nothing`.execute(db)
  // Null once it was taken away from whoever had it: a delivery still says which account it went to.
  await sql`alter table identities alter column person_id drop not null`.execute(db)
  // What joins an account elsewhere to a person: one at a time, kept only as an HMAC.
  await sql`
    create table link_codes (
      person_id uuid primary key references people (id),
      hash text not null check (hash ~ '^[0-9a-f]{64}$'),
      expires_at timestamptz not null
    )`.execute(db)
  // Codes that were wrong, by the account that tried them.
  await sql`
    create table link_tries (
      platform text not null,
      tenant text not null,
      user_ref text not null,
      at timestamptz not null
    )`.execute(db)
  await sql`create index link_tries_account on link_tries (platform, tenant, user_ref)`.execute(db)
}
