import type { Held } from './far-ends.ts'
import type { Row } from './store.ts'

export type Verdict = Readonly<{
  deliveries: number
  /** Said to be sent, and not there; or never ended; or failed though nothing refused them. */
  lost: readonly string[]
  /** There more often than the rule allows, or there though the tables say that it is not. */
  doubled: readonly string[]
  /** Sent once more and marked so, as the rule allows where nobody can be asked. */
  repeats: number
  /** Of those, how many really came twice. */
  twice: number
  /** Nobody can say whether they arrived: a person decides. */
  unknown: number
}>

/**
 * What the tables say against what the platform holds. Where the platform can be asked, everything is sent and there once.
 * Where it cannot, a delivery may be unknown, and only a critical one may have gone once more, marked in both places.
 */
export function judge(rows: readonly Row[], held: readonly Held[], canLookUp: boolean): Verdict {
  const byId = Map.groupBy(held, ({ id }) => id)
  const known = new Set(rows.map(({ id }) => id))
  const lost: string[] = []
  const doubled = [...byId.keys()].filter((id) => !known.has(id)).map((id) => `${id} is nobody's`)
  let [repeats, twice, unknown] = [0, 0, 0]
  for (const row of rows) {
    const found = byId.get(row.id) ?? []
    const marked = found.filter(({ repeat }) => repeat).length
    const mayRepeat = !canLookUp && row.critical && row.repeat
    const where = `${row.id} of ${row.broadcast}, ${row.state}, is there ${found.length} times (${marked} marked)`
    if (row.state === 'doubtful' && !canLookUp) unknown += 1
    else if (row.state !== 'sent' || found.length === 0) lost.push(where)
    if (found.length - marked > 1 || marked > (mayRepeat ? 1 : 0)) doubled.push(where)
    if (row.repeat) repeats += 1
    if (found.length > 1) twice += 1
  }
  return { deliveries: rows.length, lost, doubled, repeats, twice, unknown }
}
