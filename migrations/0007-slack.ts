import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Where the app is installed. A row is kept when it is removed, so that a late send says why it cannot go.
  await sql`
    create table slack_installations (
      -- A workspace (T…), or an organisation (E…) for an org-wide install.
      id text primary key check (id ~ '^[A-Z][A-Z0-9]{1,29}$'),
      app_id text not null,
      bot_user text not null,
      -- AES-256-GCM, with the id of its key; never a token as Slack gave it.
      token text not null check (token like 'v1:%'),
      scopes text not null,
      installed_at timestamptz not null,
      gone_at timestamptz
    )`.execute(db)
  // An address names only a workspace; an org-wide install is found by the organisation that it belongs to.
  await sql`
    create table slack_workspaces (
      team text primary key check (team ~ '^[A-Z][A-Z0-9]{1,29}$'),
      enterprise text not null
    )`.execute(db)
  // A typed text opens no form on Slack: the form waits here for the press that does.
  await sql`
    create table slack_waiting_forms (
      id uuid primary key,
      team text not null,
      user_ref text not null,
      form jsonb not null,
      on_ref text,
      expires_at timestamptz not null
    )`.execute(db)
  await sql`create index slack_waiting_forms_expires on slack_waiting_forms (expires_at)`.execute(
    db,
  )
}
