import { type RawBuilder, sql } from 'kysely'
import type { Option } from '#src/chat/form.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { OrganisationsTable } from '#src/kernel/organisation-tables.ts'
import type { OrganisationKind } from '#src/kernel/schema.ts'
import { clip } from '#src/kernel/words.ts'
import { ACCENTED, foldedWords, PLAIN, wordPattern } from './search-words.ts'

export type Organisation = Readonly<{
  code: string
  kind: OrganisationKind
  name: string
  postcode: string | null
  phone: string | null
  opened: string | null
  closed: string | null
  invented: boolean
}>

const KIND_NAMES = {
  icb: 'ICB',
  'sub-icb': 'Sub-ICB location',
  pcn: 'PCN',
  practice: 'Practice',
  lmc: 'LMC',
  'locum-group': 'Locum group',
} as const satisfies Record<OrganisationKind, string>

type Found = Pick<OrganisationsTable, 'kind' | 'name' | 'postcode'> & { code: string }

const asOption = (found: Found): Option => ({
  value: found.code,
  label: clip(found.name, 75),
  hint: [KIND_NAMES[found.kind], found.code, found.postcode]
    .filter((part) => part !== null)
    .join(', '),
})

// Nearly all names are ASCII, and are spared the accents: this runs over every organisation in England.
const plainName = sql<string>`case
  when octet_length(name) = length(name) then name else translate(lower(name), ${ACCENTED}, ${PLAIN})
end`

async function search(
  db: Db | Tx,
  typed: string,
  limit: number,
  among: RawBuilder<boolean>,
): Promise<Option[]> {
  const words = foldedWords(typed)
  if (words.length === 0 && typed.trim() !== '') return []
  const code = words.join('').toUpperCase()
  const patterns = words.map(wordPattern)
  // "and" may be written "&", so nothing is asked of it, unless it is still being typed.
  const everyWord = patterns
    .filter((_, at) => words[at] !== 'and' || at === words.length - 1)
    .map((pattern) => sql`${plainName} ~* ${`\\m${pattern}`}`)
  const named = everyWord.length === 0 ? sql`true` : sql.join(everyWord, sql` and `)
  const { rows } = await sql<Found>`
    select code, kind, name, postcode from organisations
    where (code like ${`${code}%`} or (${named})) and ${among}
    order by
      case
        when code = ${code} then 0
        when code like ${`${code}%`} then 1
        when ${plainName} ~* ${`^(nhs )?${patterns.join('[^a-z0-9]+')}`} then 2
        else 3
      end,
      case kind when 'icb' then 0 when 'sub-icb' then 1 when 'pcn' then 2 else 3 end,
      name, code
    limit ${limit}`.execute(db)
  return rows.map(asOption)
}

/**
 * Organisations whose code, or each of whose words, begins with what was typed. Codes first, then names that
 * begin with it, wide areas before practices. Whatever closed on or before `day` is left out: every one with a closing date when no day is given.
 */
export const searchOrganisations = (
  db: Db | Tx,
  typed: string,
  limit = 20,
  day = '9999-12-31',
): Promise<Option[]> =>
  search(db, typed, limit, sql<boolean>`(closed is null or closed > ${day}::date)`)

/** The same search, only among some organisations and everything under them on that day. */
export const organisationsUnder = (
  db: Db | Tx,
  codes: readonly string[],
  day: string,
  typed: string,
  limit = 20,
): Promise<Option[]> =>
  search(
    db,
    typed,
    limit,
    sql<boolean>`(closed is null or closed > ${day}::date)
      and code in (with recursive ${below(codes, day)} select code from below)`,
  )

/** By code, the codes that exist; in the order asked for. */
export async function organisationsByCode(
  db: Db | Tx,
  codes: readonly string[],
): Promise<Organisation[]> {
  if (codes.length === 0) return []
  const rows = await db
    .selectFrom('organisations')
    .selectAll()
    .where(sql<boolean>`code = any(${[...codes]}::text[])`)
    .execute()
  const byCode = new Map(rows.map((row) => [row.code, row]))
  return [...new Set(codes)].flatMap((code) => byCode.get(code) ?? [])
}

const inForce = (day: string) =>
  sql`m.starts <= ${day}::date and (m.ends is null or m.ends > ${day}::date)`

const start = (codes: readonly string[]) =>
  sql`select code from organisations where code = any(${[...codes]}::text[])`

// UNION, not UNION ALL: a practice that reaches its sub-ICB both directly and through its PCN counts once,
// and even a loop in the data ends.
const above = (codes: readonly string[], day: string) => sql`above(code) as (
  ${start(codes)}
  union select m.parent from memberships m join above on m.child = above.code where ${inForce(day)})`

