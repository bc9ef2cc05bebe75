import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { GpKind, RoleName } from '#src/kernel/schema.ts'
import { type Eligibility, type Facts, isEligible, monthsBefore } from './eligibility.ts'
import type { ToTell } from './voter-store.ts'

/**
 * An organisation and everything under it on a day (YYYY-MM-DD), as it is known today. What was merged into it by now
 * counts before that as it was there. One that is gone itself keeps the places that were under it until its day;
 * who worked at it works at whoever took over.
 */
async function areaOn(
  db: Db | Tx,
  organisation: string,
  day: string,
  today: string,
): Promise<readonly string[]> {
  const done = sql`c.day <= ${today}::date and c.kind = 'succession'`
  const { rows } = await sql<{ code: string }>`
    with recursive merged(code) as (
      select ${organisation}::text
      union
      select c.organisation from organisation_changes c join merged m on c.other = m.code
      where ${done} and c.day > ${day}::date
    ), heirs(code) as (
      select ${organisation}::text
      union
      select c.other from organisation_changes c join heirs h on c.organisation = h.code where ${done}
    ), below(code, its_own) as (
      select code, code = ${organisation} from merged
      union
      select m.child, b.its_own from memberships m join below b on m.parent = b.code
      where m.starts <= ${day}::date and (m.ends is null or m.ends > ${day}::date or (b.its_own and exists (
        select 1 from organisation_changes c where c.organisation = m.parent and c.kind in ('succession', 'closure')
          and c.day <= ${today}::date and m.ends >= c.day))))
    select code from below union select code from heirs`.execute(db)
  return rows.map(({ code }) => code)
}

/** The days in between on which anything that is in the area now came or went. */
async function daysOfChange(
  db: Db | Tx,
  codes: readonly string[],
  from: string,
  to: string,
): Promise<readonly string[]> {
  const { rows } = await sql<{ day: string }>`
    select distinct d.day::text as day from memberships m cross join lateral (values (m.starts), (m.ends)) as d (day)
    where m.child = any(${[...codes]}::text[]) and d.day > ${from}::date and d.day <= ${to}::date`.execute(
    db,
  )
  return rows.map(({ day }) => day)
}

/** What has been in the area on every day from one to another: a practice that was elsewhere for a week has not. */
async function areaThroughout(
  db: Db | Tx,
  organisation: string,
  from: string,
  to: string,
): Promise<readonly string[]> {
  let codes = await areaOn(db, organisation, to, to)
  const days = [from, ...(await daysOfChange(db, codes, from, to))]
  for (const day of days) {
    const then = new Set(await areaOn(db, organisation, day, to))
    codes = codes.filter((code) => then.has(code))
  }
  return codes
}

export type Known = ToTell & Facts

type Row = ToTell &
  Readonly<{ gpKind: GpKind; joinedAt: Date; worksLong: boolean; roles: RoleName[] }>

/** What is known of everybody who works in the area, as far as a rule asks; or of one person, wherever they work. */
export async function knownFor(
  db: Db | Tx,
  organisation: string,
  { months }: Pick<Eligibility, 'months'>,
  at: Date,
  personId: string | null = null,
): Promise<readonly Known[]> {
  const today = londonDay(at)
  const now = await areaOn(db, organisation, today, today)
  const long =
    months === 0 ? now : await areaThroughout(db, organisation, monthsBefore(today, months), today)
  const worksIn = (codes: readonly string[]) => sql`exists (
    select 1 from workplaces w where w.person_id = p.id and w.organisation = any(${[...codes]}::text[]))`
  const { rows } = await sql<Row & Readonly<{ works: boolean }>>`
    select p.id as person_id, p.gp_kind, p.joined_at, p.quiet_from, p.quiet_to, p.away_until,
      ${worksIn(now)} as works, ${worksIn(long)} as works_long,
      array(select distinct r.role from roles r where r.person_id = p.id and r.organisation = any(${now}::text[])
        and r.starts_at <= ${at} and (r.ends_at is null or r.ends_at > ${at}))::text[] as roles
    from people p
    where p.left_at is null and (${personId === null ? worksIn(now) : sql`p.id = ${personId}`})
    order by p.id`.execute(db)
  return rows.map(({ joinedAt, ...row }) => ({ ...row, joined: londonDay(joinedAt) }))
}

/** Everybody who meets a rule at this moment. */
export async function eligibleFor(
  db: Db | Tx,
  organisation: string,
  rule: Eligibility,
  at: Date,
): Promise<readonly Known[]> {
  const today = londonDay(at)
  return (await knownFor(db, organisation, rule, at)).filter((one) => isEligible(rule, one, today))
}
