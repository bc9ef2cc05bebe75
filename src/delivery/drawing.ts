import { createDraw, type Draw, type DrawDeps } from './draw.ts'
import { REDRAW } from './jobs.ts'

/** A sender's card is drawn anew at most so often while its broadcast goes out: Slack lets 50 a minute be changed. */
const PROGRESS_EVERY_MS = 2_000

export type Drawing = Readonly<{
  draw: Draw
  /** Shows its sender how far a broadcast has got, now and then. Nobody waits for it: a card must not hold up a message. */
  showProgress: (broadcast: number) => void
  /** Shows how far it has got when it goes no further, and waits until that is shown or has a job of its own. */
  showLastProgress: (broadcast: number) => Promise<void>
}>

/** Cards that are already out, shown anew. */
export function createDrawing(deps: DrawDeps): Drawing {
  const { db, queue, world, log } = deps
  const draw = createDraw(deps)
  const drawnAt = new Map<number, number>()
  const underWay = new Map<number, Promise<void>>()

  async function drawNow(broadcast: number): Promise<void> {
    try {
      await draw({ about: `progress:${broadcast}` })
    } catch (error) {
      // The next one shows what this one did not.
      log.error('progress.not-drawn', error, { broadcast })
    } finally {
      underWay.delete(broadcast)
    }
  }

  return {
    draw,
    showProgress: (broadcast) => {
      const at = world.now().getTime()
      if (underWay.has(broadcast) || at - (drawnAt.get(broadcast) ?? 0) < PROGRESS_EVERY_MS) return
      drawnAt.set(broadcast, at)
      underWay.set(broadcast, drawNow(broadcast))
    },
    showLastProgress: async (broadcast) => {
      await underWay.get(broadcast)
      drawnAt.delete(broadcast)
      const about = `progress:${broadcast}`
      // It stands for good, so it is worth a job of its own.
      if (!(await draw({ about })))
        await db.transaction().execute((tx) => queue.add(tx, REDRAW, [{ data: { about } }]))
    },
  }
}
