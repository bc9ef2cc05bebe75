import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { areasOf } from '#src/organisations/areas.ts'
import { planOneParent } from '#src/organisations/membership-plan.ts'
import { textOf } from '#src/organisations/ods-csv.ts'
import { readPartners, readPcns, readPractices } from '#src/organisations/ods.ts'

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '../fixtures/ods', name), 'utf8')

describe('a file with every kind of bad row', () => {
  const file = readPractices(fixture('bad-epraccur.csv'))

  test('keeps the good rows, whatever stands around them', () => {
    expect(file.rows.map(({ line, code, name }) => [line, code, name])).toEqual([
      [2, 'L85001', 'French Weir Health Centre'],
      [4, 'L85002', 'Wells Health Centre'],
      [23, 'L85015', 'French Weir Health Centre'],
    ])
    expect(file.rows[2]).toMatchObject({ active: false, closed: '2020-06-30', left: '2020-06-30' })
  })

  test('says what is wrong with each of the others, by line', () => {
    expect(file.problems.map(({ line, problem }) => `${line}: ${problem}`)).toEqual([
      '6: This row has 26 columns; this file has 27. This row was left out.',
      '7: Column 1 should be a practice code, as L85001, and is “85003”. This row was left out.',
      '8: Column 1 should be a practice code, as L85001, and is empty. This row was left out.',
      '9: Column 11, the open date, should be a date as 20230331 and is “19740431”. This row was left out.',
      '10: Column 11, the open date, should be a date as 20230331 and is “1974-04-01”. This row was left out.',
      '11: The practice ends on 1970-01-01, before it starts on 1974-04-01. This row was left out.',
      '12: The status is C, closed, and column 12, the close date, is empty. This row was left out.',
      '13: Column 13, the status, should be A, C, D or P and is “X”. This row was left out.',
      '14: Column 4 should be an ICB code and is empty. This row was left out.',
      '15: Column 15 should be a sub-ICB location code and is “1!”. This row was left out.',
      '16: Column 2 should be a name and is empty. This row was left out.',
      '17: Column 2, the name, is longer than 200 characters. This row was left out.',
      '18: L85001 is already on line 2. This row was left out.',
      '19: The quotation marks do not match: this row, or a row that runs on into the next line, could not be read.',
    ])
  })

  test('counts what is not for us', () => {
    expect(Object.fromEntries(file.skipped)).toEqual({
      'not a GP practice': 2,
      'not in England': 1,
    })
  })
})

test('a quotation mark that is never closed is said where it opens', () => {
  const { rows, problems } = readPcns('U1,b\n"U2,b\nU3,b\n')
  expect(rows).toEqual([])
  expect(problems.map((problem) => problem.line)).toEqual([1, 2])
  expect(problems[1]?.problem).toContain('never closed')
})

test('any text at all is read without an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      for (const read of [readPractices, readPcns, readPartners]) read(text)
    }),
  )
  fc.assert(
    fc.property(fc.array(fc.constantFrom('"', ',', '\n', '\r', 'U28174', '2019')), (parts) => {
      readPcns(parts.join(''))
    }),
  )
})

test('the national files have no bad row', () => {
  const practices = readPractices(fixture('epraccur.active-gp-practices-england.2023-02.csv'))
  const pcns = readPcns(fixture('epcn.2023-02.csv'))
  const partners = readPartners(fixture('epcncorepartnerdetails.2023-02.csv'))
  expect([practices, pcns, partners].flatMap((file) => file.problems)).toEqual([])
  expect([practices, pcns, partners].map((file) => file.rows.length)).toEqual([6455, 1329, 7455])
  const areas = areasOf(practices.rows, pcns.rows, partners.rows)
  expect(areas.icbs).toHaveLength(42)
  expect(areas.icbs.find((icb) => icb.code === 'QSL')?.name).toBe('NHS Somerset ICB')
  expect(areas.subIcbs.find((area) => area.code === '11X')).toEqual({
    code: '11X',
    name: 'NHS Somerset ICB - 11X',
    icb: 'QSL',
    since: '2013-04-01',
  })
})

test('a file that is not UTF-8 is read as Windows-1252', async () => {
  expect(await textOf(Buffer.from([0x53, 0xf4]))).toBe('Sô')
  expect(await textOf(Buffer.from('Sô'))).toBe('Sô')
})

describe('one parent at a time', () => {
  const isArea = (code: string) => code.startsWith('Q')
  const known = [{ child: '11X', parent: 'QSL', starts: '2013-04-01', ends: null }]

  test('nothing is written when nothing changed', () => {
    const stated = [{ child: '11X', parent: 'QSL', starts: '2015-01-01' }]
    expect(planOneParent(stated, known, isArea, '2026-11-22')).toEqual([])
  })

  test('a change ends the old on the day the new begins', () => {
    const stated = [{ child: '11X', parent: 'QZZ', starts: '2013-04-01' }]
    expect(planOneParent(stated, known, isArea, '2026-11-22')).toEqual([
      { child: '11X', parent: 'QSL', starts: '2013-04-01', ends: '2026-11-22' },
      { child: '11X', parent: 'QZZ', starts: '2026-11-22', ends: null },
    ])
  })

  test('a start date after the old one is believed', () => {
    const stated = [{ child: '11X', parent: 'QZZ', starts: '2026-04-01' }]
    const plan = planOneParent(stated, known, isArea, '2026-11-22')
    expect(plan.map((m) => m.ends ?? m.starts)).toEqual(['2026-04-01', '2026-04-01'])
  })

  test('parents of another kind are left alone', () => {
    const others = [{ child: '11X', parent: 'REGION', starts: '2013-04-01', ends: null }]
    const stated = [{ child: '11X', parent: 'QSL', starts: null }]
    expect(planOneParent(stated, others, isArea, '2026-11-22')).toEqual([
      { child: '11X', parent: 'QSL', starts: '2026-11-22', ends: null },
    ])
  })
})
