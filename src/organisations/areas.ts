import type { PartnerRow, PcnRow, PracticeRow } from './ods.ts'
import { properName } from './proper-name.ts'

/**
 * ICBs and sub-ICB locations have no file among the three: both follow from the practices and PCNs that name them.
 * epraccur gives a practice's ICB (High Level Health Geography) and sub-ICB location (commissioner); the PCN files
 * give the sub-ICB location's name, "NHS SOMERSET ICB - 11X", of which the first part is the ICB's.
 */
export type Area = Readonly<{ code: string; name: string | null }>
export type Areas = Readonly<{
  icbs: readonly Area[]
  /** `since` is the earliest day that a practice says it was there; no file says when the ICB took it over. */
  subIcbs: readonly (Area & Readonly<{ icb: string | null; since: string | null }>)[]
}>

function mostCommon(names: readonly string[]): string | null {
  const counts = Map.groupBy(names, (name) => name)
  return [...counts.entries()].toSorted((a, b) => b[1].length - a[1].length)[0]?.[0] ?? null
}

const icbNameIn = (subIcbName: string, subIcb: string): string | null =>
  subIcbName.toUpperCase().endsWith(` - ${subIcb}`) ? subIcbName.slice(0, -subIcb.length - 3) : null

function namesOfSubIcbs(
  pcns: readonly PcnRow[],
  partners: readonly PartnerRow[],
): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const row of partners) {
    names.set(row.practiceSubIcb, row.practiceSubIcbName)
    names.set(row.pcnSubIcb, row.pcnSubIcbName)
  }
  for (const row of pcns) names.set(row.subIcb, row.subIcbName)
  return names
}

/** Only areas that something active is in: closed rows still name the CCGs that areas once were. */
export function areasOf(
  practices: readonly PracticeRow[],
  pcns: readonly PcnRow[],
  partners: readonly PartnerRow[],
): Areas {
  const names = namesOfSubIcbs(pcns, partners)
  const active = Map.groupBy(
    practices.filter((row) => row.active),
    (row) => row.subIcb,
  )
  const codes = new Set([
    ...active.keys(),
    ...pcns.filter((row) => row.closed === null).map((row) => row.subIcb),
  ])
  const subIcbs = [...codes].map((code) => {
    const rows = active.get(code) ?? []
    const since = rows.flatMap((row) => row.joined ?? []).toSorted()[0] ?? null
    return { code, icb: mostCommon(rows.map((row) => row.icb)), since, named: names.get(code) }
  })
  const icbNames = Map.groupBy(
    subIcbs.filter((area) => area.icb !== null),
    (area) => area.icb ?? '',
  )
  const icbs = [...icbNames].map(([code, under]) => {
    const name = mostCommon(under.flatMap((area) => icbNameIn(area.named ?? '', area.code) ?? []))
    return { code, name: name === null ? null : properName(name) }
  })
  return {
    icbs,
    subIcbs: subIcbs.map(({ named, ...area }) => ({
      ...area,
      name: named === undefined ? null : properName(named),
    })),
  }
}
