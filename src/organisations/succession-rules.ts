import { dateWords } from '#src/kernel/london.ts'
import type { OrganisationKind } from '#src/kernel/schema.ts'
import type { Problem } from './ods-csv.ts'
import type { SuccessionRow } from './succession-file.ts'

/** An organisation as it is known: what matters for who may take over from it. */
export type Known = Readonly<{ kind: OrganisationKind; name: string; closed: string | null }>
/** A succession that is kept already; `done` once people were moved. */
export type Recorded = Readonly<{
  predecessor: string
  successor: string
  day: string
  done: boolean
}>

type Around = Readonly<{
  known: ReadonlyMap<string, Known>
  recorded: readonly Recorded[]
}>
type Edge = Pick<Recorded, 'predecessor' | 'successor' | 'day'>

const sameEdges = (a: readonly Edge[], b: readonly Edge[]) => {
  const words = (edges: readonly Edge[]) =>
    [...new Set(edges.map(({ successor, day }) => `${successor} ${day}`))].toSorted().join(',')
  return words(a) === words(b)
}

/** Whether somebody who follows the successions from `from` comes to `to`. */
function leads(from: string, to: string, next: ReadonlyMap<string, readonly Edge[]>): boolean {
  const seen = new Set<string>()
  const open = [from]
  for (let code = open.pop(); code !== undefined; code = open.pop()) {
    if (code === to) return true
    if (seen.has(code)) continue
    seen.add(code)
    open.push(...(next.get(code) ?? []).map(({ successor }) => successor))
  }
  return false
}

/** What is wrong with one row, given everything that would then be so; null when nothing is. */
function problemWith(
  row: SuccessionRow,
  rows: readonly SuccessionRow[],
  { known, recorded }: Around,
  next: ReadonlyMap<string, readonly Edge[]>,
): string | null {
  const { predecessor, successor, day } = row
  const before = known.get(predecessor)
  if (before === undefined)
    return `${predecessor} is not an organisation that Cascade knows. Import the organisations first.`
  const heirs = rows.filter((one) => one.predecessor === predecessor)
  if (heirs.some((one) => one.day !== day))
    return `${predecessor} is succeeded on two different days.`
  const done = recorded.filter((one) => one.predecessor === predecessor && one.done)
  if (done.length > 0 && !sameEdges(done, heirs))
    return `${predecessor} was succeeded by ${done.map((one) => one.successor).join(' and ')} already; that has taken effect and cannot be changed.`
  if (leads(successor, predecessor, next))
    return `${predecessor} would be its own successor, by way of ${successor}.`
  return problemWithHeir(row, rows, known, before, next)
}

function problemWithHeir(
  { successor, day }: SuccessionRow,
  rows: readonly SuccessionRow[],
  known: Around['known'],
  before: Known,
  next: ReadonlyMap<string, readonly Edge[]>,
): string | null {
  const heir = known.get(successor)
  const kinds = rows
    .filter((one) => one.successor === successor)
    .map((one) => known.get(one.predecessor)?.kind ?? before.kind)
  if ([heir?.kind ?? before.kind, ...kinds].some((kind) => kind !== before.kind))
    return `${successor} is not the same kind of organisation as what it takes over.`
  const ends = [heir?.closed ?? null, next.get(successor)?.[0]?.day ?? null].find(
    (end) => end !== null && end <= day,
  )
  return ends == null
    ? null
    : `${successor} is closed from ${dateWords(ends)} on and cannot take over on ${dateWords(day)}.`
}

/**
 * What is wrong with a file of successions, row by row; empty when it can be kept as it is. All or nothing: a chain
 * with a gap would leave people at an organisation that is gone.
 */
export function checkSuccessions(
  rows: readonly SuccessionRow[],
  around: Around,
): readonly Problem[] {
  const told = new Set(rows.map(({ predecessor }) => predecessor))
  // What waits for a predecessor that the file tells of anew is replaced by what the file says.
  const stays = around.recorded.filter(({ predecessor }) => !told.has(predecessor))
  const next = Map.groupBy<string, Edge>([...rows, ...stays], (one) => one.predecessor)
  return rows.flatMap((row): Problem[] => {
    const problem = problemWith(row, rows, around, next)
    return problem === null ? [] : [{ line: row.line, problem }]
  })
}
