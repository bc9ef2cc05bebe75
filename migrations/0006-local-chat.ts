import { type Kysely, sql } from 'kysely'

/** The far end of the web adapter: what Slack or Teams keep on their own servers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table web_accounts (
      user_ref text primary key check (user_ref ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
      name text not null check (length(name) between 1 and 100),
      about text not null,
      invented boolean not null default false,
      position integer generated always as identity
    )`.execute(db)
  await sql`
    create table web_messages (
      id uuid primary key,
      position bigint generated always as identity,
      user_ref text not null references web_accounts (user_ref),
      -- 'bot' for a card, 'person' for what they typed.
      sender text not null check (sender in ('bot', 'person')),
      -- The delivery's id: the same delivery never makes a second message.
      key text unique,
      body jsonb not null,
      revision integer not null default 1,
      in_reply_to uuid,
      at timestamptz not null
    )`.execute(db)
  await sql`create index web_messages_user on web_messages (user_ref, position)`.execute(db)
}
