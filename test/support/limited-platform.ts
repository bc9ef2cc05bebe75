import { afterRefused, afterTaken, type Pace } from '#src/delivery/pacer.ts'
import { hold, holdLonger, idleLane, reserve } from '#src/delivery/slots.ts'

/** A platform that nobody was told the limit of: a bucket, and once it is empty nobody is let in for a while. */
export type Limits = Readonly<{
  /** Messages a second, at a moment in milliseconds. */
  rateAt: (at: number) => number
  /** What the bucket holds, in seconds' worth; one message at the least. */
  burst: number
  retryAfterMs: number
}>

/** Whether a message that arrives at `at` is taken. Moments never go back. */
export function createBucket({ rateAt, burst, retryAfterMs }: Limits, from = 0) {
  let tokens = Math.max(1, rateAt(from) * burst)
  let last = from
  let lockedUntil = 0
  return (at: number): boolean => {
    const rate = rateAt(at)
    tokens = Math.min(Math.max(1, rate * burst), tokens + ((at - last) / 1000) * rate)
    last = at
    if (at < lockedUntil) return false
    if (tokens < 1) {
      lockedUntil = at + retryAfterMs
      return false
    }
    tokens -= 1
    return true
  }
}

export type Paced = Readonly<{ ms: number; refused: number; breaches: number; pace: Pace }>

type Run = Readonly<{
  messages: number
  limits: Limits
  pace: Pace
  random: () => number
  from?: number
  /** How many processes send on the lane. */
  processes?: number
}>

const IN_FLIGHT = 32
const BATCH = 16
/** What a reservation in the database takes. */
const ASK_MS = 3

/** Plays a sending with a clock of its own: the lane's real rules, requests of 20-150 ms, refused ones sent again. */
export function playSending({
  messages,
  limits,
  pace,
  random,
  from = 0,
  processes = 1,
}: Run): Paced {
  const events = createAgenda(from)
  const { at } = events
  const takes = createBucket(limits, from)
  let lane = idleLane(pace)
  let [todo, done, refused, breaches] = [messages, 0, 0, 0]

  function process() {
    let [known, heldUntil, open, taken, inFlight] = [0, 0, 0, 0, 0]
    const queued: number[] = []
    let asking = false

    function answered(holds: number, ok: boolean): void {
      open -= 1
      inFlight -= 1
      const now = events.now()
      if (ok) {
        done += 1
        taken += 1
      } else {
        refused += 1
        todo += 1
        const first = holds === lane.holds
        if (first) {
          breaches += 1
          const counted = taken === 0 ? lane.pace : afterTaken(lane.pace, taken, now)
          taken = 0
          lane = hold({ ...lane, pace: afterRefused(counted, now) }, now + limits.retryAfterMs)
        } else lane = holdLonger(lane, now + limits.retryAfterMs)
        known = Math.max(known, holds + 1)
        heldUntil = Math.max(heldUntil, now + limits.retryAfterMs)
      }
      const next = queued.shift()
      if (next !== undefined) send(next)
      ask()
    }

    function send(holds: number): void {
      if (inFlight === IN_FLIGHT) {
        queued.push(holds)
        return
      }
      if (holds < known || events.now() < heldUntil) {
        open -= 1
        todo += 1
        const next = queued.shift()
        if (next !== undefined) send(next)
        return ask()
      }
      inFlight += 1
      const latency = 20 + random() * 130
      const there = latency * (0.3 + 0.4 * random())
      at(events.now() + there, () => {
        const ok = takes(events.now())
        at(events.now() + latency - there, () => answered(holds, ok))
      })
    }

    function ask(): void {
      if (asking || todo === 0 || open > 2 * IN_FLIGHT - BATCH) return
      asking = true
      at(events.now() + ASK_MS, () => {
        asking = false
        const now = events.now()
        if (taken > 0) lane = { ...lane, pace: afterTaken(lane.pace, taken, now) }
        taken = 0
        const wanted = Math.min(todo, 2 * IN_FLIGHT - open)
        if (wanted === 0) return
        const given = reserve(lane, { wanted, urgent: false, at: now })
        lane = given.lane
        known = Math.max(known, given.turns.holds)
        heldUntil = Math.max(heldUntil, lane.heldUntil)
        const { times, holds, tryAt } = given.turns
        todo -= times.length
        open += times.length
        for (const time of times) at(Math.max(now, time), () => send(holds))
        at(times.length === 0 ? tryAt : now, ask)
      })
    }
    return ask
  }

  for (let n = 0; n < processes; n += 1) at(from, process())
  while (done < messages && events.step());
  return { ms: events.now() - from, refused, breaches, pace: lane.pace }
}

/** What is to happen, in the order of its time. */
function createAgenda(from: number) {
  let now = from
  const heap: { at: number; run: () => void }[] = []
  return {
    now: () => now,
    at: (at: number, run: () => void): void => {
      let place = heap.length
      while (place > 0 && (heap[place - 1]?.at ?? 0) <= at) place -= 1
      heap.splice(place, 0, { at, run })
    },
    step: (): boolean => {
      const next = heap.pop()
      if (next === undefined) return false
      now = Math.max(now, next.at)
      next.run()
      return true
    },
  }
}
