import { type Kysely, sql } from 'kysely'

/**
 * Bank holidays of England and Wales, from https://www.gov.uk/bank-holidays.json.
 * Contains public sector information licensed under the Open Government Licence v3.0.
 */
const BANK_HOLIDAYS: Readonly<Record<string, readonly string[]>> = {
  "New Year's Day": ['2025-01-01', '2026-01-01', '2027-01-01'],
  'Good Friday': ['2025-04-18', '2026-04-03', '2027-03-26'],
  'Easter Monday': ['2025-04-21', '2026-04-06', '2027-03-29'],
  'Early May bank holiday': ['2025-05-05', '2026-05-04', '2027-05-03'],
  'Spring bank holiday': ['2025-05-26', '2026-05-25', '2027-05-31'],
  'Summer bank holiday': ['2025-08-25', '2026-08-31', '2027-08-30'],
  // On a weekend it is the next working day.
  'Christmas Day': ['2025-12-25', '2026-12-25', '2027-12-27'],
  'Boxing Day': ['2025-12-26', '2026-12-28', '2027-12-28'],
}

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table bank_holidays (day date primary key, title text not null)`.execute(db)
  for (const [title, days] of Object.entries(BANK_HOLIDAYS))
    for (const day of days)
      await sql`insert into bank_holidays (day, title) values (${day}, ${title})`.execute(db)
  await sql`
    alter table people
      -- The weekdays on which they work, 1 Monday to 7 Sunday, in that order.
      add column working_days text not null default '12345'
        check (working_days ~ '^1?2?3?4?5?6?7?$' and working_days <> ''),
      -- The London day of their newest digest: there is one a day at most.
      add column digested_on date`.execute(db)
  await sql`
    alter table broadcasts
      -- Whether those who do not answer are reminded. Of a critical one they always are.
      add column reminds boolean not null default true`.execute(db)
  await sql`create index broadcasts_reminding on broadcasts (started_at)
    where urgency in ('critical', 'important') and state in ('sending', 'sent')`.execute(db)
  // What reminded somebody of a message: one row for each step, and never a second one of it.
  await sql`
    create table reminders (
      broadcast_id integer not null references broadcasts (id),
      person_id uuid not null references people (id),
      -- The version that asked: the newest that changed what an answer means.
      version integer not null,
      step integer not null check (step > 0),
      at timestamptz not null,
      -- The notice that it went out in; null when they answered before it left.
      notice_id uuid references notices (id) on delete set null,
      primary key (broadcast_id, person_id, version, step)
    )`.execute(db)
  await sql`create index reminders_notice on reminders (notice_id)`.execute(db)
  // When its sender was told who had not answered: once for each version that asked.
  await sql`
    create table silence_lists (
      broadcast_id integer not null references broadcasts (id),
      version integer not null,
      at timestamptz not null,
      primary key (broadcast_id, version)
    )`.execute(db)
}
