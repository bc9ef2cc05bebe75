import { createDraw, type Draw, type DrawDeps } from './draw.ts'
import { REDRAW } from './jobs.ts'

/** A sender's card is drawn anew at most so often while its broadcast goes out: Slack lets 50 a minute be changed. */
const PROGRESS_EVERY_MS = 2_000

export type Drawing = Readonly<{
  draw: Draw
  /** Shows its sender how far a broadcast has got, now and then, and surely when it is the `last` time. */
  showProgress: (broadcast: number, last: boolean) => Promise<void>
}>

/** Cards that are already out, shown anew. */
export function createDrawing(deps: DrawDeps): Drawing {
  const { db, queue, world } = deps
  const draw = createDraw(deps)
  const drawnAt = new Map<number, number>()

  return {
    draw,
    showProgress: async (broadcast, last) => {
      const at = world.now().getTime()
      if (!last && at - (drawnAt.get(broadcast) ?? 0) < PROGRESS_EVERY_MS) return
      if (last) drawnAt.delete(broadcast)
      else drawnAt.set(broadcast, at)
      const about = `progress:${broadcast}`
      const drawn = await draw({ about })
      // The last one stands for good, so it is worth a job of its own.
      if (last && !drawn)
        await db.transaction().execute((tx) => queue.add(tx, REDRAW, [{ data: { about } }]))
    },
  }
}
