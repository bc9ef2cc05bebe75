import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readBankHolidays } from '#src/attention/bank-holidays.ts'
import {
  type Attention,
  isOpen,
  openOn,
  whenOpen,
  workingDaysAfter,
  worksOn,
} from '#src/attention/rules.ts'
import { digestAt, endOfDay, nextDigest } from '#src/digests/rules.ts'
import { londonDay, londonTime } from '#src/kernel/london.ts'
import { WEEK } from '#src/subscriptions/rules.ts'
import { mayDisturb } from '#test/support/wall-clock.ts'

const HOLIDAYS = new Set(['2026-04-03', '2026-04-06', '2026-08-31', '2026-12-25', '2026-12-28'])
const who = (
  workingDays = '12345',
  quietFrom: string | null = null,
  quietTo: string | null = null,
): Attention => ({
  workingDays,
  quietFrom,
  quietTo,
})
const iso = (at: Date) => at.toISOString().slice(0, 16)

describe('the file of bank holidays', () => {
  const file = (events: unknown) =>
    JSON.stringify({ 'england-and-wales': { division: 'england-and-wales', events }, scotland: {} })
  test('is read as GOV.UK gives it', () => {
    const event = { title: 'Boxing Day', date: '2028-12-26', notes: '', bunting: true }
    expect(readBankHolidays(file([event]))).toEqual([{ title: 'Boxing Day', day: '2028-12-26' }])
  })

  test.each([
    '',
    '{',
    'null',
    '[]',
    '<html>',
    file([]),
    file([{ title: 'No day' }]),
    file([{ title: 'Not a day', date: '2028-02-30' }]),
    file([{ title: 'As the old file wrote it', date: '26/12/2028' }]),
    JSON.stringify({ scotland: { events: [] } }),
  ])('is refused whole when it is not that: %j', (text) => {
    expect(readBankHolidays(text)).toBeNull()
  })

  test('what ships has eight days a year, none of them on a weekend', async () => {
    const source = await readFile(
      new URL('../../migrations/0018-attention.ts', import.meta.url),
      'utf8',
    )
    const days = [...source.matchAll(/'(\d{4}-\d\d-\d\d)'/g)].map(([, day = '']) => day)
    expect(new Set(days).size).toBe(days.length)
    for (const year of ['2025', '2026', '2027'])
      expect(days.filter((day) => day.startsWith(year))).toHaveLength(8)
    for (const day of days) expect([day, worksOn(day, '12345', new Set())]).toEqual([day, true])
  })
})

