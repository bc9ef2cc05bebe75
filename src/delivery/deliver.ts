import { setTimeout as delay } from 'node:timers/promises'
import type { ChatPlatform, PlatformName, SendOutcome } from '#src/chat/chat-platform.ts'
import type { Message } from '#src/chat/message.ts'
import type { Db } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { DELIVER, DeliverJob, NOTIFY, NotifyJob, REDRAW, RedrawJob } from './jobs.ts'
import { batchFor, createLane, type Lane } from './lane.ts'
import type { Redraws } from './redraws.ts'
import { afterAttempt, afterLookUp, type Next } from './rules.ts'
import { claimNotice, recordNotice } from './notice-store.ts'
import { endExpired, endLeavers } from './stop-store.ts'
import { endIfStopped, claim, type Claimed, leftInDoubt, nextDue, record, settle } from './store.ts'

type Deps = Readonly<{
  db: Db
  queue: Queue
  world: World
  log: Log
  platforms: ReadonlyMap<PlatformName, ChatPlatform>
  /** The card of a broadcast as everybody gets it first; null when it must no longer go. */
  cardOf: (db: Db, broadcast: number) => Promise<Message | null>
  redraws: Redraws
  /** How long a claimed row is left to whoever claimed it, before anybody else asks about it. */
  doubtAfterMs: number
  count: (outcome: Next['state'], platform: PlatformName) => void
}>

/** How long before a doubtful send is asked about again, when the platform could not say. */
const ASK_AGAIN_MS = 5_000

/** A sender's card is drawn anew at most so often while its broadcast goes out: Slack lets 50 a minute be changed. */
const PROGRESS_EVERY_MS = 2_000

