import { isSameMessage } from './copies.ts'
import { forgetCopy } from './copy-store.ts'
import type { Deps } from './deps.ts'
import { REDRAW, type RedrawJob } from './jobs.ts'
import type { Drawn } from './redraws.ts'

export type DrawDeps = Pick<Deps, 'db' | 'queue' | 'world' | 'log' | 'platforms' | 'redraws'>

/** Shows a card anew wherever it stands. False when the only one could not be drawn yet; of several, each that could not comes back by itself. */
export type Draw = (job: RedrawJob) => Promise<boolean>

/** When a card of several is tried again, if its platform did not say. */
const AGAIN_MS = 2_000

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

  return async ({ about, except = null, only = null }) => {
    const found = await redraws(db, about, world.now())
    const cards = found.filter(({ handle }) =>
      only === null ? !isSameMessage(handle, except) : isSameMessage(handle, only),
    )
    // Side by side: a platform that is slow to answer holds up no card on another.
    const waits = await Promise.allSettled(cards.map((card) => drawOne(about, card)))
    if (cards.length === 1) {
      const [wait] = waits
      if (wait?.status === 'rejected') throw new Error('A redraw threw', { cause: wait.reason })
      return wait?.value === null
    }
    const again = cards.flatMap(({ handle }, i) => {
      const wait = waits[i]
      if (wait?.status === 'rejected') log.error('redraw.failed', wait.reason, { about })
      const ms = wait?.status === 'fulfilled' ? wait.value : AGAIN_MS
      return ms === null
        ? []
        : [
            {
              data: { about, only: handle } satisfies RedrawJob,
              startAfter: new Date(world.now().getTime() + ms),
            },
          ]
    })
    if (again.length > 0) await db.transaction().execute((tx) => queue.add(tx, REDRAW, again))
    return true
  }
}
