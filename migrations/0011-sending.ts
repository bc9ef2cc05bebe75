import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table broadcasts drop constraint broadcasts_state_check`.execute(db)
  await sql`
    alter table broadcasts
      add constraint broadcasts_state_check check (state in
        ('draft', 'scheduled', 'sending', 'paused', 'sent', 'stopped', 'deleted')),
      add constraint broadcasts_paused_started check (state <> 'paused' or started_at is not null),
      -- When nothing of it waited any more: from then on the sweep for lost work does not look at it.
      add column done_at timestamptz`.execute(db)
  // Neither is in an index: a change of state stays a HOT update.
  await sql`
    alter table deliveries
      add column possible_repeat boolean not null default false,
      add column tried uuid[] not null default '{}'`.execute(db)
  // Which account a notice is being sent to: one in doubt is asked about there, whatever was linked since.
  await sql`
    alter table notices
      add column identity_id uuid references identities (id),
      add column tried uuid[] not null default '{}'`.execute(db)
  await sql`create index notices_open on notices (due_at) where state in ('waiting', 'sending')`.execute(
    db,
  )
}
