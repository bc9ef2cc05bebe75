import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Answer, DeliveryState } from '#src/kernel/schema.ts'
import { type Alike, byPlace, countUp, percent } from '#src/reports/rules.ts'

const state = fc.constantFrom<DeliveryState>(
  'waiting',
  'sending',
  'sent',
  'failed',
  'stopped',
  'digest',
  'doubtful',
)
const answer = fc.constantFrom<Answer | null>('read', 'will-act', 'not-relevant', null)
const alike: fc.Arbitrary<Alike> = fc.record({
  state,
  answer,
  repeat: fc.boolean(),
  n: fc.integer({ min: 1, max: 500 }),
})

const total = (groups: readonly Alike[]) => groups.reduce((sum, { n }) => sum + n, 0)

describe('counts', () => {
  test('add up to everybody, and answers to everybody delivered', () => {
    fc.assert(
      fc.property(fc.array(alike), (groups) => {
        const counts = countUp(groups)
        const { delivered, toCome, notDelivered, stopped } = counts
        expect(delivered + toCome + notDelivered + stopped).toBe(counts.everybody)
        expect(counts.everybody).toBe(total(groups))
        expect(counts.read + counts.willAct + counts.notRelevant).toBe(counts.answered)
        expect(counts.answered + counts.noAnswer).toBe(delivered)
        for (const n of Object.values(counts)) expect(n).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('whoever answered has got it, even when the platform never said so', () => {
    expect(countUp([{ state: 'doubtful', answer: 'read', repeat: false, n: 1 }])).toMatchObject({
      delivered: 1,
      notDelivered: 0,
      read: 1,
    })
  })

  test('by place are the same groups, each place once, the most unanswered first', () => {
    const at = fc
      .tuple(alike, fc.constantFrom('L85001', 'L85002', null))
      .map(([group, code]) => ({ ...group, code, name: code === null ? null : `The ${code}` }))
    fc.assert(
      fc.property(fc.array(at), (groups) => {
        const places = byPlace(groups)
        expect(places.map(({ counts }) => counts.everybody).reduce((a, b) => a + b, 0)).toBe(
          total(groups),
        )
        expect(new Set(places.map(({ code }) => code)).size).toBe(places.length)
        const waiting = places.map(({ counts }) => counts.noAnswer)
        expect(waiting).toEqual(waiting.toSorted((a, b) => b - a))
      }),
    )
  })
})

test('a share is 100% only of everybody and 0% only of nobody', () => {
  expect([percent(0, 0), percent(0, 9), percent(9, 9)]).toEqual([0, 0, 100])
  expect([percent(45_999, 46_000), percent(1, 46_000), percent(45, 55)]).toEqual([99, 1, 82])
})
