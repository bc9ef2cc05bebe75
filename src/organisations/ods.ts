import { isDay } from '#src/kernel/london.ts'
import { count } from '#src/kernel/words.ts'
import { type Line, type Problem, readLines } from './ods-csv.ts'
import { properName } from './proper-name.ts'

/**
 * The three files of NHS England's Organisation Data Service that Cascade reads (Open Government Licence v3.0).
 * They have no header row; the columns are those of the ODS file specifications. Dates are YYYYMMDD.
 */
export type PracticeRow = Readonly<{
  line: number
  code: string
  name: string
  postcode: string | null
  phone: string | null
  opened: string | null
  closed: string | null
  active: boolean
  icb: string
  subIcb: string
  /** Since and until when its sub-ICB location commissions it; `left` is its last day. */
  joined: string | null
  left: string | null
}>
export type PcnRow = Readonly<{
  line: number
  code: string
  name: string
  postcode: string | null
  opened: string
  closed: string | null
  subIcb: string
  /** As ODS writes it, here and below: the same few names on thousands of rows. */
  subIcbName: string
}>
export type PartnerRow = Readonly<{
  line: number
  practice: string
  pcn: string
  practiceSubIcb: string
  practiceSubIcbName: string
  pcnSubIcb: string
  pcnSubIcbName: string
  starts: string
  /** Its last day as a partner; null while it is one. */
  lastDay: string | null
}>

export type OdsFile<Row> = Readonly<{
  rows: readonly Row[]
  /** Rows that are right and not for us, counted by why. */
  skipped: ReadonlyMap<string, number>
  problems: readonly Problem[]
}>

/** Thrown and caught inside this file only: what is wrong with one row, in a sentence. */
class BadRow extends Error {}

const PRACTICE = /^[A-HJ-NPWY]\d{5}$/
const PCN = /^U\d{5}$/
// ICBs had 3 characters and get 5; sub-ICB locations have 3 or 5. Nothing more is promised.
const AREA = /^[A-Z0-9]{3,5}$/

const quoted = (cell: string) => `“${cell.length > 40 ? `${cell.slice(0, 40)}…` : cell}”`

function code(cells: readonly string[], at: number, shape: RegExp, what: string): string {
  const cell = cells[at] ?? ''
  if (shape.test(cell)) return cell
  throw new BadRow(
    cell === ''
      ? `Column ${at + 1} should be ${what} and is empty.`
      : `Column ${at + 1} should be ${what} and is ${quoted(cell)}.`,
  )
}

function name(cells: readonly string[], at: number): string {
  const cell = cells[at] ?? ''
  if (cell === '') throw new BadRow(`Column ${at + 1} should be a name and is empty.`)
  if (cell.length > 200)
    throw new BadRow(`Column ${at + 1}, the name, is longer than 200 characters.`)
  return cell
}

function day(cells: readonly string[], at: number, what: string): string | null {
  const cell = cells[at] ?? ''
  if (cell === '') return null
  const iso = `${cell.slice(0, 4)}-${cell.slice(4, 6)}-${cell.slice(6)}`
  if (/^\d{8}$/.test(cell) && isDay(iso)) return iso
  throw new BadRow(
    `Column ${at + 1}, the ${what}, should be a date as 20230331 and is ${quoted(cell)}.`,
  )
}

function neededDay(cells: readonly string[], at: number, what: string): string {
  const found = day(cells, at, what)
  if (found === null) throw new BadRow(`Column ${at + 1}, the ${what}, is empty.`)
  return found
}

function inOrder(first: string | null, last: string | null, what: string): void {
  if (first !== null && last !== null && last < first)
    throw new BadRow(`The ${what} ends on ${last}, before it starts on ${first}.`)
}

const orNull = (cell: string | undefined) => (cell === undefined || cell === '' ? null : cell)

