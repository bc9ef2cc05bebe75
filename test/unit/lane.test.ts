import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchFor, createLane } from '#src/delivery/lane.ts'

/** A clock that a test moves by hand; whoever sleeps wakes when it has come far enough. */
function handMoved() {
  let now = 0
  const sleepers = new Set<Readonly<{ until: number; wake: () => void }>>()
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }
  return {
    now: () => now,
    sleep: async (ms: number) =>
      new Promise<void>((wake) => sleepers.add({ until: now + ms, wake })),
    /** To the next sleeper's time and no further; false when nobody sleeps. */
    step: async (): Promise<boolean> => {
      await settle()
      const [first] = [...sleepers].toSorted((a, b) => a.until - b.until)
      if (first === undefined) return false
      now = Math.max(now, first.until)
      sleepers.delete(first)
      first.wake()
      await settle()
      return true
    },
    to: (at: number) => {
      now = at
    },
    settle,
  }
}

const never = new AbortController().signal

/** Lets `sends` people through a lane of `perSecond`, and tells when each went. */
async function letThrough(
  perSecond: number | null,
  sends: number,
  pauses: readonly Readonly<{ after: number; ms: number }>[] = [],
) {
  const clock = handMoved()
  const lane = createLane(perSecond, clock.now, clock.sleep)
  const went: number[] = []
  const held: Readonly<{ from: number; until: number }>[] = []
  const all = Array.from({ length: sends }, async () => {
    await lane.take(never)
    went.push(clock.now())
    for (const { after, ms } of pauses) {
      if (after !== went.length) continue
      lane.pause(ms)
      held.push({ from: clock.now(), until: clock.now() + ms })
    }
  })
  while (await clock.step());
  await Promise.all(all)
  return { went, held, clock, lane }
}

const EDGE = 0.001

describe('a lane', () => {
  test('lets never more through in a second than it may', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 200 }),
        async (perSecond, sends) => {
          const { went } = await letThrough(perSecond, sends)
          expect(went).toHaveLength(sends)
          for (const [n, at] of went.entries()) {
            const before = went[n - perSecond] ?? -Infinity
            expect(at - before).toBeGreaterThanOrEqual(1000 - EDGE)
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  test('wastes no turn', async () => {
    const { went } = await letThrough(4, 9)
    expect(went).toEqual([0, 250, 500, 750, 1000, 1250, 1500, 1750, 2000])
  })

  test('gives nobody who came late the turns that were not used', async () => {
    const clock = handMoved()
    const lane = createLane(2, clock.now, clock.sleep)
    await lane.take(never)
    clock.to(10_000)
    await lane.take(never)
    const third = lane.take(never)
    await clock.step()
    await third
    expect(clock.now()).toBe(10_500)
  })

  test('without a limit makes nobody wait', async () => {
    const { went } = await letThrough(null, 500)
    expect(new Set(went)).toEqual(new Set([0]))
  })

  test('holds everybody when the platform says so, those who already wait among them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.option(fc.integer({ min: 1, max: 40 }), { nil: null }),
        fc.array(
          fc.record({
            after: fc.integer({ min: 1, max: 60 }),
            ms: fc.integer({ min: 0, max: 60_000 }),
          }),
          { maxLength: 4 },
        ),
        async (perSecond, pauses) => {
          const { went, held } = await letThrough(perSecond, 60, perSecond === null ? [] : pauses)
          expect(went).toHaveLength(60)
          for (const { from, until } of held)
            expect(went.filter((at) => at > from + EDGE && at < until - EDGE)).toEqual([])
          for (const [n, at] of went.entries()) {
            const before = went[n - (perSecond ?? 1000)] ?? -Infinity
            expect(at - before).toBeGreaterThanOrEqual(1000 - EDGE)
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  test('without a limit holds whoever comes after the pause began', async () => {
    const clock = handMoved()
    const lane = createLane(null, clock.now, clock.sleep)
    lane.pause(3000)
    const took = lane.take(never)
    await clock.step()
    await took
    expect(clock.now()).toBe(3000)
  })

  test('keeps the longer of two pauses', async () => {
    const clock = handMoved()
    const lane = createLane(10, clock.now, clock.sleep)
    lane.pause(3000)
    lane.pause(1000)
    const took = lane.take(never)
    await clock.step()
    await took
    expect(clock.now()).toBe(3000)
  })

  test('lets somebody who is called off go without a message', async () => {
    const lane = createLane(
      1,
      () => 0,
      async (_, signal) => {
        signal.throwIfAborted()
      },
    )
    await lane.take(never)
    await expect(lane.take(AbortSignal.abort())).rejects.toThrow()
  })

  test.each([
    [null, 32],
    [0.2, 1],
    [1, 1],
    [20, 20],
    [500, 32],
  ])('at %j a second takes batches of %i', (perSecond, batch) => {
    expect(batchFor(perSecond)).toBe(batch)
  })
})
