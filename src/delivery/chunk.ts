import { londonDay } from '#src/kernel/london.ts'
import { moveFromTaken } from '#src/people/accounts/store.ts'
import type { Attempts } from './attempt.ts'
import type { Deps } from './deps.ts'
import type { Drawing } from './drawing.ts'
import { DELIVER, DELIVER_URGENT, DeliverJob } from './jobs.ts'
import type { Lanes } from './lanes.ts'
import { closeAccounts, record, type Result } from './record-store.ts'
import { isClosed } from './rules.ts'
import { createSends } from './sends.ts'
import { endExpired, endUnwanted } from './stop-store.ts'
import { endIfStopped, type Claimed, leftInDoubt, nextDue, settle } from './store.ts'

/** How long before a doubtful send is asked about again, when the platform could not say. */
const ASK_AGAIN_MS = 5_000
const ASK_AT_ONCE = 8
const SOONEST_MS = 500

/** Sends one chunk of a broadcast, batch by batch; handles a job of DELIVER until `ending`. */
export function createChunks(
  deps: Pick<Deps, 'db' | 'queue' | 'world' | 'log' | 'platforms' | 'cardOf' | 'doubtAfterMs'>,
  lanes: Lanes,
  { attempt, lookUp }: Attempts,
  { showProgress, showLastProgress }: Pick<Drawing, 'showProgress' | 'showLastProgress'>,
  ending: AbortSignal,
) {
  const { db, queue, world, log } = deps
  /** The chunks that this process is sending: what they have marked is on its way, and in no doubt. */
  const underWay = new Map<string, DeliverJob>()
  const sends = createSends(deps, lanes, { attempt }, write, ending)

  const isLastOf = (broadcast: number): boolean =>
    [...underWay.values()].filter((chunk) => chunk.broadcast === broadcast).length === 1

  async function write(broadcast: number, results: readonly Result[]): Promise<void> {
    const waits = await record(db, broadcast, results, world.now())
    if (waits) await endIfStopped(db, broadcast)
    await closeAccounts(
      db,
      results.filter(({ next }) => isClosed(next)).map(({ one }) => one),
      world.now(),
    )
    showProgress(broadcast)
  }

  /** Asks about a batch side by side. A row whose question threw stays in doubt, and the error is thrown once the others are written. */
  async function ask(broadcast: number, batch: readonly Claimed[]): Promise<boolean> {
    const settled = await Promise.allSettled(batch.map(lookUp))
    const results = settled.flatMap((result, i) => {
      const one = batch[i]
      return result.status === 'fulfilled' && result.value !== null && one !== undefined
        ? [{ one, next: result.value }]
        : []
    })
    await write(broadcast, results)
    const broken = settled.find((result) => result.status === 'rejected')
    if (broken !== undefined) throw new Error('A question threw', { cause: broken.reason })
    return results.length === batch.length
  }

  /** What was being sent when whoever sent it died is asked about before anything is sent again. */
  async function askAboutDoubtful(chunk: DeliverJob, before: Date): Promise<boolean> {
    const left = await leftInDoubt(db, chunk, before)
    const doubtful = left.doubtful.filter((one) => !sends.isInFlight(one.id))
    let clear = left.young === 0 && doubtful.length === left.doubtful.length
    for (let start = 0; start < doubtful.length; start += ASK_AT_ONCE)
      clear = (await ask(chunk.broadcast, doubtful.slice(start, start + ASK_AT_ONCE))) && clear
    return clear
  }

  async function deliverAlone(
    chunk: DeliverJob,
    urgent: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const now = world.now()
    await endUnwanted(db, chunk)
    await moveFromTaken(db, chunk)
    await endExpired(db, londonDay(now), chunk.broadcast)
    const told = await askAboutDoubtful(chunk, new Date(now.getTime() - deps.doubtAfterMs))
    const sent = await sends.sendAll({ chunk, urgent, signal })
    await settle(db, chunk.broadcast, world.now())
    // Whoever is the last shows what all of them did.
    if (isLastOf(chunk.broadcast)) await showLastProgress(chunk.broadcast)
    else showProgress(chunk.broadcast)
    // Last, so that a process that dies leaves either this job or the next one, and hardly ever both.
    await comeBack(chunk, urgent, told && sent)
    log.info('delivery.chunk', { broadcast: chunk.broadcast, from: chunk.from, to: chunk.to })
  }

  /** Leaves a job for what is due again later, or could not be asked about. */
  async function comeBack(chunk: DeliverJob, urgent: boolean, clear: boolean): Promise<void> {
    const due = await nextDue(db, chunk)
    const now = world.now().getTime()
    const soon = new Date(now + ASK_AGAIN_MS)
    const wanted = clear ? due : due === null || due > soon ? soon : due
    if (wanted === null) return
    // Never at once: what is due already is held by another job, and this one would come and go without an end.
    const at = new Date(Math.max(wanted.getTime(), now + SOONEST_MS))
    await db
      .transaction()
      .execute((tx) =>
        queue.add(tx, urgent ? DELIVER_URGENT : DELIVER, [
          { data: chunk, startAfter: at, priority: 10 },
        ]),
      )
  }

  return (urgent: boolean) =>
    async (data: unknown, signal: AbortSignal): Promise<void> => {
      const chunk = DeliverJob.parse(data)
      const name = `${chunk.broadcast}:${chunk.from}`
      if (underWay.has(name)) return comeBack(chunk, urgent, false)
      underWay.set(name, chunk)
      try {
        await deliverAlone(chunk, urgent, signal)
      } finally {
        underWay.delete(name)
      }
    }
}
