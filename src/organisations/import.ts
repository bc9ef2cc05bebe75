import { Temporal } from 'temporal-polyfill'
import { writeAudit } from '#src/people/store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { OrganisationKind } from '#src/kernel/schema.ts'
import { type Areas, areasOf } from './areas.ts'
import {
  type ImportedOrganisation,
  type KnownOrganisation,
  knownMemberships,
  knownOrganisations,
  lockOrganisations,
  saveMemberships,
  saveOrganisations,
} from './import-store.ts'
import { type Membership, planOneParent } from './membership-plan.ts'
import { type Found, recordChanges } from './move-store.ts'
import { type Source, textOf } from './ods-csv.ts'
import {
  type PartnerRow,
  type PcnRow,
  type PracticeRow,
  readPartners,
  readPcns,
  readPractices,
} from './ods.ts'

export type OrganisationFiles = Readonly<{ practices: Source; pcns: Source; partners: Source }>
export type OrganisationImport = Readonly<{
  /** Organisations that the files told of, by kind, and memberships: new ones and those already known. */
  imported: Readonly<Record<'icb' | 'sub-icb' | 'pcn' | 'practice' | 'membership', number>>
  skipped: Readonly<Record<string, number>>
  problems: readonly Readonly<{ file: keyof OrganisationFiles; line: number; problem: string }>[]
}>

type Rows = Readonly<{
  practices: readonly PracticeRow[]
  pcns: readonly PcnRow[]
  partners: readonly PartnerRow[]
}>
type Known = ReadonlyMap<string, Pick<KnownOrganisation, 'kind' | 'name'>>

/** ODS gives the last day; a membership here ends on the first day without it. */
const dayAfter = (day: string | null): string | null =>
  day === null ? null : Temporal.PlainDate.from(day).add({ days: 1 }).toString()

/** The three files, read row by row; no database is touched. */
export async function readOrganisations(files: OrganisationFiles) {
  const [practices, pcns, partners] = await Promise.all([
    textOf(files.practices).then(readPractices),
    textOf(files.pcns).then(readPcns),
    textOf(files.partners).then(readPartners),
  ])
  return { practices, pcns, partners }
}

/** Writes what was read, inside the caller's transaction. */
export async function saveOrganisationFiles(
  tx: Tx,
  { practices, pcns, partners }: Awaited<ReturnType<typeof readOrganisations>>,
  at: Date,
): Promise<OrganisationImport> {
  const rows = { practices: practices.rows, pcns: pcns.rows, partners: partners.rows }
  const saved = await save(tx, rows, londonDay(at))
  const skipped = new Map(practices.skipped)
  if (saved.strangers > 0) skipped.set('partner that is not a practice we know', saved.strangers)
  return {
    imported: saved.imported,
    skipped: Object.fromEntries(skipped),
    problems: [
      ...practices.problems.map((problem) => ({ file: 'practices' as const, ...problem })),
      ...pcns.problems.map((problem) => ({ file: 'pcns' as const, ...problem })),
      ...[...partners.problems, ...saved.problems]
        .toSorted((a, b) => a.line - b.line)
        .map((problem) => ({ file: 'partners' as const, ...problem })),
    ],
  }
}

/**
 * Brings the organisations up to date from the ODS files epraccur, epcn and epcncorepartnerdetails. Rows that cannot
 * be read are listed by line and the rest goes in, all in one transaction. Nothing is deleted: what ended is dated.
 */
export async function importOrganisations(
  db: Db,
  files: OrganisationFiles,
  at: Date,
): Promise<OrganisationImport> {
  const read = await readOrganisations(files)
  return db.transaction().execute(async (tx) => {
    const done = await saveOrganisationFiles(tx, read, at)
    const rows = Object.values(done.imported).reduce((sum, n) => sum + n, 0)
    if (rows > 0) await writeAudit(tx, at, null, 'organisations.imported', `rows:${rows}`)
    return done
  })
}

async function save(tx: Tx, rows: Rows, day: string) {
  await lockOrganisations(tx)
  const before = await knownOrganisations(tx)
  const areas = areasOf(rows.practices, rows.pcns, rows.partners)
  const organisations = organisationsOf(rows, areas, before)
  await saveOrganisations(tx, organisations)
  const known = new Map([...before, ...organisations.map((row) => [row.code, row] as const)])
  const partners = partnerships(rows.partners, known)
  const earlier = await knownMemberships(tx)
  await recordChanges(tx, [
    ...movesIn(partners.memberships, earlier),
    ...closuresIn(organisations, before),
  ])
  const stated = statedMemberships(rows, areas, known)
  const derived = planDerived(stated, known, earlier, day)
  await saveMemberships(tx, [...partners.memberships, ...derived])
  const number = (kind: OrganisationKind) => organisations.filter((row) => row.kind === kind).length
  return {
    imported: {
      icb: number('icb'),
      'sub-icb': number('sub-icb'),
      pcn: number('pcn'),
      practice: number('practice'),
      membership: partners.memberships.length + stated.toSubIcb.length + stated.toIcb.length,
    },
    strangers: partners.strangers,
    problems: partners.problems,
  }
}

