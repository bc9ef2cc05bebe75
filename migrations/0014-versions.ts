import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table broadcasts drop constraint broadcasts_state_check`.execute(db)
  await sql`
    alter table broadcasts
      add constraint broadcasts_state_check check (state in
        ('draft', 'scheduled', 'sending', 'paused', 'sent', 'stopped', 'superseded', 'withdrawn', 'deleted')),
      -- Which version of its content is in force; versions only grow.
      add column version integer not null default 1,
      -- Grows whenever what every copy must show changes: a correction, an end, a review that is overdue.
      add column edition integer not null default 1,
      -- Whether a copy may still show an earlier edition and is to be drawn anew by itself.
      add column behind boolean not null default false,
      -- The messages that this one takes the place of, from when it is sent.
      add column replaces integer[] not null default '{}',
      add column replaced_by integer references broadcasts (id),
      add column ended_at timestamptz,
      add column ended_why text check (length(ended_why) between 1 and 200),
      -- When its copies were told that its last day has gone by.
      add column expired_at timestamptz,
      add column review_asked_at timestamptz,
      add column overdue_at timestamptz,
      add column reviewed_at timestamptz,
      add constraint broadcasts_superseded check ((state = 'superseded') = (replaced_by is not null)),
      add constraint broadcasts_withdrawn check ((state = 'withdrawn') = (ended_why is not null)),
      add constraint broadcasts_ended check ((state in ('superseded', 'withdrawn')) = (ended_at is not null))`.execute(
    db,
  )
  await sql`create index broadcasts_behind on broadcasts (id) where behind`.execute(db)
  await sql`create index broadcasts_replaced_by on broadcasts (replaced_by)`.execute(db)
  // Every version that was ever in force, from the first correction on; version 1 is what was first sent.
  await sql`
    create table broadcast_versions (
      broadcast_id integer not null references broadcasts (id),
      version integer not null check (version > 0),
      content jsonb not null,
      what_changed text check (length(what_changed) between 1 and 120),
      material boolean not null,
      author_id uuid not null references people (id),
      at timestamptz not null,
      primary key (broadcast_id, version),
      check ((version = 1) = (what_changed is null))
    )`.execute(db)
  await sql`
    create function versions_only_grow() returns trigger language plpgsql as $$
    begin raise exception 'versions are never changed or removed'; end $$`.execute(db)
  await sql`
    create trigger broadcast_versions_only_grow before update or delete on broadcast_versions
    for each row execute function versions_only_grow()`.execute(db)
  // A correction that its author has written and not sent: one for each message at most.
  await sql`
    create table corrections_in_hand (
      broadcast_id integer primary key references broadcasts (id),
      -- The version that it was written against.
      base integer not null,
      content jsonb not null,
      what_changed text not null check (length(what_changed) between 1 and 120),
      material boolean not null,
      at timestamptz not null
    )`.execute(db)
  await sql`alter table acknowledgements add column version integer not null default 1`.execute(db)
  // Answers to a version that a material correction has replaced; acknowledgements has those that stand.
  await sql`
    create table earlier_acknowledgements (
      broadcast_id integer not null references broadcasts (id),
      person_id uuid not null references people (id),
      version integer not null,
      answer text not null check (answer in ('read', 'will-act', 'not-relevant')),
      first_at timestamptz not null,
      changed_at timestamptz not null,
      primary key (broadcast_id, person_id, version)
    )`.execute(db)
  // None is in an index: a change stays a HOT update.
  await sql`
    alter table deliveries
      -- The edition that its message shows, as far as is known.
      add column edition integer not null default 1,
      -- The newest version that this person was shown, in whichever copy.
      add column seen_version integer not null default 1,
      -- The edition that the platform would not change its message to.
      add column undrawn integer,
      add column draw_tries integer not null default 0`.execute(db)
  await sql`
    alter table copies
      add column edition integer not null default 1,
      add column draw_tries integer not null default 0`.execute(db)
  // When the next copies of one workspace or tenant may be changed, whichever process does it.
  await sql`
    create table change_lanes (
      platform text not null,
      tenant text not null,
      next_at timestamptz not null,
      primary key (platform, tenant)
    )`.execute(db)
}
