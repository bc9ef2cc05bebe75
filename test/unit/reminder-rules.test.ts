import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOpen, worksOn } from '#src/attention/rules.ts'
import { KINDS } from '#src/broadcasts/kind-names.ts'
import { londonDay, londonTime } from '#src/kernel/london.ts'
import {
  asksForAnAnswer,
  listIsDue,
  type Owed,
  plannedWords,
  reminderAt,
  stepDue,
  STEPS,
} from '#src/reminders/rules.ts'

const HOLIDAYS = new Set(['2026-04-03', '2026-04-06', '2026-08-31', '2026-12-25', '2026-12-28'])
const owed = (askedAt: string, extra: Partial<Owed> = {}): Owed => ({
  urgency: 'important',
  askedAt: new Date(askedAt),
  done: 0,
  remindedAt: null,
  quietFrom: null,
  quietTo: null,
  workingDays: '12345',
  ...extra,
})
const critical = (extra: Partial<Owed>): Owed =>
  owed('2026-08-03T08:00Z', { urgency: 'critical', ...extra })
const iso = (at: Date) => at.toISOString().slice(0, 16)

test('an answer is asked for by what is critical or important and is no opportunity', () => {
  for (const kind of KINDS)
    for (const urgency of ['critical', 'important', 'routine', 'info'] as const) {
      const asks =
        kind !== 'opportunity' &&
        kind !== 'consultation' &&
        kind !== 'education-event' &&
        (urgency === 'critical' || urgency === 'important')
      expect([kind, urgency, asksForAnAnswer(kind, urgency)]).toEqual([kind, urgency, asks])
      // What a consultation and an event remind of is said too.
      const says = asks || kind === 'consultation' || kind === 'education-event'
      expect(plannedWords(kind, urgency, true) !== null).toBe(says)
    }
})