const below = (codes: readonly string[], day: string) => sql`below(code) as (
  ${start(codes)}
  union select m.child from memberships m join below on m.parent = below.code where ${inForce(day)})`

/** Itself, everything above it and everything under it on that day; none for a code that does not exist. */
export async function relatedOrganisations(
  db: Db | Tx,
  code: string,
  day: string,
): Promise<readonly string[]> {
  const { rows } = await sql<{ code: string }>`
    with recursive ${above([code], day)}, ${below([code], day)}
    select code from above union select code from below order by code`.execute(db)
  return rows.map((row) => row.code)
}

/** Successions that have taken effect by that day, as c. */
const succeeded = (day: string) => sql`c.kind = 'succession' and c.day <= ${day}::date`

/**
 * Everything above it on that day, without itself: whose roles reach it. Whoever took over from it is above it: what
 * it sent must be put right by somebody.
 */
export async function ancestors(
  db: Db | Tx,
  code: string,
  day: string,
): Promise<readonly string[]> {
  const { rows } = await sql<{ code: string }>`
    with recursive heirs(code) as (
      ${start([code])}
      union select c.other from organisation_changes c join heirs on c.organisation = heirs.code where ${succeeded(day)}
    ), above(code) as (
      select code from heirs
      union select m.parent from memberships m join above on m.child = above.code where ${inForce(day)}
    )
    select code from above where code <> ${code} order by code`.execute(db)
  return rows.map((row) => row.code)
}

/** A place, and one that it reaches. */
export type Reach = Readonly<{ root: string; code: string }>

/**
 * For each of some places itself and everything above it on that day, and with `both` everything under it too:
 * where a message may be from that applies there. What an organisation sent before it was succeeded holds on: for its
 * successor, and for every place that was under it until that day. Not for places that came to the successor from elsewhere.
 */
export async function reachOf(
  db: Db | Tx,
  codes: readonly string[],
  day: string,
  which: 'above' | 'both',
): Promise<readonly Reach[]> {
  const under = which === 'both' ? sql`union select root, code from lower_down` : sql``
  const { rows } = await sql<Reach>`
    with recursive mine(root, code) as (
      select code, code from organisations where code = any(${[...codes]}::text[])
      union select mine.root, c.organisation from organisation_changes c join mine on c.other = mine.code where ${succeeded(day)}
    ), higher(root, code) as (
      select root, code from mine
      union select higher.root, n.code from higher cross join lateral (
        select m.parent as code from memberships m where m.child = higher.code and ${inForce(day)}
        union all
        select m.parent from memberships m join organisation_changes c on c.organisation = m.parent
        where m.child = higher.code and m.starts <= ${day}::date and m.ends >= c.day and ${succeeded(day)}) n
    ), lower_down(root, code) as (
      select root, code from mine
      union select lower_down.root, n.code from lower_down cross join lateral (
        select m.child as code from memberships m where m.parent = lower_down.code and ${inForce(day)}
        union all
        select c.organisation from organisation_changes c where c.other = lower_down.code and ${succeeded(day)}) n
    )
    select root, code from higher ${under}`.execute(db)
  return rows
}

/** Who took over from an organisation by that day, by name; none while nobody has. */
export async function heirsOf(
  db: Db | Tx,
  code: string,
  day: string,
): Promise<readonly Readonly<{ code: string; name: string }>[]> {
  const { rows } = await sql<{ code: string; name: string }>`
    select o.code, o.name from organisation_changes c join organisations o on o.code = c.other
    where c.organisation = ${code} and ${succeeded(day)} order by o.name, o.code`.execute(db)
  return rows
}

/** Open organisations whose name answers a tsquery, wide areas first. For today at a place: an index answers, in a few ms. */
export async function organisationsNamed(
  db: Db | Tx,
  tsquery: string,
  day: string,
  limit: number,
): Promise<Option[]> {
  const { rows } = await sql<Found>`
    select code, kind, name, postcode from organisations
    where name_words @@ ${tsquery}::tsquery and (closed is null or closed > ${day}::date)
    order by case kind when 'icb' then 0 when 'sub-icb' then 1 when 'pcn' then 2 else 3 end, name, code
    limit ${limit}`.execute(db)
  return rows.map(asOption)
}

/** The open organisation that has this code, as an option; none for anything else. */
export async function organisationCoded(db: Db | Tx, code: string, day: string): Promise<Option[]> {
  const { rows } = await sql<Found>`
    select code, kind, name, postcode from organisations
    where code = ${code} and (closed is null or closed > ${day}::date)`.execute(db)
  return rows.map(asOption)
}
