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
}
