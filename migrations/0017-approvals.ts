import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // That a second person was asked to agree to one sending, or to one correction of what is out.
  await sql`
    create table approvals (
      id integer generated always as identity primary key,
      broadcast_id integer not null references broadcasts (id),
      what text not null check (what in ('sending', 'correction')),
      because text not null check (because in ('critical', 'wide', 'replaces')),
      -- Of everything that is agreed to; the content beside it, so that it can be shown later.
      hash text not null check (hash ~ '^[0-9a-f]{64}$'),
      content jsonb not null,
      recipients integer not null,
      asked_by uuid not null references people (id),
      asked_at timestamptz not null,
      -- When its author wants it to go; null for as soon as it may.
      send_at timestamptz,
      state text not null check (state in ('asked', 'approved', 'returned', 'recalled', 'voided', 'done')),
      decided_by uuid references people (id),
      decided_at timestamptz,
      -- The approver whose stand-in decided.
      stood_in_for uuid references people (id),
      -- Why it was returned.
      reason text check (length(reason) between 1 and 200),
      -- The end of the hold, in which it can be recalled.
      goes_at timestamptz,
      ended_by uuid references people (id),
      ended_at timestamptz,
      ended_why text check (ended_why in ('changed', 'deleted', 'over', 'not-sent')),
      remind_at timestamptz not null,
      reminded_at timestamptz,
      check (asked_by is distinct from decided_by and asked_by is distinct from stood_in_for),
      check ((decided_by is null) = (decided_at is null)),
      check (state not in ('approved', 'returned', 'done') or decided_by is not null),
      check (state not in ('approved', 'done') or goes_at is not null),
      check (state <> 'returned' or reason is not null),
      check ((state in ('recalled', 'voided', 'done')) = (ended_at is not null)),
      check ((state = 'voided') = (ended_why is not null))
    )`.execute(db)
  // Two requests for one message cannot be open at once.
  await sql`create unique index approvals_open on approvals (broadcast_id) where state in ('asked', 'approved')`.execute(
    db,
  )
  await sql`create index approvals_broadcast on approvals (broadcast_id)`.execute(db)
  await sql`
    create table approvers (
      approval_id integer not null references approvals (id),
      person_id uuid not null references people (id),
      -- The approver who is away; null for one who is asked for themselves.
      stands_in_for uuid references people (id),
      primary key (approval_id, person_id)
    )`.execute(db)
  await sql`create index approvers_person on approvers (person_id)`.execute(db)
  // Who approves in somebody's place while they are away.
  await sql`
    create table stand_ins (
      id uuid primary key,
      person_id uuid not null references people (id),
      stand_in uuid not null references people (id),
      starts_at timestamptz not null,
      ends_at timestamptz not null,
      check (person_id <> stand_in),
      check (ends_at >= starts_at)
    )`.execute(db)
  await sql`create index stand_ins_person on stand_ins (person_id)`.execute(db)
  await sql`create index stand_ins_stand_in on stand_ins (stand_in)`.execute(db)
}
