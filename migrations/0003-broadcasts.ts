import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table broadcasts (
      id integer generated always as identity primary key,
      kind text not null check (kind in
        ('prescribing', 'pathway', 'board-meeting', 'announcement', 'opportunity')),
      organisation text not null references organisations (code),
      author_id uuid not null references people (id),
      urgency text not null check (urgency in ('critical', 'important', 'routine', 'info')),
      specialties text[] not null default '{}',
      gp_kinds text[] not null default '{}',
      content jsonb not null,
      provenance text not null default 'person' check (provenance in ('person', 'fact', 'invented')),
      state text not null check (state in ('draft', 'scheduled', 'sending', 'sent', 'stopped', 'deleted')),
      created_at timestamptz not null,
      changed_at timestamptz not null,
      scheduled_for timestamptz,
      started_at timestamptz,
      finished_at timestamptz,
      -- Where the sender watches it go: a card that the engine draws anew.
      progress_platform text,
      progress_handle text,
      check (state <> 'scheduled' or scheduled_for is not null),
      check (state not in ('sending', 'sent', 'stopped') or started_at is not null)
    )`.execute(db)
  await sql`create index broadcasts_author on broadcasts (author_id)`.execute(db)
  await sql`create index broadcasts_in_force on broadcasts (organisation, kind) where state in ('sending', 'sent')`.execute(
    db,
  )
  // No index on state, and room on every page: each change of state is then a HOT update, a fifth of the cost.
  await sql`
    create table deliveries (
      broadcast_id integer not null references broadcasts (id),
      seq integer not null,
      id uuid not null,
      person_id uuid not null references people (id),
      identity_id uuid not null references identities (id),
      state text not null check (state in
        ('waiting', 'sending', 'sent', 'failed', 'stopped', 'digest', 'doubtful')),
      due_at timestamptz not null,
      attempts integer not null default 0,
      reason text,
      handle text,
      sent_at timestamptz,
      primary key (broadcast_id, seq),
      unique (broadcast_id, person_id)
    ) with (fillfactor = 50)`.execute(db)
  await sql`create index deliveries_person on deliveries (person_id)`.execute(db)
  // One message to one person that is not a broadcast: a question to its author, an answer, a digest.
  await sql`
    create table notices (
      id uuid primary key,
      person_id uuid not null references people (id),
      about text not null,
      message jsonb not null,
      state text not null check (state in ('waiting', 'sending', 'sent', 'failed', 'doubtful')),
      due_at timestamptz not null,
      attempts integer not null default 0,
      reason text,
      platform text,
      handle text,
      created_at timestamptz not null,
      sent_at timestamptz
    )`.execute(db)
  // What waits for somebody's daily or weekly message. Apart from deliveries, whose updates an index would slow.
  await sql`
    create table digest_items (
      broadcast_id integer not null references broadcasts (id),
      person_id uuid not null references people (id),
      due_at timestamptz not null,
      notice_id uuid references notices (id),
      primary key (broadcast_id, person_id)
    )`.execute(db)
  await sql`create index digest_items_due on digest_items (due_at) where notice_id is null`.execute(
    db,
  )
  await sql`create index digest_items_notice on digest_items (notice_id)`.execute(db)
  await sql`create index notices_about on notices (about)`.execute(db)
  await sql`create index notices_person on notices (person_id)`.execute(db)
}
