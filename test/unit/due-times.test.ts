import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { londonTime } from '#src/kernel/london.ts'
import type { Cadence, Urgency } from '#src/kernel/schema.ts'
import { DIGEST_TIME } from '#src/digests/rules.ts'
import { CADENCES, dueFor, type Wishes } from '#src/subscriptions/rules.ts'

const cadence = fc.constantFrom<Cadence>(...CADENCES)
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
const urgency = fc.constantFrom<Urgency>('important', 'routine', 'info')

/** Around both changes of the clocks in 2026, and anywhere in ten years. */
const moment = fc.oneof(
  fc.date({ min: new Date('2026-03-27'), max: new Date('2026-03-31'), noInvalidDate: true }),
  fc.date({ min: new Date('2026-10-23'), max: new Date('2026-10-27'), noInvalidDate: true }),
  fc.date({
    min: new Date('2026-10-24T23:00Z'),
    max: new Date('2026-10-25T03:00Z'),
    noInvalidDate: true,
  }),
  fc.date({ min: new Date('2025-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
)
const wishes: fc.Arbitrary<Wishes> = fc
  .tuple(cadence, fc.option(fc.tuple(clock, clock), { nil: null }))
  .map(([wish, quiet]) => ({
    cadence: wish,
    quietFrom: quiet?.[0] ?? null,
    quietTo: quiet?.[1] ?? null,
    awayUntil: null,
    workingDays: '1234567',
  }))

/** No bank holidays: test/unit/attention.test.ts has those. */
const NONE: ReadonlySet<string> = new Set()
const HOUR = 60 * 60 * 1000
const now = (from: string | null, to: string | null): Wishes => ({
  cadence: 'now',
  quietFrom: from,
  quietTo: to,
  awayUntil: null,
  workingDays: '1',
})
const isQuiet = (from: string, to: string, at: Date) => {
  const shown = londonTime(at)
  return from <= to ? shown >= from && shown < to : shown >= from || shown < to
}
const due = (wish: Wishes, at: string, urgent: Urgency = 'routine') => {
  const found = dueFor(wish, urgent, new Date(at), NONE)
  return [found.state, found.at.toISOString().slice(0, 16)]
}
const digest = (wish: Cadence) => ({
  cadence: wish,
  quietFrom: '19:00',
  quietTo: '07:00',
  awayUntil: null,
  workingDays: '1234567',
})

describe('somebody who wants to be told straight away', () => {
  test.each([
    ['without quiet hours, at once', null, null, '2026-08-06T22:00Z', '2026-08-06T22:00'],
    [
      'before their quiet hours, at once',
      '19:00',
      '07:00',
      '2026-08-06T17:59Z',
      '2026-08-06T17:59',
    ],
    ['as they start, when they end', '19:00', '07:00', '2026-08-06T18:00Z', '2026-08-07T06:00'],
    ['after midnight, when they end', '19:00', '07:00', '2026-08-07T02:00Z', '2026-08-07T06:00'],
    ['as they end, at once', '19:00', '07:00', '2026-08-07T06:00Z', '2026-08-07T06:00'],
    ['in hours within one day', '12:00', '14:00', '2026-01-07T13:00Z', '2026-01-07T14:00'],
    ['after hours within one day', '12:00', '14:00', '2026-01-07T14:30Z', '2026-01-07T14:30'],
    [
      'over the night that is an hour shorter',
      '19:00',
      '07:00',
      '2026-03-28T22:00Z',
      '2026-03-29T06:00',
    ],
    [
      'over the night that is an hour longer',
      '19:00',
      '07:00',
      '2026-10-24T22:00Z',
      '2026-10-25T07:00',
    ],
    [
      'when they end in the hour that does not exist, as the clocks go forward',
      '22:00',
      '01:30',
      '2026-03-29T00:30Z',
      '2026-03-29T01:00',
    ],
    [
      'when the one hour that is not quiet does not exist, the night after',
      '02:00',
      '01:00',
      '2026-03-28T02:00Z',
      '2026-03-30T00:00',
    ],
    [
      'when they end in the hour that comes twice, the first time',
      '22:00',
      '01:30',
      '2026-10-25T00:15Z',
      '2026-10-25T00:30',
    ],
    [
      'when they end in the hour that comes twice, the second time',
      '22:00',
      '01:30',
      '2026-10-25T01:15Z',
      '2026-10-25T01:30',
    ],
    ['with only a start', '19:00', null, '2026-08-06T22:00Z', '2026-08-06T22:00'],
    ['with only an end', null, '07:00', '2026-08-06T22:00Z', '2026-08-06T22:00'],
  ])('%s', (_, from, to, at, expected) => {
    expect(due(now(from, to), at)).toEqual(['waiting', expected])
  })
})

describe('somebody who wants a digest', () => {
  test.each([
    ['today, when it is still to come', 'daily', '2026-08-06T06:29Z', '2026-08-06T06:30'],
    ['tomorrow, once it has gone', 'daily', '2026-08-06T06:30Z', '2026-08-07T06:30'],
    ['after the clocks went forward', 'daily', '2026-03-28T22:00Z', '2026-03-29T06:30'],
    ['after the clocks went back', 'daily', '2026-10-24T22:00Z', '2026-10-25T07:30'],
    ['on Monday', 'weekly', '2026-08-06T12:00Z', '2026-08-10T06:30'],
    ['this Monday, when it is still to come', 'weekly', '2026-08-10T06:00Z', '2026-08-10T06:30'],
    ['the next Monday, once it has gone', 'weekly', '2026-08-10T06:30Z', '2026-08-17T06:30'],
    ['the Monday after the clocks went forward', 'weekly', '2026-03-28T12:00Z', '2026-03-30T06:30'],
    ['the Monday after the clocks went back', 'weekly', '2026-10-24T12:00Z', '2026-10-26T07:30'],
  ] as const)('gets it %s', (_, wish, at, expected) => {
    expect(due(digest(wish), at)).toEqual(['digest', expected])
  })

  test('gets it at 7:30 in London, within a day or a week', () => {
    fc.assert(
      fc.property(fc.constantFrom('daily' as const, 'weekly' as const), moment, (wish, at) => {
        const found = dueFor(digest(wish), 'routine', at, NONE)
        expect(found.state).toBe('digest')
        expect(londonTime(found.at)).toBe(DIGEST_TIME)
        expect(found.at.getTime()).toBeGreaterThan(at.getTime())
        const days = wish === 'daily' ? 1 : 7
        expect(found.at.getTime() - at.getTime()).toBeLessThanOrEqual((days * 24 + 1) * HOUR)
        // A Sunday's or Monday's UTC day is London's at that hour.
        if (wish === 'weekly') expect(found.at.getUTCDay()).toBe(1)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('whatever somebody chose', () => {
  test('a critical message goes at once', () => {
    fc.assert(
      fc.property(wishes, moment, (wish, at) => {
        expect(dueFor(wish, 'critical', at, NONE)).toEqual({ state: 'waiting', at })
      }),
    )
  })

  test('nothing is due before it was sent', () => {
    fc.assert(
      fc.property(wishes, urgency, moment, (wish, urgent, at) => {
        expect(dueFor(wish, urgent, at, NONE).at.getTime()).toBeGreaterThanOrEqual(at.getTime())
      }),
      { numRuns: 1000 },
    )
  })

  test('quiet hours that end in the hour that a night does not have end as the clocks go forward', () => {
    const at = new Date('2026-03-28T02:01:00Z')
    expect(dueFor(now('02:01', '01:01'), 'routine', at, NONE).at).toEqual(
      new Date('2026-03-29T01:00:00Z'),
    )
    const theMinuteAfter = { ...now('01:02', '01:01'), cadence: 'daily' as const }
    expect(dueFor(theMinuteAfter, 'routine', new Date('2026-03-27T01:01:00Z'), NONE).at).toEqual(
      new Date('2026-03-30T00:01:00Z'),
    )
    expect(
      dueFor(now('01:02', '01:01'), 'routine', new Date('2026-03-29T01:00:30Z'), NONE).at,
    ).toEqual(new Date('2026-03-30T00:01:00Z'))
  })

  test('quiet hours are kept, and hold nothing longer than they last', () => {
    fc.assert(
      fc.property(clock, clock, moment, (from, to, at) => {
        // Hours that leave only some of that hour open leave nothing open in the night that does not have it.
        fc.pre(from !== to && !(to >= '01:00' && to < from && from <= '02:00'))
        const found = dueFor(now(from, to), 'routine', at, NONE).at
        if (!isQuiet(from, to, at)) {
          expect(found).toEqual(at)
          return
        }
        expect(isQuiet(from, to, found)).toBe(false)
        const [start = 0, end = 0] = [from, to].map((time) => {
          const [hours = 0, minutes = 0] = time.split(':').map(Number)
          return hours * HOUR + minutes * 60_000
        })
        const length = (end - start + 24 * HOUR) % (24 * HOUR)
        // The night on which the clocks go back is an hour longer.
        expect(found.getTime() - at.getTime()).toBeLessThanOrEqual(length + HOUR)
      }),
      { numRuns: 2000 },
    )
  })
})
