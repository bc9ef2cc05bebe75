import { repeatCard } from '#src/broadcasts/broadcast-card.ts'
import type { Message } from '#src/chat/message.ts'
import { londonDay } from '#src/kernel/london.ts'
import { moveFromTaken } from '#src/people/accounts/store.ts'
import type { Attempts } from './attempt.ts'
import type { Deps } from './deps.ts'
import type { Drawing } from './drawing.ts'
import { DELIVER, DeliverJob } from './jobs.ts'
import { batchFor } from './lane.ts'
import { closeAccounts, record } from './record-store.ts'
import { isClosed, type Next } from './rules.ts'
import { endExpired, endUnwanted } from './stop-store.ts'
import { endIfStopped, claim, type Claimed, leftInDoubt, nextDue, settle } from './store.ts'

/** How long before a doubtful send is asked about again, when the platform could not say. */
const ASK_AGAIN_MS = 5_000
const SOONEST_MS = 500

/** Sends one chunk of a broadcast, batch by batch; handles a job of DELIVER until `stopping` says so. */
export function createChunks(
  deps: Pick<Deps, 'db' | 'queue' | 'world' | 'log' | 'platforms' | 'cardOf' | 'doubtAfterMs'>,
  { attempt, lookUp }: Attempts,
  { showProgress }: Pick<Drawing, 'showProgress'>,
  stopping: () => boolean,
) {
  const { db, queue, world, log } = deps
  /** The chunks that this process is sending: what they have marked is on its way, and in no doubt. */
  const underWay = new Set<string>()
  /** The deliveries that this process is sending, in whichever chunk: two jobs may hold the same ones. */
  const inFlight = new Set<string>()

  /** Runs a batch side by side. A row whose try threw stays in doubt, and the error is thrown once the others are written. */
  async function runBatch(
    broadcast: number,
    batch: readonly Claimed[],
    run: (one: Claimed) => Promise<Next | null>,
  ): Promise<boolean> {
    const settled = await Promise.allSettled(batch.map(run))
    const results = settled.flatMap((result, i) => {
      const one = batch[i]
      return result.status === 'fulfilled' && result.value !== null && one !== undefined
        ? [{ one, next: result.value }]
        : []
    })
    const waits = await record(db, broadcast, results, world.now())
    if (waits) await endIfStopped(db, broadcast)
    await closeAccounts(
      db,
      results.filter(({ next }) => isClosed(next)).map(({ one }) => one),
      world.now(),
    )
    const broken = settled.find((result) => result.status === 'rejected')
    if (broken !== undefined) throw new Error('A send threw', { cause: broken.reason })
    return results.length === batch.length
  }

  async function sendBatch(
    broadcast: number,
    batch: readonly Claimed[],
    card: Message,
    signal: AbortSignal,
  ): Promise<boolean> {
    for (const { id } of batch) inFlight.add(id)
    try {
      return await runBatch(broadcast, batch, (one) =>
        attempt(one, one.repeat ? repeatCard(card) : card, signal),
      )
    } finally {
      for (const { id } of batch) inFlight.delete(id)
    }
  }

  /** What was being sent when whoever sent it died is asked about before anything is sent again. */
  async function askAboutDoubtful(chunk: DeliverJob, before: Date): Promise<boolean> {
    const left = await leftInDoubt(db, chunk, before)
    const doubtful = left.doubtful.filter((one) => !inFlight.has(one.id))
    let clear = left.young === 0 && doubtful.length === left.doubtful.length
    for (let start = 0; start < doubtful.length; start += batchSize()) {
      const slice = doubtful.slice(start, start + batchSize())
      clear = (await runBatch(chunk.broadcast, slice, lookUp)) && clear
    }
    return clear
  }

  async function sendAll(chunk: DeliverJob, signal: AbortSignal): Promise<boolean> {
    // A process that stops finishes its batch, so that nothing is in doubt, and leaves the rest to the next.
    while (!stopping()) {
      signal.throwIfAborted()
      const batch = await claim(db, chunk, batchSize(), world.now())
      if (batch.length === 0) break
      // Read once they are claimed: what changed before that is on it, and what changes later finds them to draw anew.
      const card = await deps.cardOf(db, chunk.broadcast)
      if (card === null) return giveBack(chunk.broadcast, batch)
      const answered = await sendBatch(chunk.broadcast, batch, card, signal)
      await showProgress(chunk.broadcast, false)
      // A platform that gives no clear answers is left alone for a moment, or the whole chunk would be in doubt.
      if (!answered) return false
    }
    return true
  }

  /** It was stopped or withdrawn between the claim and the card: nothing of the batch has left. */
  async function giveBack(broadcast: number, batch: readonly Claimed[]): Promise<boolean> {
    const now = world.now()
    const next: Next = { state: 'waiting', dueAt: now, reason: 'throttled' }
    await record(
      db,
      broadcast,
      batch.map((one) => ({ one, next })),
      now,
    )
    await endIfStopped(db, broadcast)
    return true
  }

  async function deliverAlone(chunk: DeliverJob, signal: AbortSignal): Promise<void> {
    const now = world.now()
    await endUnwanted(db, chunk.broadcast)
    await moveFromTaken(db, chunk.broadcast)
    await endExpired(db, londonDay(now), chunk.broadcast)
    const told = await askAboutDoubtful(chunk, new Date(now.getTime() - deps.doubtAfterMs))
    const sent = await sendAll(chunk, signal)
    await settle(db, chunk.broadcast, world.now())
    await showProgress(chunk.broadcast, true)
    // Last, so that a process that dies leaves either this job or the next one, and hardly ever both.
    await comeBack(chunk, told && sent)
    log.info('delivery.chunk', { broadcast: chunk.broadcast, from: chunk.from, to: chunk.to })
  }

  const batchSize = () =>
    Math.min(
      ...[...deps.platforms.values()].map(({ capabilities }) =>
        batchFor(capabilities.sendsPerSecond),
      ),
    )

  /** Leaves a job for what is due again later, or could not be asked about. */
  async function comeBack(chunk: DeliverJob, clear: boolean): Promise<void> {
    const due = await nextDue(db, chunk)
    const now = world.now().getTime()
    const soon = new Date(now + ASK_AGAIN_MS)
    const wanted = clear ? due : due === null || due > soon ? soon : due
    if (wanted === null) return
    // Never at once: what is due already is held by another job, and this one would come and go without an end.
    const at = new Date(Math.max(wanted.getTime(), now + SOONEST_MS))
    await db
      .transaction()
      .execute((tx) => queue.add(tx, DELIVER, [{ data: chunk, startAfter: at, priority: 10 }]))
  }

  return async function deliver(data: unknown, signal: AbortSignal): Promise<void> {
    const chunk = DeliverJob.parse(data)
    const name = `${chunk.broadcast}:${chunk.from}`
    if (underWay.has(name)) return comeBack(chunk, false)
    underWay.add(name)
    try {
      await deliverAlone(chunk, signal)
    } finally {
      underWay.delete(name)
    }
  }
}
