import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { RoleName } from '#src/kernel/schema.ts'

/** Somebody who holds a role in one of these organisations, or stands in for one who does. */
export type Holder = Readonly<{
  personId: string
  name: string
  quietFrom: string | null
  quietTo: string | null
  awayUntil: Date | null
  /** Has an account that is open. */
  reachable: boolean
  role: RoleName
  organisation: string
  organisationName: string
}>

const PERSON = sql`p.id as person_id, p.name, p.quiet_from, p.quiet_to, p.away_until,
  exists (select 1 from identities i where i.person_id = p.id and i.gone_at is null) as reachable`

/** A row for each role in force in these organisations, of people who have joined. */
export async function roleHolders(
  db: Db | Tx,
  organisations: readonly string[],
  at: Date,
): Promise<readonly Holder[]> {
  const { rows } = await sql<Holder>`
    select ${PERSON}, r.role, r.organisation, o.name as organisation_name
    from roles r
    join people p on p.id = r.person_id and p.left_at is null
    join organisations o on o.code = r.organisation
    where r.organisation = any(${[...organisations]}::text[])
      and r.starts_at <= ${at} and (r.ends_at is null or r.ends_at > ${at})
    order by p.name, p.id`.execute(db)
  return rows
}

export type Substitute = Holder & Readonly<{ insteadOf: string; insteadOfName: string }>

/** A row for each role in force, anywhere, of those who stand in for these people now. */
export async function substitutesOf(
  db: Db | Tx,
  people: readonly string[],
  at: Date,
): Promise<readonly Substitute[]> {
  const { rows } = await sql<Substitute>`
    select ${PERSON}, r.role, r.organisation, o.name as organisation_name,
      s.person_id as instead_of, away.name as instead_of_name
    from stand_ins s
    join people away on away.id = s.person_id
    join people p on p.id = s.stand_in and p.left_at is null
    join roles r on r.person_id = p.id and r.starts_at <= ${at} and (r.ends_at is null or r.ends_at > ${at})
    join organisations o on o.code = r.organisation
    where s.person_id = any(${[...people]}::uuid[]) and s.starts_at <= ${at} and s.ends_at > ${at}
    order by p.name, p.id`.execute(db)
  return rows
}

/** Everybody who holds one of these roles anywhere at that moment, but for one person. */
export async function holdersAnywhere(
  db: Db | Tx,
  roles: readonly RoleName[],
  except: string,
  at: Date,
): Promise<readonly Readonly<{ id: string; name: string; places: readonly string[] }>[]> {
  const { rows } = await sql<{ id: string; name: string; places: readonly string[] }>`
    select p.id, p.name, array_agg(distinct o.name order by o.name) as places
    from roles r
    join people p on p.id = r.person_id and p.left_at is null and p.id <> ${except}
    join organisations o on o.code = r.organisation
    where r.role = any(${[...roles]}::text[]) and r.starts_at <= ${at} and (r.ends_at is null or r.ends_at > ${at})
    group by p.id, p.name order by p.name, p.id limit 100`.execute(db)
  return rows
}

export type StandingIn = Readonly<{ standIn: string; name: string; startsAt: Date; endsAt: Date }>

/** Who stands in for somebody, now or later; one at a time. */
export async function standInOf(
  db: Db | Tx,
  personId: string,
  at: Date,
): Promise<StandingIn | null> {
  const { rows } = await sql<StandingIn>`
    select s.stand_in, p.name, s.starts_at, s.ends_at from stand_ins s join people p on p.id = s.stand_in
    where s.person_id = ${personId} and s.ends_at > ${at} order by s.starts_at limit 1`.execute(db)
  return rows[0] ?? null
}

/** Returns whether there was one. What is past stays, so that what was approved then can be explained. */
export async function endStandIn(db: Tx, personId: string, at: Date): Promise<boolean> {
  const { rows } = await sql`
    update stand_ins set ends_at = greatest(starts_at, ${at}::timestamptz)
    where person_id = ${personId} and ends_at > ${at} returning id`.execute(db)
  return rows.length > 0
}

export async function insertStandIn(
  db: Tx,
  row: Readonly<{ id: string; personId: string; standIn: string; startsAt: Date; endsAt: Date }>,
): Promise<void> {
  await db.insertInto('standIns').values(row).execute()
}
