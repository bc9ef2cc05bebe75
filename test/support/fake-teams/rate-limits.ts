import type { Clock } from '../fake-slack/clock.ts'
import type { Route } from './faults.ts'

/** So many requests in so many seconds. */
export type Window = Readonly<{ most: number; seconds: number }>

export type Rates = Readonly<{
  perTenant: readonly Window[]
  perThread: readonly Window[]
  membersPerThread: readonly Window[]
  /** How a refusal says when to come back. */
  retryAfterAs: 'seconds' | 'date' | 'nothing'
}>

/** As documented: 50 requests a second for an app in a tenant, and these for one bot in one conversation. */
export const TEAMS_RATES: Rates = {
  perTenant: [{ most: 50, seconds: 1 }],
  perThread: [
    { most: 7, seconds: 1 },
    { most: 8, seconds: 2 },
    { most: 60, seconds: 30 },
    { most: 1800, seconds: 3600 },
  ],
  membersPerThread: [
    { most: 14, seconds: 1 },
    { most: 16, seconds: 2 },
    { most: 120, seconds: 30 },
    { most: 3600, seconds: 3600 },
  ],
  retryAfterAs: 'seconds',
}

export type RateLimits = ReturnType<typeof createRateLimits>

export function createRateLimits(clock: Clock, rates: Rates | null) {
  const turns = new Map<string, number[]>()
  let current = rates

  const since = (key: string, seconds: number) =>
    (turns.get(key) ?? []).filter((at) => at > clock.now() - seconds * 1000)
  /** Milliseconds until a window has room again. */
  const wait = (key: string, { most, seconds }: Window): number => {
    const inside = since(key, seconds)
    const oldest = inside.at(-most)
    return oldest === undefined ? 0 : oldest + seconds * 1000 - clock.now()
  }

  return {
    set: (next: Rates | null) => {
      current = next
      turns.clear()
    },
    as: () => current?.retryAfterAs ?? 'nothing',
    /** How many seconds this request must wait; null when it may go ahead, which uses up a turn. */
    refuse: (route: Route, tenant: string, thread: string): number | null => {
      if (current === null || route === 'token') return null
      const reads = route === 'members' || route === 'get'
      const threadKey = `${reads ? 'reads' : 'sends'} ${thread}`
      const windows: readonly (readonly [string, readonly Window[]])[] = [
        [`tenant ${tenant}`, current.perTenant],
        [threadKey, reads ? current.membersPerThread : current.perThread],
      ]
      const ms = Math.max(...windows.flatMap(([key, all]) => all.map((one) => wait(key, one))))
      if (ms > 0) return Math.max(1, Math.ceil(ms / 1000))
      for (const [key, all] of windows) {
        const longest = Math.max(...all.map(({ seconds }) => seconds))
        turns.set(key, [...since(key, longest), clock.now()])
      }
      return null
    },
  }
}
