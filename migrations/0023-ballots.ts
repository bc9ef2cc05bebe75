import { type Kysely, sql } from 'kysely'

/** Seats that are stood for and voted on. See docs/decisions/0023-secret-ballots.md before changing anything here. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ballots (
      id integer generated always as identity primary key,
      organisation text not null references organisations (code),
      title text not null,
      about text,
      seats integer not null check (seats between 1 and 10),
      called_by uuid not null references people (id),
      called_at timestamptz not null,
      nominations_until timestamptz not null,
      voting_from timestamptz not null,
      voting_until timestamptz not null,
      -- Who may stand, and who may vote.
      stand_rule jsonb not null,
      vote_rule jsonb not null,
      state text not null check (state in
        ('draft', 'nominating', 'closed', 'voting', 'elected', 'unopposed', 'vacant', 'called-off')),
      -- How many could vote, and how many papers were cast: known once it is counted.
      electorate integer,
      papers integer,
      blank integer,
      -- What the lot was drawn from, where votes were equal.
      seed bigint,
      reminded_at timestamptz,
      ended_at timestamptz,
      reason text,
      check (nominations_until < voting_from and voting_from < voting_until),
      check ((state in ('elected', 'unopposed', 'vacant', 'called-off')) = (ended_at is not null)),
      check ((papers is null) = (blank is null))
    )`.execute(db)
  await sql`create index ballots_under_way on ballots (id) where state in ('nominating', 'closed', 'voting')`.execute(
    db,
  )
  await sql`
    create table nominations (
      ballot_id integer not null references ballots (id),
      person_id uuid not null references people (id),
      statement text not null,
      at timestamptz not null,
      withdrawn_at timestamptz,
      -- Where they stand on the paper; drawn by lot when voting opens.
      place integer,
      votes integer,
      elected boolean not null default false,
      primary key (ballot_id, person_id),
      unique (ballot_id, place)
    )`.execute(db)
  await sql`create index nominations_person on nominations (person_id)`.execute(db)
  // Who may vote, fixed when voting opens, and whether they have. Never what they voted, nor when.
  await sql`
    create table ballot_voters (
      ballot_id integer not null references ballots (id),
      person_id uuid not null references people (id),
      voted boolean not null default false,
      primary key (ballot_id, person_id)
    )`.execute(db)
  await sql`create index ballot_voters_person on ballot_voters (person_id)`.execute(db)
  // All papers of a ballot as sums, sealed: one row of one length, written anew by each vote, gone once it is counted.
  await sql`
    create table ballot_urns (
      ballot_id integer primary key references ballots (id),
      sealed text not null
    )`.execute(db)
}
