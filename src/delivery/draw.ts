import type { PlatformName } from '#src/chat/chat-platform.ts'
import { isSameMessage } from './copies.ts'
import { forgetCopy } from './copy-store.ts'
import type { Deps } from './deps.ts'
import { REDRAW, type RedrawJob } from './jobs.ts'
import type { Drawn } from './redraws.ts'

export type DrawDeps = Pick<Deps, 'db' | 'world' | 'log' | 'platforms' | 'redraws'> &
  Readonly<{ queue: Pick<Deps['queue'], 'add'> }>

/** Shows a card anew wherever it stands. False when the only one could not be drawn yet; of several, those that could not come back together. */
export type Draw = (job: RedrawJob) => Promise<boolean>

/** When cards are tried again, if their platform did not say. */
const AGAIN_MS = 2_000
/** A post may stand with hundreds of people: so many of its cards are asked for at once. */
const AT_ONCE = 8
/** How often what is left of several comes back. Slack lets 50 be changed a minute, so 300 come back six times. */
const MOST_AGAIN = 60

export function createDraw({ db, queue, world, log, platforms, redraws }: DrawDeps): Draw {
  /** Null when it is done with; otherwise how long to wait. */
  async function drawOne(about: string, { handle, message }: Drawn): Promise<number | null> {
    const outcome = await platforms.get(handle.platform)?.redraw(handle, message)
    if (outcome === undefined || outcome.is === 'sent') return null
    log.info('redraw.refused', { about, outcome: outcome.is })
    if (outcome.is === 'never') {
      await forgetCopy(db, handle)
      return null
    }
    return outcome.is === 'later' ? (outcome.afterMs ?? AGAIN_MS) : AGAIN_MS
  }

  /** The cards that are left to do. Once a platform says that it is too much, it is asked for no more of them. */
  async function drawAll(about: string, cards: readonly Drawn[]) {
    const waits = new Map<PlatformName, number>()
    const left: Drawn[] = []
    for (let from = 0; from < cards.length; from += AT_ONCE) {
      const batch = cards.slice(from, from + AT_ONCE)
      const asked = batch.filter(({ handle }) => !waits.has(handle.platform))
      left.push(...batch.filter((card) => !asked.includes(card)))
      // Side by side: a platform that is slow to answer holds up no card on another.
      const drawn = await Promise.allSettled(asked.map(async (card) => drawOne(about, card)))
      for (const [n, one] of drawn.entries()) {
        const card = asked[n]
        if (one.status === 'rejected') log.error('redraw.failed', one.reason, { about })
        const ms = one.status === 'fulfilled' ? one.value : AGAIN_MS
        if (card === undefined || ms === null) continue
        left.push(card)
        const { platform } = card.handle
        waits.set(platform, Math.max(ms, waits.get(platform) ?? 0))
      }
    }
    return { left, afterMs: Math.max(0, ...waits.values()) }
  }

  return async ({ about, except = null, only = null, again = 0 }) => {
    const found = await redraws(db, about, world.now())
    const cards = found.filter(({ handle }) =>
      only === null
        ? !isSameMessage(handle, except)
        : only.some((one) => isSameMessage(handle, one)),
    )
    const [card] = cards
    if (card === undefined) return true
    if (cards.length === 1) return (await drawOne(about, card)) === null
    const { left, afterMs } = await drawAll(about, cards)
    if (left.length === 0) return true
    if (again >= MOST_AGAIN) {
      log.warn('redraw.given-up', { about, cards: left.length })
      return true
    }
    const job: RedrawJob = { about, only: left.map(({ handle }) => handle), again: again + 1 }
    const startAfter = new Date(world.now().getTime() + afterMs)
    await db.transaction().execute((tx) => queue.add(tx, REDRAW, [{ data: job, startAfter }]))
    return true
  }
}
