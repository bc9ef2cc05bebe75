import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { relatedOrganisations } from '#src/organisations/store.ts'
import { agrees } from '#src/people/consents/agreed-store.ts'
import type { OptionalCategory } from '#src/people/consents/wordings.ts'
import type { GroupPeople } from '#src/delivery/plan.ts'
import type { Candidate, CandidateGroup } from './audience-rules.ts'
import type { Broadcast } from './broadcast.ts'

type About = Pick<Broadcast, 'kind' | 'organisation' | 'specialties' | 'authorId'> &
  Readonly<{
    /** What its recipients must have agreed to; null for a service message. */
    needs: OptionalCategory | null
  }>

/**
 * Everybody who follows or works at the organisation, above it or under it, each once as `area`, with the soonest cadence
 * of the subscriptions that match the kind and specialty (null when none does).
 */
async function area(db: Db | Tx, { kind, organisation, specialties }: About, at: Date) {
  const codes = await relatedOrganisations(db, organisation, londonDay(at))
  return sql`area as (
    select person_id, (array['now', 'daily', 'weekly'])[min(soonest)] as cadence from (
      select person_id, case when kind = ${kind}
        and (specialty is null or cardinality(${specialties}::text[]) = 0 or specialty = any(${specialties}::text[]))
        then array_position(array['now', 'daily', 'weekly'], cadence) end as soonest
      from subscriptions where organisation = any(${codes}::text[])
      union all
      select person_id, null from workplaces where organisation = any(${codes}::text[])
    ) found group by person_id)`
}

/** Whether somebody agrees to what it needs; everybody does where it needs nothing. */
const consents = ({ needs }: About) =>
  sql<boolean>`(${needs}::text is null or ${agrees(sql`p.id`, sql`${needs}::text`)})`

/** The account where somebody is told. */
const OPEN = sql`open as (
  select distinct on (person_id) person_id, id, platform, tenant from identities
  where gone_at is null order by person_id, preferred desc, linked_at)`

/** Everybody of the area with what decides, as `each`. */
const each = async (db: Db | Tx, about: About, at: Date) => sql`
  ${await area(db, about, at)}, ${OPEN}, each as (
    select p.id as person_id, p.name, o.id as identity_id, o.platform || ' ' || o.tenant as lane,
      p.gp_kind, p.quiet_from, p.quiet_to, p.away_until, p.working_days, p.id = ${about.authorId} as is_author,
      o.id is not null as reachable, ${consents(about)} as optional_consent, a.cadence
    from area a
    join people p on p.id = a.person_id and p.left_at is null
    left join open o on o.person_id = p.id)`

/** Everybody of the area, by name. */
export async function candidatesFor(
  db: Db | Tx,
  about: About,
  at: Date,
): Promise<readonly Candidate[]> {
  const { rows } = await sql<Candidate>`
    with ${await each(db, about, at)}
    select person_id, name, gp_kind, quiet_from, quiet_to, away_until, working_days, identity_id, optional_consent, cadence
    from each order by name, person_id`.execute(db)
  return rows
}

/** What decides whether somebody is told, and when; those for whom all of it is the same are a group. */
const DECIDES = sql`gp_kind, quiet_from, quiet_to, away_until, working_days, is_author, reachable, optional_consent, cadence`

/** The same, counted where the rows are: a few groups instead of everybody, for whoever only wants to know how many. */
export async function candidateGroups(
  db: Db | Tx,
  about: About,
  at: Date,
): Promise<readonly CandidateGroup[]> {
  const { rows } = await sql<CandidateGroup>`
    with ${await each(db, about, at)}
    select ${DECIDES}, count(*)::int as people from each group by ${DECIDES}`.execute(db)
  return rows
}

/** The same groups with their people, by workspace or tenant, for whoever writes their deliveries. */
export async function groupsWithPeople(
  db: Db | Tx,
  about: About,
  at: Date,
): Promise<readonly (CandidateGroup & GroupPeople)[]> {
  const { rows } = await sql<CandidateGroup & GroupPeople>`
    with ${await each(db, about, at)}
    select ${DECIDES}, coalesce(lane, '') as lane, count(*)::int as people,
      -- In one order, so that a broadcast is planned alike each time.
      array_agg(person_id order by person_id)::text as person_ids,
      array_agg(identity_id order by person_id)::text as identity_ids
    from each group by ${DECIDES}, lane`.execute(db)
  return rows
}
