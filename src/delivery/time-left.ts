import type { TimeLeft } from '#src/broadcasts/broadcast.ts'
import type { Load } from './load-store.ts'

/**
 * How long a broadcast still takes: as long as the lane that takes longest, with what goes before it there. While a lane's
 * limit is not known yet, its rate only rises, and the time is the longest that it can be.
 */
export function timeLeft(loads: readonly Load[], at: Date): TimeLeft | null {
  const [slowest] = loads
    .map(({ waiting, pace, heldUntil }) => ({
      ms: Math.max(0, heldUntil - at.getTime()) + (waiting / pace.rate) * 1000,
      sure: pace.limit !== null,
    }))
    .toSorted((a, b) => b.ms - a.ms)
  return slowest ?? null
}
