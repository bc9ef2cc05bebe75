import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SendOutcome } from '#src/chat/chat-platform.ts'
import { CHUNK } from '#src/delivery/jobs.ts'
import { chunksOf, inOrder, type Planned } from '#src/delivery/plan.ts'
import {
  afterAttempt,
  afterLookUp,
  MOST_ATTEMPTS,
  pauseMs,
  reasonAndNext,
  reasonWords,
  REPEAT_AFTER_MS,
  type Tried,
} from '#src/delivery/rules.ts'

const AT = new Date('2026-11-22T12:00:00Z')
const MINUTE = 60_000
const attempts = fc.integer({ min: 1, max: 100 })
const dice = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const asked = fc.option(fc.integer({ min: 0, max: 24 * 60 * MINUTE }), { nil: null })
const handle = { platform: 'slack', ref: 'v1:D1:12.3' } as const
const FIRST: Tried = { attempts: 1, critical: false, repeat: false }
const LATER: SendOutcome = { is: 'later', afterMs: null, detail: 'ratelimited' }

describe('the pause before the next try', () => {
  test('is never shorter than the platform asked for', () => {
    fc.assert(
      fc.property(attempts, asked, dice, (n, wish, roll) => {
        expect(pauseMs(n, wish, roll)).toBeGreaterThanOrEqual(wish ?? 0)
      }),
    )
  })

  test('grows with every try and stays within half an hour over what was asked', () => {
    fc.assert(
      fc.property(attempts, asked, dice, (n, wish, roll) => {
        expect(pauseMs(n + 1, wish, roll)).toBeGreaterThanOrEqual(pauseMs(n, wish, roll))
        expect(pauseMs(n, wish, roll)).toBeLessThanOrEqual((wish ?? 0) + 30 * MINUTE)
        expect(pauseMs(n, wish, roll)).toBeGreaterThanOrEqual(1000)
      }),
    )
  })

  test('differs from person to person, so that they do not all come back at once', () => {
    fc.assert(
      fc.property(attempts, asked, (n, wish) => {
        expect(pauseMs(n, wish, 0.9)).toBeGreaterThan(pauseMs(n, wish, 0.1))
      }),
    )
  })

  test('starts with one to two seconds', () => {
    expect([pauseMs(1, null, 0), pauseMs(1, null, 0.5), pauseMs(2, null, 0)]).toEqual([
      1000, 1500, 2000,
    ])
  })

  test('adds up to about four hours before it gives up', () => {
    const hours = (roll: number) =>
      Array.from({ length: MOST_ATTEMPTS - 1 }, (_, n) => pauseMs(n + 1, null, roll)).reduce(
        (sum, one) => sum + one,
      ) /
      (60 * MINUTE)
    expect(hours(0.5)).toBeGreaterThan(3.5)
    expect(hours(0.5)).toBeLessThan(4.5)
  })
})

describe('after an answer', () => {
  test('what was sent is sent', () => {
    expect(afterAttempt({ is: 'sent', handle }, FIRST, AT, 0)).toEqual({
      state: 'sent',
      handle: handle.ref,
    })
  })

  test.each(['unreachable', 'blocked', 'not-installed', 'rejected'] as const)(
    'what will never arrive has failed at once: %s',
    (reason) => {
      const next = afterAttempt({ is: 'never', reason, detail: 'x' }, FIRST, AT, 0)
      expect(next).toEqual({ state: 'failed', reason, refused: true })
    },
  )

  test('what was throttled waits, and not less than it was asked to', () => {
    const outcome = { is: 'later', afterMs: 30_000, detail: 'ratelimited' } as const
    expect(afterAttempt(outcome, FIRST, AT, 0)).toEqual({
      state: 'waiting',
      reason: 'throttled',
      dueAt: new Date(AT.getTime() + 30_000),
    })
  })

  test.each([
    [1, 'waiting'],
    [MOST_ATTEMPTS - 1, 'waiting'],
    [MOST_ATTEMPTS, 'failed'],
    [MOST_ATTEMPTS + 1, 'failed'],
  ] as const)('after try %i it is %s', (tried, state) => {
    expect(afterAttempt(LATER, { ...FIRST, attempts: tried }, AT, 0.5)).toMatchObject({ state })
    expect(afterLookUp({ is: 'absent' }, { ...FIRST, attempts: tried }, AT, 0.5)).toMatchObject({
      state,
    })
  })

  test('giving up says so', () => {
    expect(afterAttempt(LATER, { ...FIRST, attempts: MOST_ATTEMPTS }, AT, 0)).toEqual({
      state: 'failed',
      reason: 'gave-up',
      refused: false,
    })
  })

  test('the next try lies ahead', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MOST_ATTEMPTS - 1 }), asked, dice, (n, wish, roll) => {
        const next = afterAttempt(
          { is: 'later', afterMs: wish, detail: 'x' },
          { ...FIRST, attempts: n },
          AT,
          roll,
        )
        expect(next.state === 'waiting' && next.dueAt > AT).toBe(true)
      }),
    )
  })
})

