import { type Kysely, sql } from 'kysely'

/** What a board meeting needs beside its notice, which is a broadcast. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table rsvps (
      broadcast_id integer not null references broadcasts (id),
      person_id uuid not null references people (id),
      answer text not null check (answer in ('going', 'deputy', 'not-going', 'observer')),
      practice text references organisations (code),
      deputy_id uuid references people (id),
      deputy_says text check (deputy_says in ('asked', 'yes', 'no')),
      answered_for text not null check (answered_for ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$'),
      at timestamptz not null,
      primary key (broadcast_id, person_id),
      check ((answer in ('going', 'deputy')) = (practice is not null)),
      check ((answer = 'deputy') = (deputy_id is not null)),
      check ((deputy_id is null) = (deputy_says is null)),
      check (deputy_id is distinct from person_id)
    )`.execute(db)
  await sql`create index rsvps_person on rsvps (person_id)`.execute(db)
  await sql`create index rsvps_deputy on rsvps (deputy_id) where deputy_id is not null`.execute(db)
  // How many practices make a quorum, as each network has it in its own Schedule 1.
  await sql`
    create table quorum_rules (
      organisation text primary key references organisations (code),
      rule jsonb not null,
      set_by uuid not null references people (id),
      set_at timestamptz not null
    )`.execute(db)
  await sql`
    create table meeting_papers (
      id integer generated always as identity primary key,
      broadcast_id integer not null references broadcasts (id),
      title text not null check (length(title) between 1 and 100),
      url text not null check (length(url) between 1 and 500),
      added_by uuid not null references people (id),
      added_at timestamptz not null
    )`.execute(db)
  await sql`create index meeting_papers_broadcast on meeting_papers (broadcast_id)`.execute(db)
  await sql`
    create table agenda_proposals (
      id integer generated always as identity primary key,
      broadcast_id integer not null references broadcasts (id),
      person_id uuid not null references people (id),
      sort text not null check (sort in ('item', 'question')),
      words text not null,
      at timestamptz not null,
      state text not null default 'open' check (state in ('open', 'accepted', 'declined')),
      reason text,
      decided_by uuid references people (id),
      decided_at timestamptz,
      check ((state = 'open') = (decided_by is null)),
      check ((state = 'open') = (decided_at is null)),
      check (state <> 'declined' or reason is not null)
    )`.execute(db)
  await sql`create index agenda_proposals_broadcast on agenda_proposals (broadcast_id)`.execute(db)
  await sql`create index agenda_proposals_person on agenda_proposals (person_id)`.execute(db)
  await sql`
    create table interest_declarations (
      broadcast_id integer not null references broadcasts (id),
      person_id uuid not null references people (id),
      words text not null,
      at timestamptz not null,
      primary key (broadcast_id, person_id)
    )`.execute(db)
  await sql`create index interest_declarations_person on interest_declarations (person_id)`.execute(
    db,
  )
  // Each once for each day and hour of a meeting: one that moved is reminded of anew.
  await sql`
    create table meeting_reminders (
      broadcast_id integer not null references broadcasts (id),
      person_id uuid not null references people (id),
      step text not null,
      answered_for text not null,
      at timestamptz not null,
      primary key (broadcast_id, person_id, step, answered_for)
    )`.execute(db)
  await sql`create index meeting_reminders_person on meeting_reminders (person_id)`.execute(db)
  await sql`
    create table meeting_minutes (
      broadcast_id integer primary key references broadcasts (id),
      summary text not null,
      decisions text[] not null,
      url text,
      written_by uuid not null references people (id),
      written_at timestamptz not null,
      version integer not null
    )`.execute(db)
  await sql`
    create table minutes_told (
      broadcast_id integer not null references broadcasts (id),
      person_id uuid not null references people (id),
      version integer not null,
      primary key (broadcast_id, person_id)
    )`.execute(db)
  await sql`create index minutes_told_person on minutes_told (person_id)`.execute(db)
  await sql`
    create table meeting_actions (
      id integer generated always as identity primary key,
      broadcast_id integer not null references broadcasts (id),
      what text not null,
      owner_id uuid not null references people (id),
      due date not null,
      made_by uuid not null references people (id),
      made_at timestamptz not null,
      done_at timestamptz,
      reminded_at timestamptz,
      overdue_at timestamptz
    )`.execute(db)
  await sql`create index meeting_actions_broadcast on meeting_actions (broadcast_id)`.execute(db)
  await sql`create index meeting_actions_open on meeting_actions (due) where done_at is null`.execute(
    db,
  )
  await sql`
    create table meeting_series (
      id integer generated always as identity primary key,
      every text not null check (every in ('week', 'fortnight', 'month')),
      look_days integer not null check (look_days between 1 and 60),
      made_by uuid not null references people (id),
      made_at timestamptz not null
    )`.execute(db)
  await sql`
    create table series_meetings (
      broadcast_id integer primary key references broadcasts (id) on delete cascade,
      series_id integer not null references meeting_series (id),
      asked_at timestamptz
    )`.execute(db)
  await sql`create index series_meetings_series on series_meetings (series_id)`.execute(db)
  await sql`
    create table calendar_feeds (
      person_id uuid primary key references people (id),
      serial integer not null,
      made_at timestamptz not null,
      stopped_at timestamptz
    )`.execute(db)
}