/** Practices that were in a PCN and are told to leave it, or to have left it. */
function movesIn(told: readonly Membership[], earlier: readonly Membership[]): Found[] {
  const open = new Set(
    earlier.filter((m) => m.ends === null).map((m) => `${m.child} ${m.parent} ${m.starts}`),
  )
  return told.flatMap(({ child, parent, starts, ends }): Found[] =>
    ends !== null && open.has(`${child} ${parent} ${starts}`)
      ? [{ kind: 'move', organisation: child, other: parent, day: ends }]
      : [],
  )
}

/** What was open and is told to close, or to have closed. */
const closuresIn = (
  told: readonly ImportedOrganisation[],
  before: ReadonlyMap<string, KnownOrganisation>,
): Found[] =>
  told.flatMap(({ code, closed }): Found[] => {
    const day = dayAfter(closed)
    return day !== null && before.get(code)?.closed === null
      ? [{ kind: 'closure', organisation: code, other: null, day }]
      : []
  })

/** The files say no more of an area than its name: when it opened and closed is known from its successions. */
const area = (
  code: string,
  kind: 'icb' | 'sub-icb',
  name: string,
  before: KnownOrganisation | undefined,
): ImportedOrganisation => ({
  code,
  kind,
  name,
  postcode: null,
  phone: null,
  opened: before?.opened ?? null,
  closed: before?.closed ?? null,
})

function organisationsOf(
  rows: Rows,
  areas: Areas,
  before: ReadonlyMap<string, KnownOrganisation>,
): ImportedOrganisation[] {
  // A file without its name must not take away the name that an earlier one gave.
  const named = (code: string, name: string | null, otherwise: string) =>
    name ?? before.get(code)?.name ?? `${otherwise} ${code}`
  return [
    ...areas.icbs.map(({ code, name }) =>
      area(code, 'icb', named(code, name, 'ICB'), before.get(code)),
    ),
    ...areas.subIcbs.map(({ code, name }) =>
      area(code, 'sub-icb', named(code, name, 'Sub-ICB location'), before.get(code)),
    ),
    ...rows.pcns.map(({ code, name, postcode, opened, closed }) => ({
      code,
      kind: 'pcn' as const,
      name,
      postcode,
      phone: null,
      opened,
      closed,
    })),
    ...rows.practices.map(({ code, name, postcode, phone, opened, closed }) => ({
      code,
      kind: 'practice' as const,
      name,
      postcode,
      phone,
      opened,
      closed,
    })),
  ]
}

/** The partner file tells the whole history, so its rows are written as they are. */
function partnerships(partners: readonly PartnerRow[], known: Known) {
  const problems: { line: number; problem: string }[] = []
  const memberships: Membership[] = []
  let strangers = 0
  for (const row of partners) {
    if (known.get(row.pcn)?.kind !== 'pcn')
      problems.push({
        line: row.line,
        problem: `The PCN ${row.pcn} is not in the PCN file. This row was left out.`,
      })
    // Closed practices and hubs that are not practices stay in this file for years.
    else if (known.get(row.practice)?.kind !== 'practice') strangers += 1
    else
      memberships.push({
        child: row.practice,
        parent: row.pcn,
        starts: row.starts,
        ends: dayAfter(row.lastDay),
      })
  }
  return { memberships, strangers, problems }
}

type Stated = Omit<Membership, 'starts'> & Readonly<{ starts: string | null }>

/** What the files say of practices, PCNs and sub-ICB locations: one parent each, as it is now. */
function statedMemberships(rows: Rows, areas: Areas, known: Known) {
  const toSubIcb: Stated[] = [
    ...rows.practices.map((row) => ({
      child: row.code,
      parent: row.subIcb,
      starts: row.joined ?? row.opened,
      ends: dayAfter(row.left ?? (row.active ? null : row.closed)),
    })),
    ...rows.pcns.map((row) => ({
      child: row.code,
      parent: row.subIcb,
      starts: row.opened,
      ends: dayAfter(row.closed),
    })),
  ].filter((row) => known.get(row.parent)?.kind === 'sub-icb')
  const toIcb = areas.subIcbs.flatMap(({ code, icb, since }): Stated[] =>
    icb === null ? [] : [{ child: code, parent: icb, starts: since, ends: null }],
  )
  return { toSubIcb, toIcb }
}

function planDerived(
  { toSubIcb, toIcb }: ReturnType<typeof statedMemberships>,
  known: Known,
  before: readonly Membership[],
  day: string,
): Membership[] {
  const isKind = (kind: OrganisationKind) => (code: string) => known.get(code)?.kind === kind
  const current = toSubIcb.filter((row) => row.ends === null)
  return [
    ...endings(toSubIcb, before),
    ...planOneParent(current, before, isKind('sub-icb'), day),
    ...planOneParent(toIcb, before, isKind('icb'), day),
  ]
}

/** Those that are over: the latest row of the same two gets its end, or the whole of it is written down. */
function endings(stated: readonly Stated[], before: readonly Membership[]): Membership[] {
  const latest = new Map(
    before
      .toSorted((a, b) => (a.starts < b.starts ? -1 : 1))
      .map((m) => [`${m.child} ${m.parent}`, m.starts]),
  )
  return stated.flatMap(({ child, parent, starts, ends }) => {
    if (ends === null) return []
    const from = latest.get(`${child} ${parent}`) ?? starts ?? ends
    return [{ child, parent, starts: from, ends: from > ends ? from : ends }]
  })
}
