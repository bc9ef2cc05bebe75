import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table forums (
      id serial primary key,
      organisation text not null references organisations (code),
      name text not null,
      purpose text not null,
      -- Who may join, as src/forums/eligibility.ts reads it.
      eligibility jsonb not null,
      -- At once by rule, or when a moderator says so.
      joining text not null check (joining in ('rule', 'ask')),
      chatham_house boolean not null,
      -- London days: the first and the last on which it is open.
      opens date not null,
      closes date check (closes >= opens),
      -- Where those go who may, when it closes, and what the others are told.
      next_forum integer references forums (id),
      farewell text,
      guidelines_version integer not null default 1,
      created_by uuid not null references people (id),
      created_at timestamptz not null,
      -- When it was closed and everybody told; null while it is open.
      closed_at timestamptz
    )`.execute(db)
  await sql`create index forums_closing on forums (closes) where closed_at is null and closes is not null`.execute(
    db,
  )
  await sql`
    create table forum_guidelines (
      forum_id integer not null references forums (id),
      version integer not null check (version > 0),
      body text not null,
      author_id uuid not null references people (id),
      at timestamptz not null,
      primary key (forum_id, version)
    )`.execute(db)
  await sql`
    create table forum_members (
      id serial primary key,
      forum_id integer not null references forums (id),
      person_id uuid not null references people (id),
      state text not null check (state in ('asked', 'in', 'declined', 'left', 'removed')),
      asked_at timestamptz not null,
      -- What they wrote to the moderators, and the membership class that they said they have.
      why text,
      said_class text,
      answered_by uuid references people (id),
      answered_at timestamptz,
      reason text,
      joined_at timestamptz,
      moderator boolean not null default false,
      muted boolean not null default false,
      cadence text not null default 'now' check (cadence in ('now', 'daily', 'weekly')),
      -- Whether others may see their name where names are not shown.
      named boolean not null default false,
      unique (forum_id, person_id)
    )`.execute(db)
  await sql`create index forum_members_person on forum_members (person_id)`.execute(db)
  await sql`
    create table forum_acceptances (
      forum_id integer not null,
      version integer not null,
      person_id uuid not null references people (id),
      at timestamptz not null,
      primary key (forum_id, person_id, version),
      foreign key (forum_id, version) references forum_guidelines (forum_id, version)
    )`.execute(db)
  await sql`
    create table forum_posts (
      id serial primary key,
      forum_id integer not null references forums (id),
      author_id uuid not null references people (id),
      -- The post that began the thread, and the one that this answers; null for one that begins a thread.
      root_id integer references forum_posts (id),
      reply_to integer references forum_posts (id),
      body text not null,
      named boolean not null,
      at timestamptz not null,
      edited_at timestamptz,
      removed_at timestamptz,
      removed_by uuid references people (id),
      removed_why text,
      check ((root_id is null) = (reply_to is null))
    )`.execute(db)
  await sql`create index forum_posts_forum on forum_posts (forum_id, id)`.execute(db)
  await sql`create index forum_posts_root on forum_posts (root_id) where root_id is not null`.execute(
    db,
  )
  await sql`create index forum_posts_author on forum_posts (author_id)`.execute(db)
  await sql`
    create table forum_reports (
      id serial primary key,
      post_id integer not null references forum_posts (id),
      person_id uuid not null references people (id),
      why text not null,
      at timestamptz not null,
      settled_at timestamptz,
      settled_by uuid references people (id),
      unique (post_id, person_id)
    )`.execute(db)
  // Posts that wait for somebody's next digest; with the notice that tells of them once it is made.
  await sql`
    create table forum_waiting (
      post_id integer not null references forum_posts (id),
      person_id uuid not null references people (id),
      due_at timestamptz not null,
      notice_id uuid references notices (id) on delete set null,
      primary key (person_id, post_id)
    )`.execute(db)
  await sql`create index forum_waiting_due on forum_waiting (due_at) where notice_id is null`.execute(
    db,
  )
  await sql`create index forum_waiting_notice on forum_waiting (notice_id) where notice_id is not null`.execute(
    db,
  )
  // That members were told how many days are left: once for each step.
  await sql`
    create table forum_countdowns (
      forum_id integer not null references forums (id),
      days integer not null,
      at timestamptz not null,
      primary key (forum_id, days)
    )`.execute(db)
  // What somebody is a member of elsewhere ("BMA member"), as a moderator confirmed it.
  await sql`
    create table membership_classes (
      person_id uuid not null references people (id),
      class text not null,
      confirmed_by uuid not null references people (id),
      at timestamptz not null,
      primary key (person_id, class)
    )`.execute(db)
}
