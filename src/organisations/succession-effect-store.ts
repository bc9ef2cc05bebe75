import { sql } from 'kysely'
import type { Tx } from '#src/kernel/db.ts'
import type { RoleName } from '#src/kernel/schema.ts'

/** Somebody who had so many of something at the predecessor. */
export type Had = Readonly<{ personId: string; many: number }>

/**
 * What belonged to the predecessor belongs to its only successor from that day on, unless the files of ODS have said
 * something else of it. Whose successor is one of several is for those files to say.
 */
export async function moveBelow(
  tx: Tx,
  predecessor: string,
  successor: string,
  day: string,
): Promise<void> {
  await sql`
    with ended as (
      update memberships m set ends = greatest(m.starts, ${day}::date)
      from memberships was
      where m.parent = ${predecessor} and (m.ends is null or m.ends > ${day}::date)
        and was.child = m.child and was.parent = m.parent and was.starts = m.starts
      returning m.child, m.ends as starts, was.ends
    )
    insert into memberships (child, parent, starts, ends)
    select child, ${successor}, min(starts), null from ended e
    where child <> ${successor} and (e.ends is null) and not exists (
      select 1 from memberships n where n.child = e.child and n.parent = ${successor} and (n.ends is null or n.ends > ${day}::date))
    group by child
    on conflict do nothing`.execute(tx)
}

/**
 * Ends what the predecessor itself belonged to; a successor that belongs to nothing yet takes its place there. What ended
 * that very day counts too, as the files of ODS end it; but not at a parent that was succeeded as well, whose own
 * successor is the place by now.
 */
export async function moveAbove(
  tx: Tx,
  predecessor: string,
  successors: readonly string[],
  day: string,
): Promise<void> {
  await sql`
    insert into memberships (child, parent, starts)
    select distinct s.code, m.parent, ${day}::date
    from memberships m cross join unnest(${[...successors]}::text[]) as s (code)
    where m.child = ${predecessor} and m.parent <> s.code
      and (m.ends is null or m.ends > ${day}::date or (m.ends = ${day}::date and not exists (
        select 1 from organisation_changes c where c.kind = 'succession' and c.organisation = m.parent and c.day <= ${day}::date)))
      and m.starts <= ${day}::date
      and not exists (select 1 from memberships n where n.child = s.code and (n.ends is null or n.ends > ${day}::date))
    on conflict do nothing`.execute(tx)
  await sql`
    update memberships set ends = greatest(starts, ${day}::date)
    where child = ${predecessor} and (ends is null or ends > ${day}::date)`.execute(tx)
}

const array = (codes: readonly string[]) => sql`${[...codes]}::text[]`

/** Moves what is followed; who followed both already follows the successor once, as soon as either. */
export async function moveTopics(
  tx: Tx,
  predecessor: string,
  successors: readonly string[],
): Promise<readonly Had[]> {
  const { rows } = await sql<Had>`
    select person_id, count(*)::int as many from subscriptions where organisation = ${predecessor} group by person_id`.execute(
    tx,
  )
  await sql`
    with moved as (delete from subscriptions where organisation = ${predecessor} returning *)
    insert into subscriptions as s (person_id, kind, organisation, specialty, cadence, since)
    select m.person_id, m.kind, t.code, m.specialty, m.cadence, m.since
    from moved m cross join unnest(${array(successors)}) as t (code)
    on conflict (person_id, kind, organisation, specialty) do update set
      cadence = (array['now', 'daily', 'weekly'])[least(
        array_position(array['now', 'daily', 'weekly'], s.cadence), array_position(array['now', 'daily', 'weekly'], excluded.cadence))],
      since = least(s.since, excluded.since)`.execute(tx)
  return rows
}

export async function moveWorkplaces(
  tx: Tx,
  predecessor: string,
  successors: readonly string[],
): Promise<readonly Had[]> {
  const { rows } = await sql<Had>`
    select person_id, 1 as many from workplaces where organisation = ${predecessor}`.execute(tx)
  await sql`
    with moved as (delete from workplaces where organisation = ${predecessor} returning person_id)
    insert into workplaces (person_id, organisation)
    select m.person_id, t.code from moved m cross join unnest(${array(successors)}) as t (code)
    on conflict do nothing`.execute(tx)
  return rows
}

export type Role = Readonly<{ id: string; personId: string; role: RoleName }>

/** Roles there that are in force or are to come. */
export async function rolesAt(tx: Tx, organisation: string, at: Date): Promise<readonly Role[]> {
  return tx
    .selectFrom('roles')
    .where('organisation', '=', organisation)
    .where((eb) => eb.or([eb('endsAt', 'is', null), eb('endsAt', '>', at)]))
    .select(['id', 'personId', 'role'])
    .orderBy('id')
    .execute()
}

/** Gives the same role at another organisation, for as long; to who has it there already, for as long as either. Returns its id. */
export async function copyRole(
  tx: Tx,
  { id, personId, role }: Role,
  organisation: string,
  newId: string,
  at: Date,
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    update roles r set ends_at = case when r.ends_at is null or was.ends_at is null then null else greatest(r.ends_at, was.ends_at) end
    from roles was
    where was.id = ${id} and r.person_id = ${personId} and r.role = ${role} and r.organisation = ${organisation}
      and r.starts_at <= greatest(was.starts_at, ${at}) and (r.ends_at is null or r.ends_at > ${at})
    returning r.id`.execute(tx)
  const [held] = rows
  if (held !== undefined) return held.id
  await sql`
    insert into roles (id, person_id, organisation, role, starts_at, ends_at)
    select ${newId}, person_id, ${organisation}, role, greatest(starts_at, ${at}), ends_at from roles where id = ${id}`.execute(
    tx,
  )
  return newId
}

/** Ends a role now, or before it began. */
export async function endRole(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`update roles set ends_at = greatest(starts_at, ${at}) where id = ${id}`.execute(tx)
}