describe('a reminder', () => {
  test.each([
    [
      'of an important one comes after two working days, at 12:30',
      owed('2026-08-03T08:00Z'),
      1,
      '2026-08-05T11:30',
    ],
    ['of Friday comes on Tuesday', owed('2026-08-07T15:00Z'), 1, '2026-08-11T11:30'],
    ['before Easter comes after it', owed('2026-04-02T08:00Z'), 1, '2026-04-08T11:30'],
    ['over Christmas', owed('2026-12-24T09:00Z'), 1, '2026-12-30T12:30'],
    ['over the change of the clocks', owed('2026-10-23T09:00Z'), 1, '2026-10-27T12:30'],
    [
      'comes on the next day on which they work',
      owed('2026-08-03T08:00Z', { workingDays: '2' }),
      1,
      '2026-08-11T11:30',
    ],
    [
      'comes after their quiet hours',
      owed('2026-08-03T08:00Z', { quietFrom: '08:00', quietTo: '18:00' }),
      1,
      '2026-08-05T17:00',
    ],
    [
      'of a critical one comes after four hours, at night too',
      owed('2026-08-07T20:00Z', { urgency: 'critical' }),
      1,
      '2026-08-08T00:00',
    ],
    [
      'of a critical one comes once more after a day',
      owed('2026-10-24T20:00Z', { urgency: 'critical' }),
      2,
      '2026-10-25T20:00',
    ],
  ] as const)('%s', (_, one, step, expected) => {
    expect(iso(reminderAt(one, step, HOLIDAYS))).toBe(expected)
  })

  test.each([
    ['not before its time', owed('2026-08-03T08:00Z'), '2026-08-05T11:29Z', null],
    ['at its time', owed('2026-08-03T08:00Z'), '2026-08-05T11:30Z', 1],
    [
      'not in the evening of a tick that was missed',
      owed('2026-08-03T08:00Z'),
      '2026-08-05T19:00Z',
      null,
    ],
    ['in the morning after it', owed('2026-08-03T08:00Z'), '2026-08-06T06:00Z', 1],
    ['not a second time', owed('2026-08-03T08:00Z', { done: 1 }), '2026-08-20T11:30Z', null],
    [
      'the newest alone of two that were missed',
      owed('2026-08-03T08:00Z', { urgency: 'critical' }),
      '2026-08-09T02:00Z',
      2,
    ],
    [
      'not the older after the newer',
      owed('2026-08-03T08:00Z', { urgency: 'critical', done: 2 }),
      '2026-08-09T02:00Z',
      null,
    ],
    [
      'not four minutes after one that was made late',
      critical({ done: 1, remindedAt: new Date('2026-08-04T07:56Z') }),
      '2026-08-04T08:00Z',
      null,
    ],
    [
      'four hours after one that was made late',
      critical({ done: 1, remindedAt: new Date('2026-08-04T07:56Z') }),
      '2026-08-04T11:56Z',
      2,
    ],
    [
      'at its time when the one before it was in time',
      critical({ done: 1, remindedAt: new Date('2026-08-03T12:00Z') }),
      '2026-08-04T08:00Z',
      2,
    ],
  ] as const)('is sent %s', (_, one, at, expected) => {
    expect(stepDue(one, HOLIDAYS, new Date(at))).toBe(expected)
  })

  const clock = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
  const anyOwed: fc.Arbitrary<Owed> = fc
    .record({
      urgency: fc.constantFrom('critical' as const, 'important' as const),
      askedAt: fc.date({
        min: new Date('2026-01-01'),
        max: new Date('2027-06-01'),
        noInvalidDate: true,
      }),
      done: fc.integer({ min: 0, max: 2 }),
      remindedAt: fc.constant(null),
      workingDays: fc
        .subarray(['1', '2', '3', '4', '5', '6', '7'], { minLength: 1 })
        .map((days) => days.join('')),
      quiet: fc.option(
        fc.tuple(clock, clock).filter(([from, to]) => from !== to),
        { nil: null },
      ),
    })
    .map(({ quiet, ...rest }) => ({
      ...rest,
      quietFrom: quiet?.[0] ?? null,
      quietTo: quiet?.[1] ?? null,
    }))
  const minutesToMs = (minutes: number) => minutes * 60_000
  const later = fc.integer({ min: 0, max: 40 * 24 * 60 }).map(minutesToMs)

  test('that is not critical never comes at night, in quiet hours, on a day off or sooner than two days', () => {
    fc.assert(
      fc.property(anyOwed, later, (one, ms) => {
        const at = new Date(one.askedAt.getTime() + ms)
        const step = stepDue(one, HOLIDAYS, at)
        if (step === null) return
        expect(step).toBeGreaterThan(one.done)
        expect(step).toBeLessThanOrEqual(STEPS[one.urgency])
        if (one.urgency === 'critical') return
        expect(isOpen(one, HOLIDAYS, at)).toBe(true)
        expect(worksOn(londonDay(at), one.workingDays, HOLIDAYS)).toBe(true)
        if (one.quietFrom === null)
          expect(londonTime(at) >= '07:00' && londonTime(at) < '19:00').toBe(true)
        expect(ms).toBeGreaterThan(24 * 60 * 60 * 1000)
      }),
      { numRuns: 500 },
    )
  })

  /** Looks as of a process that runs now and then: in the first days often, then seldom. */
  const looks = fc.array(
    fc.oneof(later, fc.integer({ min: 0, max: 3 * 24 * 60 }).map(minutesToMs)),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  const HOUR_MS = 60 * 60_000

  test('comes once for each step at most and never within four hours, however often and however late it is looked for', () => {
    fc.assert(
      fc.property(anyOwed, looks, (one, all) => {
        let owing = { ...one, done: 0 }
        const sent: Readonly<{ step: number; at: Date }>[] = []
        for (const ms of all.toSorted((a, b) => a - b)) {
          const at = new Date(one.askedAt.getTime() + ms)
          const step = stepDue(owing, HOLIDAYS, at)
          if (step === null) continue
          sent.push({ step, at })
          owing = { ...owing, done: step, remindedAt: at }
        }
        const steps = sent.map(({ step }) => step)
        expect(steps).toEqual([...new Set(steps)].toSorted((a, b) => a - b))
        expect(steps.length).toBeLessThanOrEqual(STEPS[one.urgency])
        for (const [n, { at }] of sent.entries())
          expect(at.getTime() - (sent[n - 1]?.at ?? one.askedAt).getTime()).toBeGreaterThanOrEqual(
            4 * HOUR_MS,
          )
      }),
      { numRuns: 300 },
    )
  })

  test('is put off for four hours at most by the one before it', () => {
    fc.assert(
      fc.property(anyOwed, later, later, (one, before, ms) => {
        const owing = { ...one, remindedAt: new Date(one.askedAt.getTime() + before) }
        const at = new Date(owing.remindedAt.getTime() + 4 * HOUR_MS + ms)
        expect(stepDue(owing, HOLIDAYS, at)).toBe(
          stepDue({ ...one, remindedAt: null }, HOLIDAYS, at),
        )
      }),
      { numRuns: 300 },
    )
  })
})

describe('the list of who has not answered', () => {
  test.each([
    [
      'of an important one, not before four working days',
      owed('2026-08-03T08:00Z'),
      '2026-08-07T11:29Z',
      false,
    ],
    [
      'of an important one, after four working days',
      owed('2026-08-03T08:00Z'),
      '2026-08-07T11:30Z',
      true,
    ],
    ['not in the evening', owed('2026-08-03T08:00Z'), '2026-08-07T19:00Z', false],
    [
      'not on a day on which its sender does not work',
      owed('2026-08-03T08:00Z', { workingDays: '1' }),
      '2026-08-07T12:00Z',
      false,
    ],
    [
      'of a critical one, not before a day',
      owed('2026-08-07T20:00Z', { urgency: 'critical' }),
      '2026-08-08T19:59Z',
      false,
    ],
    [
      'of a critical one, after a day at any hour',
      owed('2026-08-07T20:00Z', { urgency: 'critical' }),
      '2026-08-08T20:00Z',
      true,
    ],
  ] as const)('%s', (_, one, at, expected) => {
    expect(listIsDue(one, one, HOLIDAYS, new Date(at))).toBe(expected)
  })
})
