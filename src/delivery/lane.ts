/** One paced way to one platform: each `take` waits for its turn, in order. */
export type Lane = Readonly<{
  take: (signal: AbortSignal) => Promise<void>
  /** Everybody waits: the platform said so. */
  pause: (ms: number) => void
}>

const MOST_AT_ONCE = 32

/** How many messages to mark at once: about a second's worth, so that a stop is heard within one. */
export const batchFor = (sendsPerSecond: number | null): number =>
  sendsPerSecond === null
    ? MOST_AT_ONCE
    : Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(sendsPerSecond)))

/** `now` in milliseconds and `sleep` are the edge's: real timers in the process, a moved clock in tests. */
export function createLane(
  sendsPerSecond: number | null,
  now: () => number,
  sleep: (ms: number, signal: AbortSignal) => Promise<void>,
): Lane {
  const gap = sendsPerSecond === null ? 0 : 1000 / sendsPerSecond
  let next = 0
  let heldUntil = 0
  return {
    pause: (ms) => {
      heldUntil = Math.max(heldUntil, now() + ms)
      next = Math.max(next, heldUntil)
    },
    take: async (signal) => {
      let mine: number
      do {
        mine = Math.max(next, now())
        next = mine + gap
        const wait = mine - now()
        if (wait > 0) await sleep(wait, signal)
        // Paused while it waited: the turn that it had is void, and it queues again.
      } while (mine < heldUntil)
    },
  }
}
