import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSuccessions, type SuccessionRow } from '#src/organisations/succession-file.ts'
import { checkSuccessions, type Known, type Recorded } from '#src/organisations/succession-rules.ts'

const FILE = readFileSync(
  join(import.meta.dirname, '../fixtures/ods/icb-succession-2026-04-01.csv'),
  'utf8',
)
const HEAD = 'predecessor_ods,predecessor_name,successor_ods,successor_name,succession_date,type\n'

describe('the file of successions', () => {
  test('is read as it is published', () => {
    const { rows, problems } = readSuccessions(FILE)
    expect(problems).toEqual([])
    expect(rows).toHaveLength(16)
    expect(new Set(rows.map(({ predecessor }) => predecessor)).size).toBe(12)
    expect(rows[0]).toEqual({
      line: 2,
      predecessor: 'QHG',
      successor: 'S1Y5D',
      successorName: 'NHS Central East',
      day: '2026-04-01',
    })
  })

  test.each([
    ['Q1', 'This row has 1 columns; this file has 6'],
    ['q h,x,S1Y5D,NHS East,2026-04-01,merger', 'Column 1 should be an ODS code'],
    ['QHG,x,,NHS East,2026-04-01,merger', 'Column 3 should be an ODS code'],
    ['QHG,x,S1Y5D,,2026-04-01,merger', "Column 4, the successor's name"],
    ['QHG,x,S1Y5D,NHS East,2026-02-30,merger', 'Column 5 should be a day'],
    ['"QHG,x', 'quotation mark'],
  ])('says by line what is wrong with %s', (row, words) => {
    const { problems } = readSuccessions(`${HEAD}${row}\n`)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.line).toBe(2)
    expect(problems[0]?.problem).toContain(words)
  })

  test('without a row is a mistake', () => {
    expect(readSuccessions(HEAD).problems).toHaveLength(1)
    expect(readSuccessions('').problems).toHaveLength(1)
  })
})

const icb = (closed: string | null = null): Known => ({ kind: 'icb', name: 'An ICB', closed })
const row = (predecessor: string, successor: string, day = '2026-04-01'): SuccessionRow => ({
  line: 2,
  predecessor,
  successor,
  successorName: `NHS ${successor}`,
  day,
})
const recorded = (
  predecessor: string,
  successor: string,
  more: Partial<Recorded> = {},
): Recorded => ({ predecessor, successor, day: '2026-04-01', done: false, ...more })
const check = (
  rows: readonly SuccessionRow[],
  known: Readonly<Record<string, Known>>,
  before: readonly Recorded[] = [],
) =>
  checkSuccessions(rows, { known: new Map(Object.entries(known)), recorded: before }).map(
    ({ problem }) => problem,
  )

describe('successions', () => {
  const known = { AAA: icb(), BBB: icb(), CCC: icb(), P12: { ...icb(), kind: 'pcn' as const } }

  test('may merge, divide, be taken in and follow each other', () => {
    expect(check([row('AAA', 'NEW'), row('BBB', 'NEW')], known)).toEqual([])
    expect(check([row('AAA', 'NEW'), row('AAA', 'CCC')], known)).toEqual([])
    expect(check([row('AAA', 'BBB'), row('BBB', 'CCC', '2027-04-01')], known)).toEqual([])
  })

  test.each([
    ['what nobody knows', [row('ZZZ', 'AAA')], [], 'ZZZ is not an organisation that Cascade knows'],
    ['itself', [row('AAA', 'AAA')], [], 'AAA would be its own successor'],
    ['a circle', [row('AAA', 'BBB'), row('BBB', 'AAA', '2027-04-01')], [], 'its own successor'],
    [
      'a circle with what is kept',
      [row('CCC', 'AAA', '2028-04-01')],
      [recorded('AAA', 'BBB'), recorded('BBB', 'CCC', { day: '2027-04-01' })],
      'CCC would be its own successor, by way of AAA',
    ],
    ['two days', [row('AAA', 'BBB'), row('AAA', 'CCC', '2026-05-01')], [], 'on two different days'],
    ['another kind', [row('AAA', 'P12')], [], 'not the same kind'],
    ['two kinds in one', [row('AAA', 'NEW'), row('P12', 'NEW')], [], 'not the same kind'],
    ['one that goes the same day', [row('AAA', 'BBB'), row('BBB', 'CCC')], [], 'cannot take over'],
    [
      'other than has taken effect',
      [row('AAA', 'CCC')],
      [recorded('AAA', 'BBB', { done: true })],
      'AAA was succeeded by BBB already',
    ],
  ])('by %s are refused', (_, rows, before, words) => {
    const problems = check(rows, known, before)
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.join(' ')).toContain(words)
  })

  test('by a closed one are refused', () => {
    expect(check([row('AAA', 'BBB')], { ...known, BBB: icb('2026-03-31') })).toHaveLength(1)
    expect(check([row('AAA', 'BBB')], { ...known, BBB: icb('2027-03-31') })).toEqual([])
  })

  test('may be told again, and corrected until their day', () => {
    expect(check([row('AAA', 'BBB')], known, [recorded('AAA', 'BBB', { done: true })])).toEqual([])
    expect(check([row('AAA', 'CCC', '2026-05-01')], known, [recorded('AAA', 'BBB')])).toEqual([])
  })

  test('that are let through lead everybody to an end', () => {
    const codes = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE'] as const
    const any = Object.fromEntries(codes.map((code) => [code, icb()]))
    const rows = fc.array(
      fc
        .tuple(
          fc.constantFrom(...codes),
          fc.constantFrom(...codes, 'NEW'),
          fc.integer({ min: 1, max: 9 }),
        )
        .map(([from, to, month]) => row(from, to, `2026-0${month}-01`)),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(rows, (all) => {
        if (check(all, any).length > 0) return
        for (const start of codes) {
          let open = [start as string]
          for (let step = 0; step <= all.length && open.length > 0; step += 1)
            open = all.filter((one) => open.includes(one.predecessor)).map((one) => one.successor)
          expect(open).toEqual([])
        }
      }),
      { numRuns: 1000 },
    )
  })
})