describe('when somebody may be disturbed', () => {
  test.each([
    ['on a working day, at once', who(), '2026-08-06T12:00Z', '2026-08-06T12:00'],
    [
      'in the evening of somebody without quiet hours, at 7 the next day',
      who(),
      '2026-08-06T19:00Z',
      '2026-08-07T06:00',
    ],
    ['on Friday evening, on Monday', who(), '2026-08-07T19:00Z', '2026-08-10T06:00'],
    ['on the eve of a long weekend, on Tuesday', who(), '2026-08-28T19:00Z', '2026-09-01T06:00'],
    ['on a bank holiday, the day after', who(), '2026-08-31T10:00Z', '2026-09-01T06:00'],
    ['over Easter and the change of the clocks', who('5'), '2026-03-27T20:00Z', '2026-04-10T06:00'],
    ['on the night that is an hour longer', who('17'), '2026-10-24T10:00Z', '2026-10-25T07:00'],
    ['on their own odd days', who('24'), '2026-08-05T12:00Z', '2026-08-06T06:00'],
    ['on a Sunday of somebody who works then', who('7'), '2026-08-09T12:00Z', '2026-08-09T12:00'],
    [
      'after their own quiet hours',
      who('12345', '22:00', '09:30'),
      '2026-08-06T07:00Z',
      '2026-08-06T08:30',
    ],
    [
      'late, when they chose to be open late',
      who('12345', '23:00', '06:00'),
      '2026-08-06T20:00Z',
      '2026-08-06T20:00',
    ],
    [
      'after the last known year, as on any weekday',
      who(),
      '2031-12-25T10:00Z',
      '2031-12-25T10:00',
    ],
  ] as const)('%s', (_, person, at, expected) => {
    expect(iso(whenOpen(person, HOLIDAYS, new Date(at)))).toBe(expected)
  })

  const quarter = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '45'))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`)
  const person = fc
    .tuple(
      fc.subarray([...WEEK], { minLength: 1 }),
      fc.option(
        fc.tuple(quarter, quarter).filter(([from, to]) => from !== to),
        { nil: null },
      ),
    )
    .map(([days, quiet]) => who(days.join(''), quiet?.[0] ?? null, quiet?.[1] ?? null))
  const moment = fc
    .oneof(
      fc.date({ min: new Date('2026-03-26'), max: new Date('2026-04-08'), noInvalidDate: true }),
      fc.date({ min: new Date('2026-10-22'), max: new Date('2026-10-28'), noInvalidDate: true }),
      fc.date({ min: new Date('2026-12-20'), max: new Date('2027-01-04'), noInvalidDate: true }),
    )
    .map((at) => new Date(Math.floor(at.getTime() / 900_000) * 900_000))

  test('is the first moment at which a clock and a calendar on the wall allow it', () => {
    fc.assert(
      fc.property(person, moment, (one, at) => {
        const open = whenOpen(one, HOLIDAYS, at)
        expect(open.getTime()).toBeGreaterThanOrEqual(at.getTime())
        expect(mayDisturb(one, HOLIDAYS, open)).toBe(true)
        expect(isOpen(one, HOLIDAYS, open)).toBe(true)
        for (let t = at.getTime(); t < open.getTime(); t += 900_000)
          expect([new Date(t), mayDisturb(one, HOLIDAYS, new Date(t))]).toEqual([
            new Date(t),
            false,
          ])
      }),
      { numRuns: 150 },
    )
  })

  test('a digest is after what it holds, when they may be disturbed, and never on a day before', () => {
    fc.assert(
      fc.property(
        person,
        moment,
        fc.constantFrom('daily' as const, 'weekly' as const),
        (one, at, cadence) => {
          const due = digestAt(one, cadence, HOLIDAYS, at)
          expect(due.getTime()).toBeGreaterThan(at.getTime())
          expect(mayDisturb(one, HOLIDAYS, due)).toBe(true)
          // A digest of the same day is the same digest.
          expect(digestAt(one, cadence, HOLIDAYS, new Date(due.getTime() - 1))).toEqual(due)
          if (one.quietFrom === null) expect(londonTime(due)).toBe('07:30')
        },
      ),
      { numRuns: 300 },
    )
  })

  test('the next digest goes now or when they may be disturbed, and not on a day that had one', () => {
    fc.assert(
      fc.property(person, moment, fc.boolean(), (one, at, hadOne) => {
        const digestedOn = hadOne ? londonDay(at) : '2026-01-02'
        const next = nextDigest({ ...one, digestedOn, weekly: false }, HOLIDAYS, at)
        expect(next.getTime()).toBeGreaterThanOrEqual(at.getTime())
        expect(mayDisturb(one, HOLIDAYS, next)).toBe(true)
        if (hadOne) expect(londonDay(next) > londonDay(at)).toBe(true)
        else expect(next.getTime() === at.getTime()).toBe(mayDisturb(one, HOLIDAYS, at))
      }),
      { numRuns: 300 },
    )
  })
})

describe('a digest', () => {
  test.each([
    ['daily: the next morning', who(), 'daily', '2026-08-06T12:00Z', '2026-08-07T06:30'],
    ['daily, of Friday: on Monday', who(), 'daily', '2026-08-07T12:00Z', '2026-08-10T06:30'],
    ['daily, over Christmas', who(), 'daily', '2026-12-24T12:00Z', '2026-12-29T07:30'],
    [
      'daily, of somebody who works on Tuesdays',
      who('2'),
      'daily',
      '2026-08-06T12:00Z',
      '2026-08-11T06:30',
    ],
    ['weekly: on Monday', who(), 'weekly', '2026-08-06T12:00Z', '2026-08-10T06:30'],
    [
      'weekly: on Tuesday after a bank holiday',
      who(),
      'weekly',
      '2026-08-28T12:00Z',
      '2026-09-01T06:30',
    ],
    [
      'weekly, on a Tuesday that makes up for Monday',
      who(),
      'weekly',
      '2026-08-31T12:00Z',
      '2026-09-01T06:30',
    ],
    [
      'weekly, of somebody who works Wednesday and Friday',
      who('35'),
      'weekly',
      '2026-08-04T12:00Z',
      '2026-08-05T06:30',
    ],
    [
      'when quiet hours end later, then',
      who('12345', '19:00', '09:00'),
      'daily',
      '2026-08-06T06:45Z',
      '2026-08-06T08:00',
    ],
    [
      'of whoever is open in the first half hour of a day alone',
      who('2', '00:30', '00:00'),
      'daily',
      '2026-08-06T12:00Z',
      '2026-08-10T23:00',
    ],
  ] as const)('%s', (_, person, cadence, at, expected) => {
    expect(iso(digestAt(person, cadence, HOLIDAYS, new Date(at)))).toBe(expected)
  })

  test.each([
    [
      'a run that was missed is made up for at once',
      who(),
      null,
      '2026-08-06T10:00Z',
      '2026-08-06T10:00',
    ],
    [
      'in the evening it waits for the morning',
      who(),
      '2026-08-05',
      '2026-08-06T19:00Z',
      '2026-08-07T06:30',
    ],
    [
      'before the morning it waits for that',
      who(),
      '2026-08-05',
      '2026-08-06T04:00Z',
      '2026-08-06T06:30',
    ],
    ['a second one is tomorrow', who(), '2026-08-06', '2026-08-06T10:00Z', '2026-08-07T06:30'],
    [
      'a second one on Friday is on Monday',
      who(),
      '2026-08-07',
      '2026-08-07T10:00Z',
      '2026-08-10T06:30',
    ],
  ] as const)('of which something is due: %s', (_, person, digestedOn, at, expected) => {
    expect(iso(nextDigest({ ...person, digestedOn, weekly: false }, HOLIDAYS, new Date(at)))).toBe(
      expected,
    )
  })

  test.each([
    // What was paused on Monday, and goes on on Wednesday, after Monday's digest.
    ['2026-08-03', '2026-08-05T10:00Z', '2026-08-10T06:30'],
    ['2026-08-03', '2026-08-09T22:30Z', '2026-08-10T06:30'],
    // Last week's was the last: a run that was missed is made up for.
    ['2026-07-27', '2026-08-05T10:00Z', '2026-08-05T10:00'],
    [null, '2026-08-05T10:00Z', '2026-08-05T10:00'],
  ])(
    'is one a week for whom everything comes weekly: had one on %s',
    (digestedOn, at, expected) => {
      const weekly = { ...who(), digestedOn, weekly: true }
      expect(iso(nextDigest(weekly, HOLIDAYS, new Date(at)))).toBe(expected)
    },
  )

  test('takes what is due until midnight in London', () => {
    expect(iso(endOfDay(new Date('2026-03-29T08:00Z')))).toBe('2026-03-29T23:00')
    expect(iso(endOfDay(new Date('2026-10-25T08:00Z')))).toBe('2026-10-26T00:00')
  })
})

describe('working days that are counted', () => {
  test.each([
    ['2026-08-03', 2, '2026-08-05'],
    ['2026-08-07', 2, '2026-08-11'],
    ['2026-08-08', 1, '2026-08-10'],
    ['2026-12-24', 2, '2026-12-30'],
    ['2026-04-02', 1, '2026-04-07'],
    ['2026-08-06', 0, '2026-08-06'],
  ])('from %s %i on', (day, days, expected) => {
    expect(workingDaysAfter(day, days, HOLIDAYS)).toBe(expected)
  })

  test('and then it is the next day of whoever works on few', () => {
    expect(iso(openOn(who('1'), HOLIDAYS, '2026-08-05', '12:30'))).toBe('2026-08-10T11:30')
  })
})