/** Reads each row with `read`: a row, why it is skipped, or (thrown) what is wrong with it. */
function readFile<Row extends { line: number }>(
  text: string,
  columns: number,
  read: (line: Line) => Row | string,
  keyOf: (row: Row) => string,
): OdsFile<Row> {
  const { rows: lines, problems: unreadable } = readLines(text)
  const rows = new Map<string, Row>()
  const skipped = new Map<string, number>()
  const problems = [...unreadable]
  for (const line of lines) {
    try {
      if (line.cells.length !== columns)
        throw new BadRow(
          `This row has ${count(line.cells.length, 'column')}; this file has ${columns}.`,
        )
      const row = read(line)
      if (typeof row === 'string') {
        skipped.set(row, (skipped.get(row) ?? 0) + 1)
        continue
      }
      const before = rows.get(keyOf(row))
      if (before !== undefined) throw new BadRow(`${keyOf(row)} is already on line ${before.line}.`)
      rows.set(keyOf(row), row)
    } catch (error) {
      if (!(error instanceof BadRow)) throw error
      problems.push({ line: line.line, problem: `${error.message} This row was left out.` })
    }
  }
  problems.sort((a, b) => a.line - b.line)
  return { rows: [...rows.values()], skipped, problems }
}

/** `epraccur`, 27 columns: practices that are active (A), and those that closed (C). */
export const readPractices = (text: string): OdsFile<PracticeRow> =>
  readFile(text, 27, readPractice, (row) => row.code)

function readPractice({ line, cells }: Line): PracticeRow | string {
  const status = cells[12] ?? ''
  // Prescribing setting 4 is a GP practice; the file also has hospices, prisons, out-of-hours services.
  if (cells[25] !== '4' || status === 'D' || status === 'P') return 'not a GP practice'
  // Wales has no ICBs: its practices need another shape of area.
  if (cells[2] === 'W00') return 'not in England'
  if (status !== 'A' && status !== 'C')
    throw new BadRow(`Column 13, the status, should be A, C, D or P and is ${quoted(status)}.`)
  const row = {
    line,
    code: code(cells, 0, PRACTICE, 'a practice code, as L85001,'),
    name: properName(name(cells, 1)),
    postcode: orNull(cells[9]),
    phone: orNull(cells[17]),
    opened: day(cells, 10, 'open date'),
    closed: day(cells, 11, 'close date'),
    active: status === 'A',
    icb: code(cells, 3, AREA, 'an ICB code'),
    subIcb: code(cells, 14, AREA, 'a sub-ICB location code'),
    joined: day(cells, 15, 'join date'),
    left: day(cells, 16, 'left date'),
  }
  if (!row.active && row.closed === null)
    throw new BadRow('The status is C, closed, and column 12, the close date, is empty.')
  inOrder(row.opened, row.closed, 'practice')
  inOrder(row.joined, row.left, 'time with this sub-ICB location')
  return row
}

/** `epcn`, 12 columns. */
export const readPcns = (text: string): OdsFile<PcnRow> =>
  readFile(
    text,
    12,
    ({ line, cells }) => {
      const row = {
        line,
        code: code(cells, 0, PCN, 'a PCN code, as U12345,'),
        name: properName(name(cells, 1)),
        postcode: orNull(cells[11]),
        opened: neededDay(cells, 4, 'open date'),
        closed: day(cells, 5, 'close date'),
        subIcb: code(cells, 2, AREA, 'a sub-ICB location code'),
        subIcbName: name(cells, 3),
      }
      inOrder(row.opened, row.closed, 'PCN')
      return row
    },
    (row) => row.code,
  )

/** `epcncorepartnerdetails`, 11 columns: which practice is a core partner of which PCN, since and until when. */
export const readPartners = (text: string): OdsFile<PartnerRow> =>
  readFile(
    text,
    11,
    ({ line, cells }) => {
      const row = {
        line,
        practice: code(cells, 0, PRACTICE, 'a practice code, as L85001,'),
        pcn: code(cells, 4, PCN, 'a PCN code, as U12345,'),
        practiceSubIcb: code(cells, 2, AREA, 'a sub-ICB location code'),
        practiceSubIcbName: name(cells, 3),
        pcnSubIcb: code(cells, 6, AREA, 'a sub-ICB location code'),
        pcnSubIcbName: name(cells, 7),
        starts: neededDay(cells, 8, 'start date'),
        lastDay: day(cells, 9, 'end date'),
      }
      inOrder(row.starts, row.lastDay, 'partnership')
      return row
    },
    (row) => `${row.practice} in ${row.pcn} from ${row.starts}`,
  )
