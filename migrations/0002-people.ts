import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table people (
      id uuid primary key,
      name text not null check (length(name) between 1 and 100),
      gmc text check (gmc ~ '^[0-9]{7}$'),
      gp_kind text not null check (gp_kind in ('locum', 'salaried', 'portfolio', 'partner', 'not-a-gp')),
      quiet_from text check (quiet_from ~ '^[0-2][0-9]:[0-5][0-9]$'),
      quiet_to text check (quiet_to ~ '^[0-2][0-9]:[0-5][0-9]$'),
      invented boolean not null default false,
      joined_at timestamptz not null,
      left_at timestamptz,
      check ((quiet_from is null) = (quiet_to is null))
    )`.execute(db)
  // One GMC reference is one doctor; somebody who left may join again.
  await sql`create unique index people_gmc on people (gmc) where left_at is null`.execute(db)
  await sql`
    create table identities (
      id uuid primary key,
      person_id uuid not null references people (id),
      platform text not null,
      tenant text not null,
      user_ref text not null,
      address text not null,
      preferred boolean not null default true,
      linked_at timestamptz not null,
      -- Closed at the platform: kept, since it may be opened again, and never sent to.
      gone_at timestamptz,
      unique (platform, tenant, user_ref)
    )`.execute(db)
  await sql`create index identities_person on identities (person_id)`.execute(db)
  // Who was asked to join, so that nobody is asked again and again.
  await sql`
    create table invitations (
      platform text not null,
      tenant text not null,
      user_ref text not null,
      invited_by uuid not null references people (id),
      at timestamptz not null,
      primary key (platform, tenant, user_ref)
    )`.execute(db)
  await sql`
    create table workplaces (
      person_id uuid not null references people (id),
      organisation text not null references organisations (code),
      primary key (person_id, organisation)
    )`.execute(db)
  await sql`create index workplaces_organisation on workplaces (organisation)`.execute(db)
  await sql`
    create table interests (
      person_id uuid not null references people (id),
      specialty text not null,
      primary key (person_id, specialty)
    )`.execute(db)
  // Kept row by row: each says which wording was agreed to, when, and when it was taken back.
  await sql`
    create table consents (
      id uuid primary key,
      person_id uuid not null references people (id),
      category text not null check (category in ('purpose', 'optional')),
      wording text not null,
      given_at timestamptz not null,
      withdrawn_at timestamptz
    )`.execute(db)
  await sql`create unique index consents_in_force on consents (person_id, category) where withdrawn_at is null`.execute(
    db,
  )
  await sql`
    create table roles (
      id uuid primary key,
      person_id uuid not null references people (id),
      organisation text not null references organisations (code),
      role text not null check (role in
        ('clinical-director', 'prescribing-lead', 'liaison-lead', 'practice-manager', 'mentor')),
      starts_at timestamptz not null,
      ends_at timestamptz
    )`.execute(db)
  await sql`create index roles_person on roles (person_id)`.execute(db)
  await sql`
    create table subscriptions (
      id integer generated always as identity primary key,
      person_id uuid not null references people (id),
      kind text not null,
      organisation text not null references organisations (code),
      specialty text,
      cadence text not null check (cadence in ('now', 'daily', 'weekly')),
      since timestamptz not null,
      unique nulls not distinct (person_id, kind, organisation, specialty)
    )`.execute(db)
  await sql`create index subscriptions_topic on subscriptions (organisation, kind)`.execute(db)
}
