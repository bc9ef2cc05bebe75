import { isSameMessage } from './copies.ts'
import type { Deps } from './deps.ts'
import type { Drawing } from './drawing.ts'
import { REDRAW, type RedrawJob, RENEW, RenewJob } from './jobs.ts'
import {
  answeredSince,
  type ChangeLane,
  endRenewals,
  holdLane,
  isArriving,
  recordRenewed,
  type Renewed,
  type Stale,
  staleIn,
  takeTurn,
} from './renewal-store.ts'

/** Copies drawn side by side where the platform sets no limit; enough that a kill loses little. */
const MOST_AT_ONCE = 32
/** A limit of so many a minute is used in six steps: a stop is heard within ten seconds. */
const STEPS_A_MINUTE = 6
const MINUTE_MS = 60_000
/** A step of a limit of so many a minute: never none, and never more than a kill may lose. */
const stepOf = (aMinute: number) =>
  Math.min(MOST_AT_ONCE, Math.max(1, Math.floor(aMinute / STEPS_A_MINUTE)))
/** When what has no clear answer, or is still on its way, is looked at again. */
const AGAIN_MS = 5_000

/**
 * Draws copies anew that show what was so before a correction or an end, newest first: a few at a time, as fast as
 * the platform lets messages be changed, over as many jobs as it takes. What is done is in the rows, so a job that dies
 * is begun again where it was.
 */
export function createRenewing(
  deps: Pick<Deps, 'db' | 'queue' | 'world' | 'log' | 'platforms' | 'copyCard' | 'redraws'>,
  { showProgress, showLastProgress }: Pick<Drawing, 'showProgress' | 'showLastProgress'>,
  stopping: () => boolean,
) {
  const { db, queue, world, log, platforms } = deps

  async function cardOf({ broadcast, list, theirs, personId, handle }: Stale) {
    if (list === null) return deps.copyCard(db, broadcast, theirs ? personId : null)
    const drawn = await deps.redraws(db, list, world.now())
    return drawn.find((one) => isSameMessage(handle, one.handle))?.message ?? null
  }

  async function drawOne(one: Stale): Promise<Renewed & Readonly<{ afterMs: number }>> {
    const platform = platforms.get(one.handle.platform)
    const card = await cardOf(one)
    if (platform === undefined || card === null) return { one, became: 'refused', afterMs: 0 }
    const outcome = await platform.redraw(one.handle, card)
    switch (outcome.is) {
      case 'sent':
        return { one, became: 'drawn', afterMs: 0 }
      case 'never':
        return { one, became: 'refused', afterMs: 0 }
      case 'later':
        return { one, became: 'later', afterMs: outcome.afterMs ?? AGAIN_MS }
      case 'unknown':
        return { one, became: 'no-answer', afterMs: 0 }
    }
  }

  async function drawAll(lane: ChangeLane, batch: readonly Stale[]): Promise<Date | null> {
    const from = world.now()
    const settled = await Promise.allSettled(batch.map(drawOne))
    const results = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    await recordRenewed(db, results)
    const drawn = results.filter(({ became }) => became === 'drawn').map(({ one }) => one)
    await followAnswers(
      drawn.filter(({ list }) => list === null),
      from,
    )
    for (const broadcast of new Set(batch.map((one) => one.broadcast))) showProgress(broadcast)
    log.info('renewal.batch', {
      platform: lane.platform,
      copies: batch.length,
      drawn: drawn.length,
    })
    const broken = settled.find((one) => one.status === 'rejected')
    if (broken !== undefined) throw new Error('A redraw threw', { cause: broken.reason })
    const wait = Math.max(0, ...results.map(({ afterMs }) => afterMs))
    if (wait > 0) return new Date(world.now().getTime() + wait)
    return drawn.length === 0 && results.some(({ became }) => became === 'no-answer')
      ? new Date(world.now().getTime() + AGAIN_MS)
      : null
  }

  /** Who answered while their card was on its way has one that does not show it: it is drawn once more. */
  async function followAnswers(drawn: readonly Stale[], from: Date): Promise<void> {
    const late = await answeredSince(db, drawn, from)
    if (late.length === 0) return
    await db.transaction().execute((tx) =>
      queue.add(
        tx,
        REDRAW,
        late.map(({ broadcast, personId }) => ({
          data: { about: `copy:${broadcast}:${personId}` } satisfies RedrawJob,
        })),
      ),
    )
  }

  const comeBack = async (lane: ChangeLane, at: Date) =>
    db
      .transaction()
      .execute((tx) =>
        queue.add(tx, RENEW, [{ data: { ...lane } satisfies RenewJob, startAfter: at }]),
      )

  async function finish(lane: ChangeLane): Promise<void> {
    for (const broadcast of await endRenewals(db)) await showLastProgress(broadcast)
    if (await isArriving(db, lane)) await comeBack(lane, new Date(world.now().getTime() + AGAIN_MS))
  }

  return async function renew(data: unknown, signal: AbortSignal): Promise<void> {
    const lane = RenewJob.parse(data)
    const aMinute = platforms.get(lane.platform)?.capabilities.changesPerMinute ?? null
    const size = aMinute === null ? MOST_AT_ONCE : stepOf(aMinute)
    const gap = aMinute === null ? 0 : (size * MINUTE_MS) / aMinute
    // A process that stops leaves the rest to the next: the sweep sees that it has no job.
    while (!stopping()) {
      signal.throwIfAborted()
      const now = world.now()
      const other = await takeTurn(db, lane, now, new Date(now.getTime() + gap))
      if (other !== null) return comeBack(lane, other)
      const batch = await staleIn(db, lane, size)
      if (batch.length === 0) return finish(lane)
      const held = await drawAll(lane, batch)
      if (held !== null) await holdLane(db, lane, held)
      const next = held ?? new Date(now.getTime() + gap)
      if (next > world.now()) return comeBack(lane, next)
    }
  }
}
