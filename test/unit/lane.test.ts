import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Pacing } from '#src/chat/chat-platform.ts'
import { createLane } from '#src/delivery/lane.ts'
import { firstPace } from '#src/delivery/pacer.ts'
import { hold, holdLonger, idleLane, type LaneState, reserve } from '#src/delivery/slots.ts'

const never = new AbortController().signal
const FROM = 1_000_000
const EDGE = 0.001

/** The lane's row, and a clock that goes on to whenever somebody sleeps until. */
function world(rate: number) {
  let at = FROM
  let row: LaneState = idleLane({ ...firstPace(rate, FROM), limit: rate, doubt: 0.01 })
  const open = (pacing: Pacing | null) =>
    createLane(pacing, {
      now: () => at,
      sleep: async (ms, signal) => {
        signal.throwIfAborted()
        at += ms
      },
      change: async (rule) => {
        const { lane, result } = rule(row)
        row = lane
        return result
      },
    })
  return { open, at: () => at, row: () => row, wait: (ms: number) => void (at += ms) }
}

const PACING: Pacing = { first: 4, most: null }

describe('turns', () => {
  const asked = fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 3_000 }),
      wanted: fc.integer({ min: 1, max: 64 }),
      urgent: fc.boolean(),
      held: fc.option(fc.integer({ min: 0, max: 30_000 }), { nil: null, freq: 8 }),
    }),
    { maxLength: 80, size: 'max' },
  )

  test('are given once, evenly, at most a second ahead, and none inside a hold', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 500, noNaN: true }), asked, (rate, all) => {
        let lane = idleLane({ ...firstPace(rate, FROM), limit: rate })
        let at = FROM
        let last = -Infinity
        for (const { after, wanted, urgent, held } of all) {
          at += after
          if (held !== null) {
            lane = hold(lane, at + held)
            last = -Infinity
          }
          const given = reserve(lane, { wanted, urgent, at })
          lane = given.lane
          const { times, tryAt } = given.turns
          expect(times.length).toBeLessThanOrEqual(wanted)
          if (times.length === 0) expect(tryAt).toBeGreaterThan(at)
          for (const time of times) {
            expect(time - last).toBeGreaterThanOrEqual(1000 / rate - EDGE)
            expect(time).toBeGreaterThanOrEqual(lane.heldUntil)
            expect(time).toBeLessThanOrEqual(at + 1_000 + EDGE)
            last = time
          }
        }
      }),
    )
  })

  test('go to critical messages first, and to the others again a second after the last of them', () => {
    const lane = idleLane({ ...firstPace(10, FROM), limit: 10 })
    const routine = reserve(lane, { wanted: 64, urgent: false, at: FROM })
    expect(routine.turns.times.length).toBeLessThanOrEqual(11)
    const critical = reserve(routine.lane, { wanted: 5, urgent: true, at: FROM + 10 })
    const waits = reserve(critical.lane, { wanted: 5, urgent: false, at: FROM + 20 })
    expect(waits.turns.times).toEqual([])
    const first = reserve(critical.lane, { wanted: 5, urgent: true, at: FROM + 300 })
    expect(first.turns.times[0]).toBeLessThanOrEqual(FROM + 1_300)
    const after = reserve(first.lane, { wanted: 5, urgent: false, at: FROM + 4_000 })
    expect(after.turns.times).toHaveLength(5)
  })

  test('a longer hold moves what nobody has yet, and a shorter one changes nothing', () => {
    const held = hold(idleLane(firstPace(4, FROM)), FROM + 5_000)
    expect(holdLonger(held, FROM + 1_000)).toEqual(held)
    expect(holdLonger(held, FROM + 9_000)).toMatchObject({ nextAt: FROM + 9_000, holds: 1 })
  })
})

