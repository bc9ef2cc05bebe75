import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { afterRefused, afterTaken, firstPace, type Pace } from '#src/delivery/pacer.ts'
import { type Limits, playSending } from '#test/support/limited-platform.ts'
import { testWorld } from '#test/support/world.ts'

const SEEDS = Array.from({ length: 3 }, (_, n) => n + 1)
const random = (seed: number) => testWorld('2026-11-22T12:00:00Z', seed).random

const limited = (rate: number): Limits => ({
  rateAt: () => rate,
  burst: 0.25,
  retryAfterMs: 1_000,
})

const begin = firstPace(4, 0)
const MEANWHILE_MS = 120_000

/** A sending at a limit that nobody knows, and one more a while later, in the same workspace. */
function coldAndLearned(rate: number, messages: number, seed: number, processes = 1) {
  const limits = limited(rate)
  const cold = playSending({ messages, limits, pace: begin, random: random(seed), processes })
  const learned = playSending({
    messages,
    limits,
    pace: cold.pace,
    random: random(seed + 1000),
    from: cold.ms + MEANWHILE_MS,
    processes,
  })
  const ideal = (messages / rate) * 1000
  return { cold, learned, ideal }
}

describe('a limit that nobody was told', () => {
  test.each(SEEDS)('of 200 a second is found and then kept to (seed %i)', (seed) => {
    const { cold, learned, ideal } = coldAndLearned(200, 10_000, seed)
    expect(cold.ms / ideal).toBeLessThanOrEqual(1.1)
    expect(cold.refused / 10_000).toBeLessThanOrEqual(0.005)
    expect(learned.ms / ideal).toBeLessThanOrEqual(1.05)
    expect(learned.refused).toBe(0)
  })

  test.each(SEEDS)('that is halved midway is found again (seed %i)', (seed) => {
    const { cold } = coldAndLearned(200, 10_000, seed)
    const from = cold.ms + MEANWHILE_MS
    const limits: Limits = { ...limited(200), rateAt: (at) => (at < from + 25_000 ? 200 : 100) }
    const halved = playSending({
      messages: 10_000,
      limits,
      pace: cold.pace,
      random: random(seed),
      from,
    })
    expect(halved.ms / 75_000).toBeLessThanOrEqual(1.1)
    expect(halved.refused / 10_000).toBeLessThanOrEqual(0.005)
  })

  test.each(SEEDS.slice(0, 4))('of 50 a second is found as well (seed %i)', (seed) => {
    const { cold, learned, ideal } = coldAndLearned(50, 2_500, seed)
    expect(cold.ms / ideal).toBeLessThanOrEqual(1.15)
    expect(cold.refused / 2_500).toBeLessThanOrEqual(0.02)
    expect(learned.ms / ideal).toBeLessThanOrEqual(1.05)
    expect(learned.refused).toBe(0)
  })

  test('of 50 a second costs the finding once, however many follow', () => {
    const { cold, ideal } = coldAndLearned(50, 10_000, 1)
    expect(cold.ms / ideal).toBeLessThanOrEqual(1.06)
    expect(cold.refused / 10_000).toBeLessThanOrEqual(0.005)
  })

  test.each([4, 1])('of %i a second, where one message fills the bucket, is lived with', (rate) => {
    for (const seed of SEEDS.slice(0, 4)) {
      const { cold, learned, ideal } = coldAndLearned(rate, rate * 60, seed)
      expect(cold.ms / ideal).toBeLessThanOrEqual(1.7)
      expect(learned.ms / ideal).toBeLessThanOrEqual(1.5)
      expect(learned.refused / (rate * 60)).toBeLessThanOrEqual(0.05)
    }
  })

  test.each(SEEDS.slice(0, 4))('is kept to by three processes together (seed %i)', (seed) => {
    const { cold, learned, ideal } = coldAndLearned(200, 10_000, seed, 3)
    expect(cold.ms / ideal).toBeLessThanOrEqual(1.13)
    expect(learned.ms / ideal).toBeLessThanOrEqual(1.05)
    expect(learned.refused).toBe(0)
  })
})

describe('a pace', () => {
  const told = fc.array(
    fc.record({
      ms: fc.integer({ min: 0, max: 30_000 }),
      taken: fc.integer({ min: 0, max: 2_000 }),
      refused: fc.boolean(),
    }),
    { maxLength: 60, size: 'max' },
  )

  test('stays a pace whatever it is told: above nothing, bounded, and never faster for a refusal', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e5, noNaN: true }), told, (rate, all) => {
        let pace: Pace = firstPace(rate, 0)
        let at = 0
        for (const { ms, taken, refused } of all) {
          at += ms
          pace = afterTaken(pace, taken, at)
          if (refused) {
            const before = pace.rate
            pace = afterRefused(pace, at)
            expect(pace.rate).toBeLessThanOrEqual(Math.max(before, 0.05))
          }
          expect(pace.rate).toBeGreaterThanOrEqual(0.05)
          expect(pace.rate).toBeLessThanOrEqual(2_000)
          expect(pace.taken.length).toBeLessThanOrEqual(100)
        }
      }),
    )
  })

  test('does not grow while it is not used: a limit that nothing came near was not tried', () => {
    let pace = firstPace(4, 0)
    for (let second = 1; second <= 600; second += 1) pace = afterTaken(pace, 1, second * 1000)
    expect(pace.rate).toBeLessThanOrEqual(8)
  })
})
