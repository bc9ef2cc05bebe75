import type { Clock } from './clock.ts'
import { RULES } from './scopes.ts'

/** Requests a minute by tier, and what `chat.postMessage` may do. */
export type Rates = Readonly<{
  perMinute: Readonly<Record<1 | 2 | 3 | 4, number>>
  channelPerSecond: number
  channelBurst: number
  workspacePerSecond: number
  workspaceBurst: number
  /** Whether everything is refused until Retry-After has passed, as Slack does to those who press on. */
  lockOut: boolean
}>

/** As documented; the figures for a workspace are "several hundred a minute" with short bursts. */
export const SLACK_RATES: Rates = {
  perMinute: { 1: 1, 2: 20, 3: 50, 4: 100 },
  channelPerSecond: 1,
  channelBurst: 3,
  workspacePerSecond: 5,
  workspaceBurst: 20,
  lockOut: false,
}

type Bucket = { tokens: number; at: number; lockedUntil: number }

export type RateLimits = ReturnType<typeof createRateLimits>

export function createRateLimits(clock: Clock, rates: Rates | null) {
  const buckets = new Map<string, Bucket>()
  let current = rates

  /** Seconds to wait, or 0. */
  const wait = (key: string, perSecond: number, burst: number, lockOut: boolean): number => {
    const now = clock.now()
    const bucket = buckets.get(key) ?? { tokens: burst, at: now, lockedUntil: 0 }
    buckets.set(key, bucket)
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond)
    bucket.at = now
    if (now < bucket.lockedUntil) return Math.ceil((bucket.lockedUntil - now) / 1000)
    if (bucket.tokens >= 1) return 0
    const seconds = Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond))
    if (lockOut) bucket.lockedUntil = now + seconds * 1000
    return seconds
  }
  const take = (key: string) => {
    const bucket = buckets.get(key)
    if (bucket !== undefined) bucket.tokens -= 1
  }

  return {
    set: (next: Rates | null) => {
      current = next
      buckets.clear()
    },
    /** How many seconds this call must wait; null when it may go ahead, which uses up a turn. */
    refuse: (method: string, caller: string, channel: string): number | null => {
      const tier = RULES[method]?.tier ?? 'none'
      if (current === null || tier === 'none') return null
      const { lockOut } = current
      const checks: readonly (readonly [string, number, number])[] =
        tier === 'post'
          ? [
              [`${caller} posts`, current.workspacePerSecond, current.workspaceBurst],
              [`${caller} posts to ${channel}`, current.channelPerSecond, current.channelBurst],
            ]
          : [[`${caller} ${method}`, current.perMinute[tier] / 60, current.perMinute[tier]]]
      const seconds = Math.max(
        ...checks.map(([key, rate, burst]) => wait(key, rate, burst, lockOut)),
      )
      if (seconds > 0) return seconds
      for (const [key] of checks) take(key)
      return null
    },
  }
}
