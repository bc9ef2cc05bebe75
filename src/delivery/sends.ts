import { repeatCard } from '#src/broadcasts/broadcast-card.ts'
import type { Message } from '#src/chat/message.ts'
import type { Attempts } from './attempt.ts'
import type { Deps } from './deps.ts'
import type { DeliverJob } from './jobs.ts'
import type { Turn } from './lane.ts'
import type { LaneName } from './lane-store.ts'
import type { Lanes } from './lanes.ts'
import { createOutcomes } from './outcomes.ts'
import type { Result } from './record-store.ts'
import { notBefore } from './rules.ts'
import { claim, type Claimed, dueOnLanes } from './store.ts'

/**
 * How many turns are taken at once, and the fewest deliveries that are worth a statement of their own: at 8 a broadcast
 * without a limit took half as long again, all of it for statements.
 */
const MOST = 128
const FEWEST = 64
/**
 * Turns so close to each other go together: one statement marks them, at the moment of the first, and one writes what became
 * of them. On one lane that is each by itself; on many the database would be asked hundreds of times a second.
 */
const TOGETHER_MS = 25
const TOGETHER_MS_A_LANE = 10
const LONGEST_TOGETHER_MS = 400

type Sending = Readonly<{ chunk: DeliverJob; urgent: boolean; signal: AbortSignal }>
/** `clear` false when the platform gave no clear answer to one of them. */
type Sent = Readonly<{ claimed: number; clear: boolean }>
/** One card for all of an edition, as the same object: an adapter draws it once. */
type Cards = Readonly<{ edition: number; first: Message; again: Message }>

/**
 * Sends what is due of a chunk, lane by lane: takes turns, waits for their moment and for room, and only then marks as
 * many deliveries as being sent. A stop, a pause or a hold is thus heard at once, and what a crash leaves in doubt was on
 * the wire. `write` keeps what became of some; `ending` tells that the process stops.
 */
