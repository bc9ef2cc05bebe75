import type { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'

/** One row of a file, and the line on which it begins. */
export type Line = Readonly<{ line: number; cells: readonly string[] }>
export type Problem = Readonly<{ line: number; problem: string }>

/** A file's text, or its bytes as they come. */
export type Source = string | Uint8Array | AsyncIterable<string | Uint8Array>

/** ODS writes UTF-8; a file that passed through a spreadsheet may be Windows-1252. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

export async function textOf(source: Source): Promise<string> {
  if (typeof source === 'string') return source
  if (source instanceof Uint8Array) return decode(source)
  const chunks: Uint8Array[] = []
  for await (const chunk of source)
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  return decode(Buffer.concat(chunks))
}

const newlines = (text: string) => (text.includes('\n') ? text.split('\n').length - 1 : 0)

/** All of the file's rest went into one cell, so it begins as far from the end as it is long. */
const neverClosed = (text: string, raw: string): Problem => ({
  line: newlines(text.slice(0, text.length - raw.length)) + 1,
  problem: 'A quotation mark opens here and is never closed: nothing after it could be read.',
})

const broken = (error: CsvError | undefined, raw: string): Problem => {
  const end: unknown = error?.['lines']
  return {
    line: (typeof end === 'number' ? end : 1) - newlines(raw.trim()),
    problem:
      'The quotation marks do not match: this row, or a row that runs on into the next line, could not be read.',
  }
}

/** Every row that is well-formed CSV, and one problem for each place that is not. A header row is left out. */
export function readLines(text: string): Readonly<{ rows: readonly Line[]; problems: Problem[] }> {
  // One kind of line ending: csv-parse counts lines wrongly after an error in a file with CRLF.
  const plain = text.replaceAll(/\r\n?/g, '\n')
  const problems = new Map<number, Problem>()
  const refused = (error: CsvError | undefined, raw = '') => {
    const found =
      error?.code === 'CSV_QUOTE_NOT_CLOSED' ? neverClosed(plain, raw) : broken(error, raw)
    if (!problems.has(found.line)) problems.set(found.line, found)
  }
  const parsed = parse(plain, {
    bom: true,
    info: true,
    // So that a row that cannot be read is handed over as it stands.
    raw: true,
    skip_empty_lines: true,
    relax_column_count: true,
    skip_records_with_error: true,
    on_skip: (error, raw) => {
      refused(error, raw)
      return undefined
    },
  }) as unknown as readonly { record: string[]; info: { lines: number } }[]
  const rows = parsed
    .map(({ record, info }) => ({
      line: info.lines - record.reduce((sum, cell) => sum + newlines(cell), 0),
      cells: record.map((cell) => cell.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()),
    }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
  const [first] = rows
  const headed = first !== undefined && /\bcode$/i.test(first.cells[0] ?? '')
  return { rows: headed ? rows.slice(1) : rows, problems: [...problems.values()] }
}
