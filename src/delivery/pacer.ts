/**
 * Finds how fast a workspace takes messages, which no platform says. Pure: the state goes in and comes out, and is kept
 * in the lane's row, so that what one broadcast learned in one process the next one knows in any other.
 *
 * A platform is taken to be a bucket that fills evenly, holds about a quarter second's worth, and refuses everybody for a
 * while when it is empty. Up to the first refusal the rate doubles; a refusal tells, from what was taken before it, what
 * the limit must be; from then on the rate stays just below it, and feels its way up slowly while the limit is in doubt.
 */
import { z } from 'zod'

export const Pace = z.strictObject({
  /** Messages a second, now. */
  rate: z.number().positive(),
  /** The limit as the last refusal showed it; null before the first. */
  limit: z.number().nullable(),
  /** How far off `limit` may be, as a part of it: the longer the run before the refusal, the less. */
  doubt: z.number(),
  /** What was taken since the last refusal: how many in each tick, the last one in `lastTick`. */
  taken: z.array(z.int()),
  lastTick: z.int(),
  /** How many were taken since `changedAt`. */
  since: z.int(),
  /** When the rate last doubled or was last refused; milliseconds since 1970. */
  changedAt: z.number(),
})
export type Pace = Readonly<z.infer<typeof Pace>>

const TICK_MS = 100
const TICKS_KEPT = 100
/** After a limit that was sure is refused it has fallen, and what was taken longer ago says nothing about it. */
const TICKS_OF_A_FALL = 3

/** A bucket is taken to hold what comes in so many seconds, and one message at the least. */
const BUCKET_SECONDS = 0.25
/** How far below the limit the rate stays: arrivals bunch up on their way. */
const HEADROOM = 0.97
/** A limit known so well is not looked for any further, until it is old. */
const SURE = 0.1
const OLD_MS = 10 * 60_000
/** How fast the rate climbs while the limit is in doubt: parts of itself for each time that fills a bucket, and more with each. */
const CLIMB = 0.01
const CLIMB_MORE = 0.0005
/** The rate doubles when an eighth of a second's worth was taken, so that it is at its limit within seconds. */
const STEP_SECONDS = 0.125
/** Of the rate, what must really have been sent before more of it means anything. */
const USED_TO_DOUBLE = 0.4
const USED_TO_CLIMB = 0.8
const TICKS_OF_USE = 10
/** Refused again after so few, the rate is too high whatever the reckoning says. */
const SOON = 30
const SLOWEST = 0.05
const FASTEST = 2_000

const tickOf = (at: number) => Math.floor(at / TICK_MS)
const within = (rate: number) => Math.min(FASTEST, Math.max(SLOWEST, rate))
const bucketOf = (limit: number) => Math.max(1, limit * BUCKET_SECONDS)
/** Seconds in which a bucket fills. */
const fillOf = (rate: number) => Math.max(BUCKET_SECONDS, 1 / rate)

/** Nothing is known but the `rate` to begin with. */
export const firstPace = (rate: number, at: number): Pace => ({
  rate: within(rate),
  limit: null,
  doubt: 1,
  taken: [],
  lastTick: tickOf(at),
  since: 0,
  changedAt: at,
})

/** After the platform took `count` messages, the last of them at `at`. */
export function afterTaken(pace: Pace, count: number, at: number): Pace {
  const next = counted(pace, count, at)
  if (next.limit === null) return doubled(next, at)
  const sure = next.doubt <= SURE && at - next.changedAt < OLD_MS
  return sure || !isUsed(next) ? next : climbed(next, pace.lastTick, at)
}

function counted(pace: Pace, count: number, at: number): Pace {
  const lastTick = Math.max(tickOf(at), pace.lastTick)
  const empty = Math.min(TICKS_KEPT, lastTick - pace.lastTick)
  const taken = [
    ...(pace.taken.length === 0 ? [0] : pace.taken),
    ...Array.from({ length: empty }, () => 0),
  ]
  taken.push((taken.pop() ?? 0) + count)
  return { ...pace, taken: taken.slice(-TICKS_KEPT), lastTick, since: pace.since + count }
}

function doubled(pace: Pace, at: number): Pace {
  if (pace.since < Math.max(1, pace.rate * STEP_SECONDS)) return pace
  const used = pace.since >= (USED_TO_DOUBLE * pace.rate * (at - pace.changedAt)) / 1000
  return { ...pace, rate: used ? within(pace.rate * 2) : pace.rate, since: 0, changedAt: at }
}

/** Whether the rate is really being sent. The newest tick is not over, and does not count. */
function isUsed(pace: Pace): boolean {
  const last = pace.taken.slice(-TICKS_OF_USE - 1, -1)
  const sent = last.reduce((sum, count) => sum + count, 0)
  return last.length > 0 && sent >= (USED_TO_CLIMB * pace.rate * last.length * TICK_MS) / 1000
}

function climbed(pace: Pace, before: number, at: number): Pace {
  const fill = fillOf(pace.rate)
  const fills = Math.min(1, ((pace.lastTick - before) * TICK_MS) / 1000) / fill
  const all = (at - pace.changedAt) / 1000 / fill
  return {
    ...pace,
    rate: within(pace.rate * (1 + pace.doubt * (CLIMB + CLIMB_MORE * all) * fills)),
  }
}

/** After the platform refused one at `at`: to be told once for all those that were under way together. */
export function afterRefused(pace: Pace, at: number): Pace {
  const { limit, doubt } = explained(pace, at)
  const again = pace.limit !== null && pace.since < SOON
  const fell = limit < pace.rate * USED_TO_CLIMB
  return {
    rate: within(Math.min(limit * HEADROOM, pace.rate * (again ? 0.9 : HEADROOM))),
    limit,
    doubt: fell ? doubt : Math.min(doubt, pace.doubt / 2),
    taken: [],
    lastTick: tickOf(at),
    since: 0,
    changedAt: at,
  }
}

/** The limit that explains a refusal: since some moment, so much was taken beyond it that the bucket was empty. */
function explained(pace: Pace, at: number): Readonly<{ limit: number; doubt: number }> {
  const taken = pace.doubt <= SURE ? pace.taken.slice(-TICKS_OF_A_FALL) : pace.taken
  const runs: Readonly<{ count: number; seconds: number }>[] = []
  // The one that was refused found the bucket empty: it counts as well.
  let count = 1
  let seconds = Math.max(0, at - pace.lastTick * TICK_MS) / 1000
  for (const inTick of taken.toReversed()) {
    count += inTick
    runs.push({ count, seconds })
    seconds += TICK_MS / 1000
  }
  const emptiedBy = (limit: number) =>
    runs.findLast((run) => run.count - limit * run.seconds >= bucketOf(limit))
  let [low, high] = [SLOWEST, FASTEST]
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2
    if (emptiedBy(middle) === undefined) high = middle
    else low = middle
  }
  const run = emptiedBy(low)
  if (run === undefined) return { limit: pace.rate / 2, doubt: 1 }
  return { limit: low, doubt: bucketOf(low) / (bucketOf(low) + low * run.seconds) }
}
