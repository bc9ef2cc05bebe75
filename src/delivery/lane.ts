/** One paced way to one platform: each `take` waits for its turn, in order. */
export type Lane = Readonly<{
  take: (signal: AbortSignal) => Promise<void>
  /** Everybody waits: the platform said so. */
  pause: (ms: number) => void
  /** How many messages it lets through before the next second; what a sensible batch is. */
  batch: number
}>

const MOST_AT_ONCE = 32

/** `now` in milliseconds and `sleep` are the edge's: real timers in the process, a moved clock in tests. */
export function createLane(
  sendsPerSecond: number | null,
  now: () => number,
  sleep: (ms: number, signal: AbortSignal) => Promise<void>,
): Lane {
  const gap = sendsPerSecond === null ? 0 : 1000 / sendsPerSecond
  let next = 0
  return {
    batch:
      sendsPerSecond === null
        ? MOST_AT_ONCE
        : Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(sendsPerSecond))),
    pause: (ms) => {
      next = Math.max(next, now() + ms)
    },
    take: async (signal) => {
      const mine = Math.max(next, now())
      next = mine + gap
      const wait = mine - now()
      if (wait > 0) await sleep(wait, signal)
    },
  }
}
