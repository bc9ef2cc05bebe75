import { isDay } from '#src/kernel/london.ts'
import { type Problem, readLines } from './ods-csv.ts'

/** One row: who takes over from whom, from that day on (YYYY-MM-DD). A predecessor with several rows is divided. */
export type SuccessionRow = Readonly<{
  line: number
  predecessor: string
  successor: string
  successorName: string
  day: string
}>

const COLUMNS =
  'predecessor_ods,predecessor_name,successor_ods,successor_name,succession_date,type'.split(',')
const CODE = /^[A-Z0-9]{3,10}$/
const LONGEST_NAME = 200

function problemOf(cells: readonly string[]): string | null {
  const [predecessor = '', , successor = '', name = '', day = ''] = cells
  if (cells.length !== COLUMNS.length)
    return `This row has ${cells.length} columns; this file has ${COLUMNS.length}: ${COLUMNS.join(', ')}.`
  if (!CODE.test(predecessor)) return `Column 1 should be an ODS code and is “${predecessor}”.`
  if (!CODE.test(successor)) return `Column 3 should be an ODS code and is “${successor}”.`
  if (name === '' || name.length > LONGEST_NAME)
    return `Column 4, the successor's name, is empty or longer than ${LONGEST_NAME} characters.`
  return isDay(day) ? null : `Column 5 should be a day as 2026-04-01 and is “${day}”.`
}

/** Reads a table of successions with the header row of COLUMNS. A row that cannot be read is a problem of the whole file. */
export function readSuccessions(
  text: string,
): Readonly<{ rows: readonly SuccessionRow[]; problems: readonly Problem[] }> {
  const { rows: lines, problems: unreadable } = readLines(text)
  const data = lines.filter(({ cells }) => cells[0]?.toLowerCase() !== COLUMNS[0])
  const problems = [...unreadable]
  const rows = data.flatMap(({ line, cells }): SuccessionRow[] => {
    const problem = problemOf(cells)
    if (problem !== null) {
      problems.push({ line, problem })
      return []
    }
    const [predecessor = '', , successor = '', successorName = '', day = ''] = cells
    return [{ line, predecessor, successor, successorName, day }]
  })
  if (data.length === 0 && problems.length === 0)
    problems.push({ line: 1, problem: 'No succession is in this file.' })
  return { rows, problems: problems.toSorted((a, b) => a.line - b.line) }
}
