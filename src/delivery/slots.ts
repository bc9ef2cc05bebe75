import type { Pace } from './pacer.ts'

/**
 * The turns of one lane: one workspace or tenant on one platform, shared by every process. All times are milliseconds since 1970.
 * A process takes the next few turns and spaces its sends by them. Pure; lane-store.ts keeps it.
 */
export type LaneState = Readonly<{
  pace: Pace
  /** The first turn that nobody has. */
  nextAt: number
  /** Nothing goes before this: the platform said so. */
  heldUntil: number
  /** Until then only critical messages are given turns. */
  urgentUntil: number
  /** How often it was held. A turn that was given before the last time is void. */
  holds: number
}>

export type Asked = Readonly<{ wanted: number; urgent: boolean; at: number }>
export type Turns = Readonly<{
  times: readonly number[]
  holds: number
  /** When none were given: when to ask again. */
  tryAt: number
}>

/** How far ahead turns are given: so soon a stop, a hold or a critical message is heard. */
export const HORIZON_MS = 1_000
/** While nothing is known of the limit, the rate changes faster than that. */
const FIRST_HORIZON_MS = 150
/** Turns that went by unused so lately are still given, or each small delay would cost some of the rate. */
const SLACK_MS = 50
/** For so long after its last turn a critical message keeps the lane to itself. */
const URGENT_MS = 1_000
const SOONEST_MS = 20

export const idleLane = (pace: Pace): LaneState => ({
  pace,
  nextAt: 0,
  heldUntil: 0,
  urgentUntil: 0,
  holds: 0,
})

/** Gives up to `wanted` turns; none while others come first. */
export function reserve(
  lane: LaneState,
  { wanted, urgent, at }: Asked,
): Readonly<{ lane: LaneState; turns: Turns }> {
  const gap = 1000 / lane.pace.rate
  const horizon = lane.pace.limit === null ? FIRST_HORIZON_MS : HORIZON_MS
  const from = Math.max(lane.nextAt, lane.heldUntil, at - SLACK_MS)
  const waits = !urgent && at < lane.urgentUntil
  const count = waits ? 0 : Math.min(wanted, 1 + Math.floor((at + horizon - from) / gap))
  if (count <= 0) {
    const urgentUntil = urgent ? Math.max(lane.urgentUntil, from + URGENT_MS) : lane.urgentUntil
    const open = waits ? Math.min(lane.urgentUntil, at + HORIZON_MS / 2) : from - horizon
    const tryAt = Math.max(at + SOONEST_MS, open)
    return { lane: { ...lane, urgentUntil }, turns: { times: [], holds: lane.holds, tryAt } }
  }
  const nextAt = from + count * gap
  const times = Array.from({ length: count }, (_, n) => from + n * gap)
  return {
    lane: { ...lane, nextAt, urgentUntil: urgent ? nextAt + URGENT_MS : lane.urgentUntil },
    turns: { times, holds: lane.holds, tryAt: at },
  }
}

/** Nobody goes before `until`; every turn given before is void, and they begin anew then. */
export const hold = (lane: LaneState, until: number): LaneState => ({
  ...lane,
  heldUntil: Math.max(lane.heldUntil, until),
  nextAt: Math.max(lane.heldUntil, until),
  holds: lane.holds + 1,
})

/** The platform asks again for the same wait, or a longer one. */
export const holdLonger = (lane: LaneState, until: number): LaneState => ({
  ...lane,
  heldUntil: Math.max(lane.heldUntil, until),
  nextAt: Math.max(lane.nextAt, until),
})