export function createSends(
  { db, world, cardOf }: Pick<Deps, 'db' | 'world' | 'cardOf'>,
  lanes: Lanes,
  { attempt }: Pick<Attempts, 'attempt'>,
  write: (broadcast: number, results: readonly Result[]) => Promise<void>,
  ending: AbortSignal,
) {
  /**
   * The deliveries that this process is sending, in whichever chunk: two jobs may hold the same ones. Until it is written
   * what became of them they look as a dead process's would.
   */
  const inFlight = new Set<string>()
  let runs = 0
  const togetherMs = () =>
    Math.min(LONGEST_TOGETHER_MS, Math.max(TOGETHER_MS, runs * TOGETHER_MS_A_LANE))

  /** Sends deliveries of one lane. */
  async function sendOn(name: LaneName, seqs: readonly number[], sending: Sending): Promise<Sent> {
    const { chunk, urgent, signal } = sending
    const lane = lanes.of(name)
    const either = AbortSignal.any([signal, ending])
    const outcomes = createOutcomes(
      async (results: readonly Result[]) => write(chunk.broadcast, results),
      togetherMs,
    )
    const seen: { ids: Set<string>; clear: boolean; broken: unknown; cards: Cards | null } = {
      ids: new Set(),
      clear: true,
      broken: null,
      cards: null,
    }
    const underWay = new Set<Promise<void>>()
    const left = [...seqs]

    /** Read once they are claimed: what changed before that is on it, and what changes later finds them to draw anew. */
    async function cardsFor(edition: number): Promise<Cards | null> {
      if (seen.cards?.edition === edition) return seen.cards
      const first = await cardOf(db, chunk.broadcast)
      seen.cards = first === null ? null : { edition, first, again: repeatCard(first) }
      return seen.cards
    }

    async function send(one: Claimed, turn: Turn, drawn: Promise<Cards | null>): Promise<void> {
      try {
        const cards = await drawn
        // Without a card it was stopped or withdrawn since it was claimed: it has not left.
        const next =
          cards === null
            ? notBefore(world.now())
            : await attempt(one, turn, one.repeat ? cards.again : cards.first, signal)
        if (next === null) seen.clear = false
        else outcomes.add({ one, next })
      } catch (error) {
        seen.broken ??= error
      } finally {
        lane.leave(1)
      }
    }

    /**
     * Claims for the first of some turns that have come, as there is room, and sends. Returns for how many of them; null
     * when none could be claimed: it was stopped, or another has them.
     */
    async function use(turns: readonly Turn[]): Promise<number | null> {
      const room = await lane.enter(turns.length, Math.min(FEWEST, turns.length))
      const next = left.splice(0, room)
      const batch = await claim(db, chunk.broadcast, next, name, world.now()).catch(
        (error: unknown) => {
          lane.leave(room)
          throw error
        },
      )
      lane.leave(room - batch.length)
      for (const { id } of batch) {
        seen.ids.add(id)
        inFlight.add(id)
      }
      const [first] = batch
      if (first === undefined) return null
      const cards = cardsFor(first.edition)
      for (const [n, one] of batch.entries()) {
        const turn = turns[n]
        if (turn === undefined) throw new Error('More was claimed than there were turns')
        const done = send(one, turn, cards).finally(() => underWay.delete(done))
        underWay.add(done)
      }
      return room
    }

    const goesOn = () => seen.clear && seen.broken === null && !outcomes.failed() && !ending.aborted

    /** Whether there may be more to claim. */
    async function useAll(given: readonly Turn[]): Promise<boolean> {
      let rest = given
      for (let [next] = rest; next !== undefined && goesOn(); [next] = rest) {
        // Void: the platform has asked to wait, and what is left of them is worth nothing.
        if (!(await lane.go(next, either))) break
        const until = world.now().getTime() + togetherMs()
        const used = await use(rest.filter((turn) => turn.at <= until))
        if (used === null) return false
        rest = rest.slice(used)
      }
      return true
    }

    async function sendDue(): Promise<void> {
      for (let more = true; more && left.length > 0 && goesOn();)
        more = await useAll(await lane.take(Math.min(MOST, left.length), urgent, either))
    }

    runs += 1
    try {
      // A process that stops finishes what it has claimed, so that nothing is in doubt, and leaves the rest to the next.
      await sendDue().catch((error: unknown) => {
        if (!ending.aborted || signal.aborted) throw error
      })
    } finally {
      runs -= 1
      await Promise.all(underWay)
      // What could not be written is in doubt from here on: whoever has the chunk next asks about it.
      await outcomes.end().finally(() => {
        for (const id of seen.ids) inFlight.delete(id)
      })
    }
    if (seen.broken !== null) throw new Error('A send threw', { cause: seen.broken })
    return { claimed: seen.ids.size, clear: seen.clear }
  }

  return {
    isInFlight: (id: string): boolean => inFlight.has(id),

    /** Sends until nothing of the chunk is due. False when some of it has had no clear answer. */
    sendAll: async (sending: Sending): Promise<boolean> => {
      while (!ending.aborted) {
        sending.signal.throwIfAborted()
        const due = await dueOnLanes(db, sending.chunk, world.now())
        if (due.length === 0) return true
        const sent = await Promise.allSettled(
          due.map(async ({ seqs, ...name }) => sendOn(name, seqs, sending)),
        )
        const broken = sent.find((one) => one.status === 'rejected')
        if (broken !== undefined) throw broken.reason
        // A platform that gives no clear answers is left alone for a moment, or the whole chunk would be in doubt.
        const ended = sent.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
        if (ended.some(({ clear }) => !clear)) return false
        // What is due and cannot be claimed is another job's, or wanted no more: the next job sees what became of it.
        if (ended.every(({ claimed }) => claimed === 0)) return true
      }
      return true
    },
  }
}
