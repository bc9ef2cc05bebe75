import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  clockWords,
  dateWords,
  fromLondon,
  isDay,
  londonDay,
  londonTime,
  momentWords,
  nextLondon,
  typedDay,
} from '#src/kernel/london.ts'

const iso = (at: Date) => at.toISOString()
const minutes = fc.date({
  min: new Date('2020-01-01'),
  max: new Date('2039-12-31'),
  noInvalidDate: true,
})
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))

describe('a time that somebody in London typed', () => {
  test.each([
    ['2026-01-15', '09:00', '2026-01-15T09:00:00.000Z'],
    ['2026-08-06', '17:30', '2026-08-06T16:30:00.000Z'],
    ['2026-03-29', '00:59', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29', '02:00', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25', '00:59', '2026-10-24T23:59:00.000Z'],
    ['2026-10-25', '02:00', '2026-10-25T02:00:00.000Z'],
    ['2028-02-29', '12:00', '2028-02-29T12:00:00.000Z'],
  ])('%s %s is one instant', (day, time, at) => {
    expect(fromLondon(day, time)).toEqual({ is: 'instant', at: new Date(at) })
  })

  test.each(['01:00', '01:30', '01:59'])(
    'does not exist when the clocks go forward: %s',
    (time) => {
      expect(fromLondon('2026-03-29', time)).toEqual({ is: 'missing' })
    },
  )

  test.each(['01:00', '01:30', '01:59'])('is doubled when the clocks go back: %s', (time) => {
    expect(fromLondon('2026-10-25', time)).toEqual({ is: 'doubled' })
  })

  test.each([
    ['2026-02-29', '12:00'],
    ['2026-13-01', '12:00'],
    ['2026-06-31', '12:00'],
    ['2026-06-30', '24:00'],
    ['2026-06-30', '12:60'],
    ['2026-06-30', ''],
    ['', '12:00'],
    ['tomorrow', 'noon'],
  ])('is no time at all: %j %j', (day, time) => {
    expect(fromLondon(day, time)).toEqual({ is: 'not-a-time' })
  })

  test('reads back as it was typed', () => {
    fc.assert(
      fc.property(minutes, clock, (at, time) => {
        const read = fromLondon(londonDay(at), time)
        if (read.is !== 'instant') return
        expect([londonDay(read.at), londonTime(read.at)]).toEqual([londonDay(at), time])
      }),
    )
  })
})

describe('the next time that a London clock shows', () => {
  test.each([
    // [from, time, weekday, next]
    ['2026-08-06T15:00:00Z', '17:00', undefined, '2026-08-06T16:00:00.000Z'],
    ['2026-08-06T16:00:00Z', '17:00', undefined, '2026-08-07T16:00:00.000Z'],
    // Over both changes 7am stays 7am.
    ['2026-03-28T12:00:00Z', '07:00', undefined, '2026-03-29T06:00:00.000Z'],
    ['2026-10-24T12:00:00Z', '07:00', undefined, '2026-10-25T07:00:00.000Z'],
    ['2026-03-27T12:00:00Z', '07:00', 1, '2026-03-30T06:00:00.000Z'],
    ['2026-10-23T12:00:00Z', '07:00', 1, '2026-10-26T07:00:00.000Z'],
    ['2026-08-03T06:00:00Z', '07:00', 1, '2026-08-10T06:00:00.000Z'],
    // London's day, not UTC's: it is Monday there already.
    ['2026-08-02T23:30:00Z', '07:00', 1, '2026-08-03T06:00:00.000Z'],
  ] as const)('from %s at %s on %s is %s', (from, time, weekday, next) => {
    expect(iso(nextLondon(new Date(from), time, weekday))).toBe(next)
  })

  test('is after now, within a day and an hour, and on that clock', () => {
    fc.assert(
      fc.property(minutes, clock, (from, time) => {
        const next = nextLondon(from, time)
        const hours = (next.getTime() - from.getTime()) / 3_600_000
        expect(hours).toBeGreaterThan(0)
        expect(hours).toBeLessThanOrEqual(26)
        // In the hour that is missing it shows an hour later, and never fails.
        if (fromLondon(londonDay(next), time).is !== 'missing') expect(londonTime(next)).toBe(time)
      }),
      { numRuns: 300 },
    )
  })

  test('is on the weekday asked for, within eight days', () => {
    fc.assert(
      fc.property(minutes, clock, fc.integer({ min: 1, max: 7 }), (from, time, weekday) => {
        const next = nextLondon(from, time, weekday)
        const day = new Date(`${londonDay(next)}T12:00:00Z`).getUTCDay()
        expect(day === 0 ? 7 : day).toBe(weekday)
        expect(next.getTime() - from.getTime()).toBeGreaterThan(0)
        expect(next.getTime() - from.getTime()).toBeLessThanOrEqual(7 * 86_400_000 + 7_200_000)
      }),
    )
  })
})

describe('the words for a time', () => {
  test.each([
    ['00:00', 'midnight'],
    ['00:30', '12:30am'],
    ['09:05', '9:05am'],
    ['12:00', 'midday'],
    ['12:15', '12:15pm'],
    ['17:00', '5pm'],
    ['17:30', '5:30pm'],
    ['23:59', '11:59pm'],
  ])('%s is %s', (time, words) => {
    expect(clockWords(time)).toBe(words)
  })

  test('name the day in full', () => {
    expect(dateWords('2025-08-06')).toBe('Wednesday 6 August 2025')
    expect(dateWords(new Date('2026-08-05T23:30:00Z'))).toBe('Thursday 6 August 2026')
    expect(momentWords(new Date('2026-08-06T16:30:00Z'))).toBe('Thursday 6 August 2026, 5:30pm')
    expect(momentWords(new Date('2026-12-24T12:00:00Z'))).toBe('Thursday 24 December 2026, midday')
  })
})

test.each([
  ['2026-08-06', true],
  ['2028-02-29', true],
  ['2026-02-29', false],
  ['2026-8-6', false],
  ['2026-08-06T10:00', false],
  ['', false],
])('%j is a day: %s', (text, is) => {
  expect(isDay(text)).toBe(is)
})

describe('a day that somebody types', () => {
  test.each([
    ['2026-12-31', '2026-12-31'],
    ['31/12/2026', '2026-12-31'],
    ['1.2.2027', '2027-02-01'],
    ['3-4-2027', '2027-04-03'],
    ['31 December 2026', '2026-12-31'],
    [' 31st  dec, 2026 ', '2026-12-31'],
    ['Thursday 31 December 2026', '2026-12-31'],
    ['thu, 31 Dec 2026', '2026-12-31'],
    ['29 Feb 2028', '2028-02-29'],
  ])('%j is %s', (typed, day) => {
    expect(typedDay(typed).trim()).toBe(day)
  })

  test.each([
    '',
    '12/31/2026',
    '31/11/2026',
    '29 Feb 2027',
    '31 ma 2026',
    'Monday 31 December 2026',
    'th 31 December 2026',
    '31/12/26',
    'tomorrow',
    '31 December',
  ])('%j is left as it is', (typed) => {
    expect(typedDay(typed)).toBe(typed)
  })

  test('is read as cards write it', () => {
    const days = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2099-12-31'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(days, (date) => {
        const day = date.toISOString().slice(0, 10)
        expect(typedDay(dateWords(day))).toBe(day)
      }),
    )
  })
})
