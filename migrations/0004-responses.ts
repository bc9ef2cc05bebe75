import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table acknowledgements (
      broadcast_id integer not null references broadcasts (id),
      person_id uuid not null references people (id),
      answer text not null check (answer in ('read', 'will-act', 'not-relevant')),
      first_at timestamptz not null,
      changed_at timestamptz not null,
      primary key (broadcast_id, person_id)
    )`.execute(db)
  await sql`
    create table replies (
      id integer generated always as identity primary key,
      broadcast_id integer not null references broadcasts (id),
      person_id uuid not null references people (id),
      in_answer_to integer references replies (id),
      -- A question wants an answer; a free reply may get one.
      wants_answer boolean not null,
      body text not null check (length(body) between 1 and 2000),
      at timestamptz not null
    )`.execute(db)
  await sql`create index replies_broadcast on replies (broadcast_id)`.execute(db)
  await sql`create index replies_in_answer_to on replies (in_answer_to)`.execute(db)
  await sql`
    create table expressions_of_interest (
      broadcast_id integer not null references broadcasts (id),
      person_id uuid not null references people (id),
      how text not null check (length(how) between 1 and 600),
      dates date[] not null default '{}',
      at timestamptz not null,
      withdrawn_at timestamptz,
      primary key (broadcast_id, person_id)
    )`.execute(db)
}
