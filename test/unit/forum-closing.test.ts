import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  daysBetween,
  STEPS,
  staysBehind,
  stepDue,
  stepsPassed,
  tellAt,
} from '#src/forums/closing.ts'
import { ANYBODY } from '#src/forums/eligibility.ts'
import { daysAfter, londonTime } from '#src/kernel/london.ts'

const CLOSES = '2026-06-30'

describe('the countdown', () => {
  test.each([
    ['2026-05-30', [], null],
    ['2026-05-31', [], 30],
    ['2026-06-01', [30], null],
    ['2026-06-23', [30], 7],
    ['2026-06-29', [30, 7], 1],
    ['2026-06-29', [30], 1],
    ['2026-06-30', [30, 7, 1], null],
    ['2026-06-30', [], 1],
    ['2026-07-01', [], null],
  ])('on %s, after %o, is %o', (today, told, due) => {
    expect(stepDue(CLOSES, told, today)).toBe(due)
  })

  test('tells each step once and in order, however many days a run is missed', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (runs) => {
        const told: number[] = []
        for (const [day, runsThen] of runs.entries()) {
          const due = stepDue(CLOSES, told, daysAfter('2026-05-20', day))
          if (runsThen && due !== null) told.push(due)
        }
        expect(new Set(told).size).toBe(told.length)
        expect(told).toEqual(told.toSorted((a, b) => b - a))
        expect(told.every((one) => STEPS.some((step) => step === one))).toBe(true)
      }),
    )
  })

  test('counts days across the change of the clocks and the end of a year', () => {
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2)
    expect(daysBetween('2026-12-31', '2027-01-01')).toBe(1)
    expect(daysBetween('2026-07-01', '2026-06-30')).toBe(-1)
    expect(stepsPassed('2026-06-30', '2026-06-25')).toEqual([30, 7])
  })
})

test('who moves is decided by who they are, not by the days on which others may join', () => {
  const rule = { ...ANYBODY, memberClass: 'BMA member', from: '2027-01-01' }
  const who = { gpKind: 'partner', roles: [], works: true } as const
  expect(staysBehind(rule, { ...who, classes: ['BMA member'] }, CLOSES)).toEqual([])
  expect(staysBehind(rule, { ...who, classes: [] }, CLOSES)).toEqual(['class'])
})

describe('whoever is told that a forum closed at midnight', () => {
  const midnight = new Date('2026-06-30T23:00:30Z')
  const here = { quietFrom: null, quietTo: null, awayUntil: null }
  test('is told in the morning', () => {
    expect(londonTime(tellAt(here, midnight))).toBe('08:00')
  })
  test('not in their quiet hours, nor while they are away', () => {
    expect(londonTime(tellAt({ ...here, quietFrom: '19:00', quietTo: '09:30' }, midnight))).toBe(
      '09:30',
    )
    const back = new Date('2026-07-10T06:30:00Z')
    expect(tellAt({ ...here, awayUntil: back }, midnight)).toEqual(back)
  })
  test('at once when it is day already', () => {
    const noon = new Date('2026-07-01T11:00:00Z')
    expect(tellAt(here, noon)).toEqual(noon)
  })
})
