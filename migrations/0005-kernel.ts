import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Written in the same transaction as what the event did: a platform that tells it again finds it here.
  await sql`
    create table inbound_events (
      platform text not null,
      event_id text not null,
      at timestamptz not null,
      primary key (platform, event_id)
    )`.execute(db)
  await sql`create index inbound_events_at on inbound_events (at)`.execute(db)
  await sql`
    create table audit (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      person_id uuid,
      action text not null,
      subject text not null
    )`.execute(db)
  // The log only grows: even our own mistakes cannot rewrite who did what.
  await sql`
    create function audit_is_append_only() returns trigger language plpgsql as $$
    begin raise exception 'audit rows are never changed or removed'; end $$`.execute(db)
  await sql`
    create trigger audit_append_only before update or delete on audit
    for each row execute function audit_is_append_only()`.execute(db)
  await sql`create table settings (key text primary key, value text not null)`.execute(db)
}