describe('a lane', () => {
  test('shared by two processes lets no more through than one would', async () => {
    const shared = world(10)
    const [one, other] = [shared.open(PACING), shared.open(PACING)]
    const times: number[] = []
    for (let round = 0; round < 20; round += 1)
      for (const lane of [one, other])
        times.push(...(await lane.take(7, false, never)).map(({ at }) => at))
    const sorted = times.toSorted((a, b) => a - b)
    for (const [n, at] of sorted.entries())
      expect(at - (sorted[n - 1] ?? -Infinity)).toBeGreaterThanOrEqual(100 - EDGE)
  })

  test('holds what has its turn already when the platform asks to wait, and counts one refusal for all', async () => {
    const shared = world(10)
    const lane = shared.open(PACING)
    const turns = await lane.take(5, false, never)
    const [first, second, third] = turns
    if (first === undefined || second === undefined || third === undefined) throw new Error('few')
    expect(await lane.go(first, never)).toBe(true)
    expect(await lane.go(second, never)).toBe(true)
    expect(await lane.refused(first, 30_000)).toEqual(new Date(shared.at() + 30_000))
    const slower = shared.row().pace.rate
    await lane.refused(second, 30_000)
    expect(shared.row().pace.rate).toBe(slower)
    expect(shared.row().holds).toBe(1)
    expect(await lane.go(third, never)).toBe(false)
    const from = shared.at()
    const [next] = await lane.take(1, false, never)
    expect(next?.at).toBeGreaterThanOrEqual(from + 29_000)
    expect(next !== undefined && (await lane.go(next, never))).toBe(true)
    expect(shared.at()).toBeGreaterThanOrEqual(from + 30_000)
  })

  test('holds the other process too, once it asks for its next turns', async () => {
    const shared = world(10)
    const [one, other] = [shared.open(PACING), shared.open(PACING)]
    const [turn] = await one.take(1, false, never)
    if (turn === undefined) throw new Error('no turn')
    await one.refused(turn, 10_000)
    const from = shared.at()
    const [next] = await other.take(1, false, never)
    expect(next?.at).toBeGreaterThanOrEqual(from + 10_000)
  })

  test('takes no turn that a hold of its own makes void', async () => {
    const shared = world(10)
    const lane = shared.open(PACING)
    const [first, second] = await lane.take(2, false, never)
    if (first === undefined || second === undefined) throw new Error('few')
    await lane.refused(first, 5_000)
    // So little longer is kept by this process alone.
    const until = (await lane.refused(second, 5_200)).getTime()
    const [next] = await lane.take(1, false, never)
    if (next === undefined) throw new Error('no turn')
    expect(await lane.go(next, never)).toBe(true)
    expect(next.at).toBeLessThanOrEqual(until)
    expect(shared.row().nextAt).toBeLessThanOrEqual(until + 2 * (1_000 / shared.row().pace.rate))
  })

  test('never goes beyond what somebody set, whatever it finds', async () => {
    const shared = world(4)
    const lane = shared.open({ first: 4, most: 4 })
    for (let second = 0; second < 120; second += 1) {
      for (const turn of await lane.take(4, false, never)) {
        await lane.go(turn, never)
        lane.took()
      }
    }
    expect(shared.row().pace.rate).toBeLessThanOrEqual(4)
  })

  test('without a limit makes nobody wait, but when it is asked to', async () => {
    const shared = world(1)
    const lane = shared.open(null)
    const [turn] = await lane.take(500, false, never)
    expect(shared.at()).toBe(FROM)
    if (turn === undefined) throw new Error('no turn')
    await lane.refused(turn, 3_000)
    expect(await lane.go(turn, never)).toBe(false)
    await lane.take(1, false, never)
    expect(shared.at()).toBeGreaterThanOrEqual(FROM + 3_000)
  })

  test('lets somebody who is called off go without a turn', async () => {
    const lane = world(1).open(PACING)
    await expect(lane.take(1, false, AbortSignal.abort())).rejects.toThrow()
  })
})
