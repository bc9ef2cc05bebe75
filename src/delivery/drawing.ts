import type { Deps } from './deps.ts'
import { REDRAW } from './jobs.ts'

/** A sender's card is drawn anew at most so often while its broadcast goes out: Slack lets 50 a minute be changed. */
const PROGRESS_EVERY_MS = 2_000

export type Drawing = Readonly<{
  /** Shows a card anew where it stands. False when the platform asked to wait, or gave no clear answer. */
  draw: (about: string) => Promise<boolean>
  /** Shows its sender how far a broadcast has got, now and then, and surely when it is the `last` time. */
  showProgress: (broadcast: number, last: boolean) => Promise<void>
}>

/** Cards that are already out, shown anew. */
export function createDrawing({
  db,
  queue,
  world,
  log,
  platforms,
  redraws,
}: Pick<Deps, 'db' | 'queue' | 'world' | 'log' | 'platforms' | 'redraws'>): Drawing {
  const drawnAt = new Map<number, number>()

  async function draw(about: string): Promise<boolean> {
    const card = await redraws(db, about, world.now())
    if (card === null) return true
    const outcome = await platforms.get(card.handle.platform)?.redraw(card.handle, card.message)
    if (outcome === undefined || outcome.is === 'sent') return true
    log.info('redraw.refused', { about, outcome: outcome.is })
    return outcome.is === 'never'
  }

  return {
    draw,
    showProgress: async (broadcast, last) => {
      const at = world.now().getTime()
      if (!last && at - (drawnAt.get(broadcast) ?? 0) < PROGRESS_EVERY_MS) return
      if (last) drawnAt.delete(broadcast)
      else drawnAt.set(broadcast, at)
      const about = `progress:${broadcast}`
      const drawn = await draw(about)
      // The last one stands for good, so it is worth a job of its own.
      if (last && !drawn)
        await db.transaction().execute((tx) => queue.add(tx, REDRAW, [{ data: { about } }]))
    },
  }
}
