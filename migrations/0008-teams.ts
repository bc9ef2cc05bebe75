import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Where each person's own conversation is. An address names only the person, so that it never rots with these.
  await sql`
    create table teams_conversations (
      tenant text not null,
      user_ref text not null,
      conversation text not null,
      service_url text not null,
      bot text not null,
      seen_at timestamptz not null,
      primary key (tenant, user_ref)
    )`.execute(db)
  // Everybody in a tenant has the same service address: whoever was seen last shows it for those who never were.
  await sql`create index teams_conversations_seen on teams_conversations (tenant, seen_at)`.execute(
    db,
  )
  // A typed text opens no form on Teams: the form waits here for the press that does.
  await sql`
    create table teams_waiting_forms (
      id uuid primary key,
      tenant text not null,
      user_ref text not null,
      form jsonb not null,
      on_ref text,
      expires_at timestamptz not null
    )`.execute(db)
  await sql`create index teams_waiting_forms_expires on teams_waiting_forms (expires_at)`.execute(
    db,
  )
}
