import { sql } from 'kysely'
import type { Tx } from '#src/kernel/db.ts'
import type { Had, Role } from './succession-effect-store.ts'

/** Something that an import found to be no longer so from that day on: a practice in a PCN, an organisation that is open. */
export type Found = Readonly<{
  kind: 'move' | 'closure'
  organisation: string
  other: string | null
  day: string
}>

export async function recordChanges(tx: Tx, found: readonly Found[]): Promise<void> {
  const column = (key: keyof Found) => found.map((one) => one[key])
  await sql`
    insert into organisation_changes (kind, organisation, other, day)
    select * from unnest(${column('kind')}::text[], ${column('organisation')}::text[], ${column('other')}::text[], ${column('day')}::date[])
    on conflict do nothing`.execute(tx)
}

export type DueMove = Readonly<{
  id: number
  code: string
  name: string
  day: string
  from: string
  fromName: string
  /** The PCNs that the practice is in today. */
  to: readonly Readonly<{ code: string; name: string }>[]
}>

const ofToday = (today: string) =>
  sql`m.starts <= ${today}::date and (m.ends is null or m.ends > ${today}::date)`

/** Marks the moves whose day has come as done, and returns those that are so: not what was corrected or has closed, nor those of a PCN that has a successor. */
export async function takeMoves(tx: Tx, today: string, at: Date): Promise<readonly DueMove[]> {
  const { rows } = await sql<DueMove & { isSo: boolean }>`
    with due as (
      update organisation_changes set done_at = ${at}
      where kind = 'move' and done_at is null and day <= ${today}::date returning id, organisation, other, day
    )
    select d.id, d.organisation as code, o.name, d.day, d.other as "from", f.name as from_name,
      not exists (select 1 from memberships m where m.child = d.organisation and m.parent = d.other and ${ofToday(today)})
        and (o.closed is null or o.closed > ${today}::date)
        and not exists (select 1 from organisation_changes s where s.kind = 'succession' and s.organisation = d.other and s.day <= ${today}::date) as is_so,
      coalesce((select json_agg(json_build_object('code', p.code, 'name', p.name) order by p.name)
        from memberships m join organisations p on p.code = m.parent and p.kind = 'pcn'
        where m.child = d.organisation and ${ofToday(today)}), '[]'::json) as to
    from due d join organisations o on o.code = d.organisation join organisations f on f.code = d.other
    order by d.day, d.id`.execute(tx)
  return rows.filter(({ isSo }) => isSo)
}

/** Who works at a practice or follows it. */
export async function peopleOf(tx: Tx, practice: string): Promise<readonly string[]> {
  const { rows } = await sql<{ personId: string }>`
    select person_id from workplaces where organisation = ${practice}
    union select person_id from subscriptions where organisation = ${practice}`.execute(tx)
  return rows.map(({ personId }) => personId)
}

/**
 * Gives those who work at the practice at its new PCN what they followed at the one that it left. There they go on
 * following it only if they work at another of its practices.
 */
export async function followPractice(
  tx: Tx,
  { code, from, to }: DueMove,
  today: string,
): Promise<readonly Had[]> {
  if (to.length === 0) return []
  const working = sql`person_id in (select person_id from workplaces where organisation = ${code})`
  const { rows } = await sql<Had>`
    select person_id, count(*)::int as many from subscriptions
    where organisation = ${from} and ${working} group by person_id`.execute(tx)
  await sql`
    insert into subscriptions as s (person_id, kind, organisation, specialty, cadence, since)
    select m.person_id, m.kind, t.code, m.specialty, m.cadence, m.since
    from subscriptions m cross join unnest(${to.map((one) => one.code)}::text[]) as t (code)
    where m.organisation = ${from} and m.${working}
    on conflict (person_id, kind, organisation, specialty) do update set
      cadence = (array['now', 'daily', 'weekly'])[least(
        array_position(array['now', 'daily', 'weekly'], s.cadence), array_position(array['now', 'daily', 'weekly'], excluded.cadence))]`.execute(
    tx,
  )
  await sql`
    delete from subscriptions s where s.organisation = ${from} and s.${working} and not exists (
      select 1 from workplaces w join memberships m on m.child = w.organisation and m.parent = ${from}
      where w.person_id = s.person_id and ${ofToday(today)})`.execute(tx)
  return rows
}

/** The roles at a PCN of those who work at a practice; none at one that has closed. */
export async function rolesOfWorkers(
  tx: Tx,
  pcn: string,
  practice: string,
  today: string,
  at: Date,
): Promise<readonly Role[]> {
  const { rows } = await sql<Role>`
    select r.id, r.person_id, r.role from roles r
    join organisations o on o.code = r.organisation and (o.closed is null or o.closed > ${today}::date)
    join workplaces w on w.person_id = r.person_id and w.organisation = ${practice}
    where r.organisation = ${pcn} and (r.ends_at is null or r.ends_at > ${at}) order by r.id`.execute(
    tx,
  )
  return rows
}

/** What has closed, and since when. */
export type DueClosure = Readonly<{ id: number; code: string; name: string; day: string }>

/** Marks the closures whose day has come as done, and returns those that are so and have no successor. */
export async function takeClosures(
  tx: Tx,
  today: string,
  at: Date,
): Promise<readonly DueClosure[]> {
  const { rows } = await sql<DueClosure & { isSo: boolean }>`
    with due as (
      update organisation_changes set done_at = ${at}
      where kind = 'closure' and done_at is null and day <= ${today}::date returning id, organisation, day
    )
    select d.id, o.code, o.name, d.day, o.closed is not null and not exists (
      select 1 from organisation_changes s where s.kind = 'succession' and s.organisation = d.organisation) as is_so
    from due d join organisations o on o.code = d.organisation order by d.day, d.id`.execute(tx)
  return rows.filter(({ isSo }) => isSo)
}

/** How many topics each follows there. */
export async function followersOf(tx: Tx, code: string): Promise<readonly Had[]> {
  const { rows } = await sql<Had>`
    select person_id, count(*)::int as many from subscriptions where organisation = ${code} group by person_id`.execute(
    tx,
  )
  return rows
}

export async function workersOf(tx: Tx, code: string): Promise<readonly string[]> {
  const { rows } = await sql<{ personId: string }>`
    select person_id from workplaces where organisation = ${code}`.execute(tx)
  return rows.map(({ personId }) => personId)
}