/** The engine: takes jobs, sends one message for each row, and writes what became of it. */
export function createDelivery(deps: Deps) {
  const { db, queue, world, log } = deps
  const lanes = new Map<string, Lane>()
  const drawnAt = new Map<number, number>()
  /** The chunks that this process is sending: what they have marked is on its way, and in no doubt. */
  const underWay = new Set<string>()
  let stopping = false

  /** One paced way to each workspace or tenant: what one of them refuses holds up no other. */
  function laneOf(platform: ChatPlatform, tenant: string): Lane {
    const name = `${platform.name} ${tenant}`
    const known = lanes.get(name)
    if (known !== undefined) return known
    const lane = createLane(
      platform.capabilities.sendsPerSecond,
      () => world.now().getTime(),
      async (ms, signal) => {
        await delay(ms, undefined, { signal })
      },
    )
    lanes.set(name, lane)
    return lane
  }

  /** One try at one address, settled to a clear answer where one can be had. Null while nobody can say. */
  async function attempt(one: Claimed, card: Message, signal: AbortSignal): Promise<Next | null> {
    const platform = deps.platforms.get(one.address.platform)
    if (platform === undefined) return { state: 'failed', reason: 'unreachable' }
    const lane = laneOf(platform, one.tenant)
    await lane.take(signal)
    // Another worker has the job now, and asks about this row: it must not leave here any more.
    signal.throwIfAborted()
    const outcome: SendOutcome = await platform.send(one.address, card, one.id)
    if (outcome.is === 'later') lane.pause(outcome.afterMs ?? 0)
    // Asked at once, a platform that is just storing it would say that it is not there.
    if (outcome.is === 'unknown') return null
    const next = afterAttempt(outcome, one.attempts, world.now(), world.random())
    deps.count(next.state, platform.name)
    return next
  }

  async function lookUp(one: Claimed): Promise<Next | null> {
    const platform = deps.platforms.get(one.address.platform)
    if (platform === undefined) return { state: 'failed', reason: 'unreachable' }
    return afterLookUp(
      await platform.lookUp(one.address, one.id),
      one.attempts,
      world.now(),
      world.random(),
    )
  }

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
        ? [{ seq: one.seq, next: result.value }]
        : []
    })
    await record(db, broadcast, results, world.now())
    if (results.some(({ next }) => next.state === 'waiting')) await endIfStopped(db, broadcast)
    const broken = settled.find((result) => result.status === 'rejected')
    if (broken !== undefined) throw new Error('A send threw', { cause: broken.reason })
    return results.length === batch.length
  }

  async function deliver(data: unknown, signal: AbortSignal): Promise<void> {
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

  async function deliverAlone(chunk: DeliverJob, signal: AbortSignal): Promise<void> {
    const now = world.now()
    await endLeavers(db, chunk.broadcast)
    await endExpired(db, londonDay(now), chunk.broadcast)
    // What was being sent when whoever sent it died is asked about before anything is sent again.
    const { doubtful, young } = await leftInDoubt(
      db,
      chunk,
      new Date(now.getTime() - deps.doubtAfterMs),
    )
    let clear = young === 0
    for (let start = 0; start < doubtful.length; start += batchSize()) {
      const slice = doubtful.slice(start, start + batchSize())
      clear = (await runBatch(chunk.broadcast, slice, lookUp)) && clear
    }
    const card = await deps.cardOf(db, chunk.broadcast)
    // A process that stops finishes its batch, so that nothing is in doubt, and leaves the rest to the next.
    while (!stopping && card !== null) {
      signal.throwIfAborted()
      const batch = await claim(db, chunk, batchSize(), world.now())
      if (batch.length === 0) break
      const answered = await runBatch(chunk.broadcast, batch, (one) => attempt(one, card, signal))
      await showProgress(chunk.broadcast, false)
      clear = clear && answered
      // A platform that gives no clear answers is left alone for a moment, or the whole chunk would be in doubt.
      if (!answered) break
    }
    await settle(db, chunk.broadcast, world.now())
    await showProgress(chunk.broadcast, true)
    // Last, so that a process that dies leaves either this job or the next one, and hardly ever both.
    await comeBack(chunk, clear)
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
    const soon = new Date(world.now().getTime() + ASK_AGAIN_MS)
    const at = clear ? due : due === null || due > soon ? soon : due
    if (at === null) return
    await db
      .transaction()
      .execute((tx) => queue.add(tx, DELIVER, [{ data: chunk, startAfter: at, priority: 10 }]))
  }

  async function showProgress(broadcast: number, last: boolean): Promise<void> {
    const at = world.now().getTime()
    if (!last && at - (drawnAt.get(broadcast) ?? 0) < PROGRESS_EVERY_MS) return
    if (last) drawnAt.delete(broadcast)
    else drawnAt.set(broadcast, at)
    const about = `progress:${broadcast}`
    const drawn = await draw(about)
    // The last one stands for good, so it is worth a job of its own.
    if (last && !drawn)
      await db.transaction().execute((tx) => queue.add(tx, REDRAW, [{ data: { about } }]))
  }

  async function notice(data: unknown, signal: AbortSignal): Promise<void> {
    const { notice: id } = NotifyJob.parse(data)
    const claimed = await claimNotice(db, id)
    if (claimed === null) return
    const { address } = claimed
    if (address === null)
      return recordNotice(db, id, null, { state: 'failed', reason: 'unreachable' }, world.now())
    const one: Claimed = { seq: 0, id, attempts: claimed.attempts, address, tenant: claimed.tenant }
    const arrived = claimed.inDoubt ? await lookUp(one) : 'not-tried'
    const next =
      arrived === 'not-tried' || arrived?.state === 'waiting'
        ? await attempt(one, claimed.message, signal)
        : arrived
    // Thrown so that the queue brings it back: the row stays in doubt and is asked about first.
    if (next === null) throw new Error('A notice could be neither sent nor asked about')
    await recordNotice(db, id, address.platform, next, world.now())
    // The sending went on while this card of it was on its way, and could not draw what was not there yet.
    if (next.state === 'sent' && claimed.about.startsWith('progress:')) await draw(claimed.about)
    if (next.state === 'waiting') {
      await db
        .transaction()
        .execute((tx) => queue.add(tx, NOTIFY, [{ data: { notice: id }, startAfter: next.dueAt }]))
    }
  }

  /** Shows a card anew where it stands. False when the platform asked to wait, or gave no clear answer. */
  async function draw(about: string): Promise<boolean> {
    const card = await deps.redraws(db, about, world.now())
    if (card === null) return true
    const outcome = await deps.platforms
      .get(card.handle.platform)
      ?.redraw(card.handle, card.message)
    if (outcome === undefined || outcome.is === 'sent') return true
    log.info('redraw.refused', { about, outcome: outcome.is })
    return outcome.is === 'never'
  }

  return {
    /** Takes no further batch of what is being sent. */
    stop: (): void => {
      stopping = true
    },
    start: async (): Promise<void> => {
      await queue.work(DELIVER, { concurrency: 2, retryLimit: 1000 }, deliver)
      await queue.work(NOTIFY, { concurrency: 2, retryLimit: 1000 }, notice)
      await queue.work(REDRAW, { concurrency: 1, retryLimit: 20 }, async (data) => {
        // Thrown so that the queue comes back to it, later each time.
        if (!(await draw(RedrawJob.parse(data).about)))
          throw new Error('A card could not be drawn yet')
      })
    },
  }
}
