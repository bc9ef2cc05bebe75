import type { Pacing } from '#src/chat/chat-platform.ts'
import { afterRefused, afterTaken } from './pacer.ts'
import { hold, holdLonger, type LaneState, reserve, type Turns } from './slots.ts'

/** One message's turn on a lane. */
export type Turn = Readonly<{ at: number; holds: number }>

/** This process's way to one workspace or tenant, paced together with every other process. */
export type Lane = Readonly<{
  /** Waits until there are turns, and takes up to `wanted` of them, at most a second ahead. Nothing is claimed meanwhile. */
  take: (wanted: number, urgent: boolean, signal: AbortSignal) => Promise<readonly Turn[]>
  /** Waits for a turn's moment. False when it is void: the platform has asked to wait since it was given. */
  go: (turn: Turn, signal: AbortSignal) => Promise<boolean>
  /** The platform took one. */
  took: () => void
  /** The platform asked to wait so long. Resolves with the moment from which it may be tried again. */
  refused: (turn: Turn, afterMs: number) => Promise<Date>
  /** Until when nothing goes, as far as this process knows. */
  heldUntil: () => Date
}>

/** What a lane needs of the world outside. */
export type LaneTools = Readonly<{
  /** Milliseconds since 1970. */
  now: () => number
  sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** Changes the lane's row by a rule, alone. */
  change: <Result>(
    rule: (lane: LaneState) => Readonly<{ lane: LaneState; result: Result }>,
  ) => Promise<Result>
}>

/** How long a sleep is at most: so soon is heard what changed meanwhile. */
const LONGEST_SLEEP_MS = 500
/** Of many that are refused together, one that is held so little longer is not worth writing down. */
const TOLD_MS = 250

/** `pacing` null: the platform sets no limit, and only a pause that it asks for is kept, by each process. */
export function createLane(pacing: Pacing | null, { now, sleep, change }: LaneTools): Lane {
  let heldUntil = 0
  let holds = 0
  let taken = 0

  function capped(lane: LaneState): LaneState {
    const most = pacing?.most ?? null
    if (most === null || lane.pace.rate <= most) return lane
    return { ...lane, pace: { ...lane.pace, rate: most } }
  }

  /** What the platform took since the last time belongs to what is known of its limit. */
  function withTaken(lane: LaneState, count: number): LaneState {
    return capped(count === 0 ? lane : { ...lane, pace: afterTaken(lane.pace, count, now()) })
  }

  async function ask(wanted: number, urgent: boolean): Promise<Turns> {
    const count = taken
    taken = 0
    const { turns, until } = await change((lane) => {
      const after = reserve(withTaken(lane, count), { wanted, urgent, at: now() })
      return {
        lane: after.lane,
        result: { turns: after.turns, until: after.lane.heldUntil },
      }
    })
    holds = Math.max(holds, turns.holds)
    heldUntil = Math.max(heldUntil, until)
    return turns
  }

  async function sleepUntil(at: number, signal: AbortSignal): Promise<void> {
    await sleep(Math.min(LONGEST_SLEEP_MS, Math.max(1, at - now())), signal)
  }

  return {
    take: async (wanted, urgent, signal) => {
      for (;;) {
        signal.throwIfAborted()
        // A turn before that would be void, and lost.
        if (now() < heldUntil) await sleepUntil(heldUntil, signal)
        else if (pacing === null)
          return Array.from({ length: wanted }, () => ({ at: now(), holds }))
        else {
          const turns = await ask(wanted, urgent)
          if (turns.times.length > 0) return turns.times.map((at) => ({ at, holds: turns.holds }))
          await sleepUntil(turns.tryAt, signal)
        }
      }
    },
    go: async (turn, signal) => {
      while (turn.holds >= holds && now() < turn.at) await sleepUntil(turn.at, signal)
      signal.throwIfAborted()
      return turn.holds >= holds && now() >= heldUntil
    },
    took: () => {
      taken += 1
    },
    refused: async (turn, afterMs) => {
      const until = now() + afterMs
      const told = turn.holds < holds && until < heldUntil + TOLD_MS
      heldUntil = Math.max(heldUntil, until)
      if (pacing === null || told) return new Date(heldUntil)
      const count = taken
      taken = 0
      // At once, before the database has heard of it: what waits here for its turn does not go.
      holds = Math.max(holds, turn.holds + 1)
      await change((lane) => {
        const known = withTaken(lane, count)
        const first = turn.holds === lane.holds
        // One refusal for all that were under way together: the others only say how long.
        const slower = first ? { ...known, pace: afterRefused(known.pace, now()) } : known
        return { lane: first ? hold(slower, until) : holdLonger(slower, until), result: null }
      })
      return new Date(heldUntil)
    },
    heldUntil: () => new Date(heldUntil),
  }
}