describe('after a doubtful send', () => {
  test('what is found was sent, and never goes again', () => {
    expect(
      afterLookUp({ is: 'found', handle }, { ...FIRST, attempts: MOST_ATTEMPTS }, AT, 0),
    ).toEqual({
      state: 'sent',
      handle: handle.ref,
    })
  })

  test('what is absent goes again', () => {
    expect(afterLookUp({ is: 'absent' }, FIRST, AT, 0)).toEqual({
      state: 'waiting',
      reason: 'lost',
      dueAt: new Date(AT.getTime() + 1000),
    })
  })

  test('where nobody can be asked it waits for a person', () => {
    const next = afterLookUp({ is: 'cannot-tell' }, FIRST, AT, 0)
    expect(next).toEqual({ state: 'doubtful', reason: 'no-answer' })
  })

  test('where nobody can be asked a critical one is sent once more, and says so, and not a second time', () => {
    const critical = { ...FIRST, critical: true }
    expect(afterLookUp({ is: 'cannot-tell' }, critical, AT, 0)).toEqual({
      state: 'waiting',
      reason: 'repeat',
      repeat: true,
      dueAt: new Date(AT.getTime() + REPEAT_AFTER_MS),
    })
    const repeated = { ...critical, repeat: true }
    expect(afterLookUp({ is: 'cannot-tell' }, repeated, AT, 0)?.state).toBe('doubtful')
  })

  test('what was sent once more and refused is not known to have failed', () => {
    const repeated = { attempts: MOST_ATTEMPTS, critical: true, repeat: true }
    const refused = { is: 'never', reason: 'blocked', detail: 'x' } as const
    for (const outcome of [refused, LATER])
      expect(afterAttempt(outcome, repeated, AT, 0)).toEqual({
        state: 'doubtful',
        reason: 'no-answer',
      })
  })

  test('where nobody can be asked now, it is asked about again', () => {
    expect(afterLookUp({ is: 'later', afterMs: 1000 }, FIRST, AT, 0)).toBeNull()
  })
})

test('every reason is a sentence with what to do', () => {
  const reasons =
    'unreachable blocked not-installed not-connected rejected gave-up no-answer no-account throttled lost repeat moved retried left stopped consent expired'
  const words = reasons.split(' ').map((reason) => reasonWords(reason))
  expect(new Set(words).size).toBe(words.length)
  expect(words).not.toContain(reasonWords(null))
  for (const reason of [...reasons.split(' '), null])
    for (const half of reasonAndNext(reason)) expect(half).toMatch(/^[A-Z][^.]*[a-z]$/)
})

const planned = fc
  .array(
    fc.record({
      due: fc.record({
        state: fc.constantFrom('waiting', 'waiting', 'waiting', 'digest'),
        at: fc
          .integer({ min: 0, max: 3 })
          .map((hours) => new Date(AT.getTime() + hours * 60 * MINUTE)),
      }),
      lane: fc.constantFrom('slack T1', 'slack T2'),
      people: fc.constantFrom(1, 1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK),
      who: fc.nat(),
    }),
    { maxLength: 8, size: 'max' },
  )
  .map((groups) =>
    groups.map(({ who, ...group }, n): Planned => {
      const list = (name: string) =>
        `{${Array.from({ length: group.people }, (_, k) => `${name}${n}.${who}.${k}`).join(',')}}`
      return { ...group, personIds: list('p'), identityIds: list('i') }
    }),
  )

/** The rows that groups stand for, each with its group. */
const rowsOf = (groups: readonly Planned[]) =>
  groups.flatMap((group) => {
    const [persons = [], accounts = []] = [group.personIds, group.identityIds].map((list) =>
      list.slice(1, -1).split(','),
    )
    return persons.map((person, n) => ({ ...group, who: `${person} ${accounts[n]}` }))
  })

describe('what is planned', () => {
  test('is everybody once, with their account and their time, in the order in which it is due', () => {
    fc.assert(
      fc.property(planned, (groups) => {
        const ordered = inOrder(groups)
        const keys = (rows: ReturnType<typeof rowsOf>) =>
          rows.map(({ who, lane, due }) => `${who} ${lane} ${due.state} ${due.at.toISOString()}`)
        expect(keys(rowsOf(ordered)).toSorted()).toEqual(keys(rowsOf(groups)).toSorted())
        for (const { people, personIds } of ordered)
          expect(personIds.split(',')).toHaveLength(people)
        const times = ordered.map(({ due }) => due.at.getTime())
        expect(times).toEqual(times.toSorted((a, b) => a - b))
        const together = ordered.map(({ due, lane }) => `${due.at.getTime()} ${due.state} ${lane}`)
        expect(new Set(together).size).toBe(together.length)
      }),
    )
  })
})

describe('chunks', () => {
  test('hold every row that is sent by itself exactly once, and no digest row', () => {
    fc.assert(
      fc.property(planned, (groups) => {
        const held = chunksOf(groups).flatMap(({ from, to }) =>
          Array.from({ length: to - from }, (_, n) => from + n),
        )
        const byThemselves = rowsOf(groups).flatMap((row, n) =>
          row.due.state === 'waiting' ? [n + 1] : [],
        )
        expect(held).toEqual(byThemselves)
      }),
    )
  })

  test('are never empty, never over the size, due as a whole, and of one lane', () => {
    fc.assert(
      fc.property(planned, (groups) => {
        const rows = rowsOf(groups)
        for (const { from, to, lane, dueAt } of chunksOf(groups)) {
          expect(to).toBeGreaterThan(from)
          expect(to - from).toBeLessThanOrEqual(CHUNK)
          const times = rows.slice(from - 1, to - 1).map((row) => row.due.at.getTime())
          expect(new Set(times)).toEqual(new Set([dueAt.getTime()]))
          const lanes = rows.slice(from - 1, to - 1).map((row) => row.lane)
          expect(new Set(lanes)).toEqual(new Set([lane]))
        }
      }),
    )
  })

  test('are as few as they can be when all is due at once', () => {
    const due = { state: 'waiting', at: AT } as const
    const ids = { personIds: '{p}', identityIds: '{i}' }
    const few = inOrder(
      Array.from({ length: 46 }, () => ({ due, ...ids, lane: 'slack T1', people: CHUNK })),
    )
    expect(chunksOf(few)).toHaveLength(46)
    expect(chunksOf([])).toEqual([])
  })
})
