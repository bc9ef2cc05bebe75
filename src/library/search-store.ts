import { type RawBuilder, sql } from 'kysely'
import { inForceOn, REVIEW_BY } from '#src/broadcasts/in-force-store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Answer, BroadcastKind, Provenance } from '#src/kernel/schema.ts'
import { shownTo } from '#src/people/consents/agreed-store.ts'
import type { OptionalCategory } from '#src/people/consents/wordings.ts'
import { MOST_COUNTED } from './cards.ts'
import type { Standing } from './rules.ts'

/** Where a search looks. */
export type Scope = Readonly<{
  /** Today in London, YYYY-MM-DD. */
  day: string
  organisations: readonly string[]
  kinds: readonly BroadcastKind[]
  specialty: string | null
  personId: string
  /** What they agreed to beside service messages. */
  agreed: readonly OptionalCategory[]
}>

export type Found = Readonly<{
  id: number
  kind: BroadcastKind
  organisation: string
  organisationName: string
  specialties: readonly string[]
  title: string
  provenance: Provenance
  startedAt: Date
  reviewBy: string | null
  answer: Answer | null
  version: number
  changed: boolean
  standing: readonly Standing[]
}>

/** Of so many of the newest, and of the newest that answer best, PostgreSQL ranks and the rules choose. One more than are counted. */
const NEWEST = MOST_COUNTED + 1
const CANDIDATES = 40
const within = ({
  day,
  organisations,
  kinds,
  specialty,
  agreed,
}: Scope): RawBuilder<boolean> => sql<boolean>`
  ${inForceOn(day)} and b.kind = any(${[...kinds]}::text[])
  and b.organisation = any(${[...organisations]}::text[])
  and (${specialty}::text is null or ${specialty}::text = any(b.specialties))
  and ${shownTo(agreed)}`

/**
 * The best of what answers a tsquery, with where each of `lexemes` stands in it; and how many there are, up to one
 * more than MOST_COUNTED. `best` is the narrower query that is preferred. Without a query: the newest.
 */
export async function findBroadcasts(
  db: Db | Tx,
  scope: Scope,
  query: Readonly<{ all: string; best: string; lexemes: readonly string[] }> | null,
): Promise<Readonly<{ total: number; found: readonly Found[] }>> {
  const answering = (tsquery: string | null) =>
    tsquery === null ? within(scope) : sql`b.search @@ ${tsquery}::tsquery and ${within(scope)}`
  const newest = (tsquery: string | null) =>
    sql`select b.id from broadcasts b where ${answering(tsquery)} order by b.started_at desc, b.id desc limit ${NEWEST}`
  const order =
    query === null
      ? sql``
      : sql`(b.search @@ ${query.best}::tsquery) desc, ts_rank(b.search, ${query.all}::tsquery) desc,`
  const narrower =
    query === null || query.best === query.all ? sql`` : sql`union (${newest(query.best)})`
  const { rows } = await sql<Found & { total: number }>`
    with answering as materialized (${newest(query?.all ?? null)}), counted as (
      select count(*)::int as total from answering
    ), hits as (
      select b.id, b.search, row_number() over (order by ${order} b.started_at desc, b.id desc) as place
      from broadcasts b
      where b.id in (select id from answering ${narrower})
      order by place limit ${CANDIDATES}
    )
    select b.id, b.kind, b.organisation, o.name as organisation_name, b.specialties, b.content ->> 'title' as title,
      b.provenance, b.started_at, ${REVIEW_BY} as review_by, a.answer, b.version, c.total,
      exists (select 1 from earlier_acknowledgements e where e.broadcast_id = b.id and e.person_id = ${scope.personId}) as changed,
      coalesce((select json_agg(json_build_object('lexeme', u.lexeme, 'weights', u.weights))
        from unnest(h.search) u where u.lexeme = any(${[...(query?.lexemes ?? [])]}::text[])), '[]'::json) as standing
    from hits h
    cross join counted c
    join broadcasts b on b.id = h.id
    join organisations o on o.code = b.organisation
    left join acknowledgements a on a.broadcast_id = b.id and a.person_id = ${scope.personId}
    order by h.place`.execute(db)
  return { total: rows[0]?.total ?? 0, found: rows }
}

/** How many of each kind there are. */
export async function countKinds(
  db: Db | Tx,
  scope: Scope,
): Promise<ReadonlyMap<BroadcastKind, number>> {
  const { rows } = await sql<{ kind: BroadcastKind; many: number }>`
    select b.kind, count(*)::int as many from broadcasts b where ${within(scope)} group by b.kind`.execute(
    db,
  )
  return new Map(rows.map(({ kind, many }) => [kind, many]))
}
