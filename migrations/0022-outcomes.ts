import { type Kysely, sql } from 'kysely'

/** What became of everybody who was interested in an opportunity, and of the opportunity. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table broadcasts
      -- When whoever runs an opportunity said that it is over, and how it ended.
      add column closed_at timestamptz,
      add column closed_as text check (closed_as in ('filled', 'unfilled')),
      add constraint broadcasts_closed check ((closed_at is null) = (closed_as is null)),
      add constraint broadcasts_closed_kind check (closed_at is null or kind = 'opportunity')`.execute(
    db,
  )
  await sql`
    alter table expressions_of_interest
      -- What people type: "applicant 12 3". Of each opportunity from 1 on, and never given twice.
      add column number integer,
      -- What they said when they were asked for conflicts of interest; null when they have not said.
      add column conflict text check (conflict in ('none', 'declared')),
      add column conflict_words text check (length(conflict_words) between 1 and 300),
      -- How far they have come; every step with who took it and why is in outcomes.
      add column stage text not null default 'interested' check (stage in
        ('interested', 'shortlisted', 'offered', 'accepted', 'turned-down', 'declined', 'closed')),
      add column stage_at timestamptz,
      add check (conflict_words is null or conflict = 'declared')`.execute(db)
  await sql`
    update expressions_of_interest e set number = n.number, stage_at = e.at
    from (
      select broadcast_id, person_id,
        row_number() over (partition by broadcast_id order by at, person_id) as number
      from expressions_of_interest) n
    where n.broadcast_id = e.broadcast_id and n.person_id = e.person_id`.execute(db)
  await sql`
    alter table expressions_of_interest
      alter column number set not null,
      alter column stage_at set not null,
      add unique (broadcast_id, number)`.execute(db)
  await sql`
    create table outcomes (
      id integer generated always as identity primary key,
      broadcast_id integer not null,
      -- The applicant.
      person_id uuid not null references people (id),
      stage text not null check (stage in
        ('shortlisted', 'offered', 'accepted', 'turned-down', 'declined', 'closed')),
      -- The officer, or the applicant who answers an offer.
      decided_by uuid not null references people (id),
      reason text check (length(reason) between 1 and 300),
      at timestamptz not null,
      foreign key (broadcast_id, person_id) references expressions_of_interest (broadcast_id, person_id)
    )`.execute(db)
  await sql`create index outcomes_applicant on outcomes (broadcast_id, person_id)`.execute(db)
  await sql`create index outcomes_decided_by on outcomes (decided_by)`.execute(db)
  // Whoever was told that it is closed is never told so again.
  await sql`create unique index outcomes_closed on outcomes (broadcast_id, person_id) where stage = 'closed'`.execute(
    db,
  )
  // When whoever runs an opportunity was asked for what they owe: the answers that wait, or its end.
  await sql`
    create table chases (
      broadcast_id integer not null references broadcasts (id),
      why text not null check (why in ('waiting', 'over')),
      -- The day from which working days are counted: since when the first applicant waits, or the closing date.
      since date not null,
      step integer not null check (step > 0),
      at timestamptz not null,
      primary key (broadcast_id, why, since, step)
    )`.execute(db)
}
