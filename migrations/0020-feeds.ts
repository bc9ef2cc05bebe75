import { type Kysely, sql } from 'kysely'

/** What official sources publish, and what becomes of each thing: a person releases it, or nobody does. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table feeds (
      id integer generated always as identity primary key,
      url text not null unique,
      name text not null,
      person_id uuid not null references people (id),
      interval_minutes integer not null check (interval_minutes between 5 and 10080),
      added_at timestamptz not null,
      next_at timestamptz not null,
      etag text,
      last_modified text,
      read_at timestamptz,
      failures integer not null default 0,
      failing_since timestamptz,
      -- Since when it answered nothing but that it is not there.
      gone_since timestamptz,
      failure text,
      told_failing_at timestamptz,
      retired_at timestamptz,
      retired_why text check (retired_why in ('ended', 'gone', 'operator')),
      check ((retired_at is null) = (retired_why is null))
    )`.execute(db)
  await sql`create index feeds_due on feeds (next_at) where retired_at is null`.execute(db)
  await sql`
    create table feed_items (
      id integer generated always as identity primary key,
      feed_id integer not null references feeds (id),
      entry_id text not null,
      updated timestamptz not null,
      url text not null,
      title text not null,
      summary text not null,
      published date,
      type text not null,
      reference text,
      specialties text[] not null default '{}',
      content_id uuid,
      links text[] not null default '{}',
      withdrawn boolean not null default false,
      note text,
      state text not null
        check (state in ('history', 'proposed', 'later', 'declined', 'drafted', 'covered', 'withdrawn')),
      later_until timestamptz,
      seen_at timestamptz not null,
      checked_at timestamptz not null,
      unique (feed_id, entry_id),
      check ((state = 'later') = (later_until is not null))
    )`.execute(db)
  await sql`create index feed_items_pages on feed_items (url)`.execute(db)
  await sql`
    create index feed_items_waiting on feed_items (feed_id) where state in ('proposed', 'later')`.execute(
    db,
  )
  // What was written from an item, the version of it that was read, and the words that were put in the form.
  await sql`
    create table feed_drafts (
      broadcast_id integer primary key references broadcasts (id) on delete cascade,
      item_id integer not null references feed_items (id),
      updated timestamptz not null,
      title text not null,
      summary text not null,
      at timestamptz not null
    )`.execute(db)
  await sql`create index feed_drafts_item on feed_drafts (item_id)`.execute(db)
}
