import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { axisWords, bucketWords, timeline } from '#src/reports/time-buckets.ts'

const HOUR_MS = 3_600_000
const hourOf = (iso: string) => new Date(Math.floor(Date.parse(iso) / HOUR_MS) * HOUR_MS)
const words = (sent: string, hours: Readonly<Record<string, number>>) => {
  const answers = Object.entries(hours).map(([iso, n]) => ({ hour: hourOf(iso), n }))
  const { size, buckets } = timeline(new Date(sent), answers)
  return buckets.map((bucket) => `${bucketWords(size, bucket)}: ${bucket.n}`)
}

test('buckets hold every answer once, touch each other, and are never too many to read', () => {
  const start = Date.parse('2026-01-01T00:20:00Z')
  const spans = fc.constantFrom(6, 30, 200, 2000, 9000, 60_000)
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 20_000 }),
      spans.chain((most) =>
        fc.array(fc.tuple(fc.integer({ min: 0, max: most }), fc.integer({ min: 1, max: 99 })), {
          minLength: 1,
        }),
      ),
      (sentAfter, answered) => {
        const sent = new Date(start + sentAfter * HOUR_MS)
        const answers = answered.map(([hours, n]) => ({
          hour: hourOf(new Date(sent.getTime() + hours * HOUR_MS).toISOString()),
          n,
        }))
        const all = answers.reduce((sum, { n }) => sum + n, 0)
        const { buckets } = timeline(sent, answers)
        expect(buckets.reduce((sum, { n }) => sum + n, 0)).toBe(all)
        expect(buckets.at(-1)?.soFar).toBe(all)
        expect(buckets.length).toBeLessThan(28)
        for (const [i, { from, to, n }] of buckets.entries()) {
          expect(to.getTime()).toBeGreaterThan(from.getTime())
          if (i > 0) expect(from).toEqual(buckets[i - 1]?.to)
          const inside = answers.filter(({ hour }) => hour >= from && hour < to)
          expect(inside.reduce((sum, answer) => sum + answer.n, 0)).toBe(n)
        }
      },
    ),
  )
})

describe('the clocks', () => {
  test('go back: the doubled hour is two buckets, told apart', () => {
    expect(
      words('2026-10-25T00:10:00Z', { '2026-10-25T00:30:00Z': 2, '2026-10-25T01:30:00Z': 3 }),
    ).toEqual([
      'Sunday 25 October 2026, 1am to 1am: 2',
      'Sunday 25 October 2026, 1am to 2am, after the clocks went back: 3',
    ])
  })

  test('go forward: no bucket for the hour that is not there', () => {
    expect(
      words('2026-03-29T00:10:00Z', { '2026-03-29T00:30:00Z': 1, '2026-03-29T01:30:00Z': 1 }),
    ).toEqual(['Sunday 29 March 2026, midnight to 2am: 1', 'Sunday 29 March 2026, 2am to 3am: 1'])
  })

  test('a day of 25 hours is one day', () => {
    expect(
      words('2026-10-24T11:00:00Z', { '2026-10-25T23:30:00Z': 1, '2026-10-28T09:00:00Z': 1 }),
    ).toEqual([
      'Saturday 24 October 2026: 0',
      'Sunday 25 October 2026: 1',
      'Monday 26 October 2026: 0',
      'Tuesday 27 October 2026: 0',
      'Wednesday 28 October 2026: 1',
    ])
  })
})

test('longer spans are counted by longer stretches, in London time', () => {
  expect(words('2026-08-05T11:40:00Z', { '2026-08-06T23:30:00Z': 4 }).at(-1)).toBe(
    'Friday 7 August 2026, midnight to 3am: 4',
  )
  expect(words('2026-08-05T11:40:00Z', { '2026-09-10T08:30:00Z': 4 }).at(-1)).toBe(
    'Week of Monday 7 September 2026: 4',
  )
  expect(words('2026-08-05T11:40:00Z', { '2027-01-31T23:30:00Z': 4 }).at(-1)).toBe(
    'January 2027: 4',
  )
  expect(words('2026-08-05T11:40:00Z', { '2031-01-31T23:30:00Z': 4 }).at(-1)).toBe('2031: 4')
})

test('an axis names the day only where it begins', () => {
  const { size, buckets } = timeline(new Date('2026-08-05T18:10:00Z'), [
    { hour: hourOf('2026-08-06T08:00:00Z'), n: 1 },
  ])
  expect(buckets.map((bucket, i) => axisWords(size, bucket, buckets[i - 1]).join(' '))).toEqual([
    '6pm 5 Aug',
    '9pm ',
    'midnight 6 Aug',
    '3am ',
    '6am ',
    '9am ',
  ])
})

test('no answers, no buckets', () => {
  expect(timeline(new Date('2026-08-05T18:10:00Z'), []).buckets).toEqual([])
})
