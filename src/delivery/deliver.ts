import { createAttempts } from './attempt.ts'
import { createChunks } from './chunk.ts'
import type { Deps } from './deps.ts'
import { createDrawing } from './drawing.ts'
import { DELIVER, DELIVER_URGENT, NOTIFY, REDRAW, RedrawJob, RENEW } from './jobs.ts'
import { createLanes } from './lanes.ts'
import { createNotices } from './notices.ts'
import { createRenewing } from './renewing.ts'

/** A chunk waits for its lane most of the time: many workspaces side by side, and a few chunks of each. */
const CHUNKS = { concurrency: 64, aGroup: 2, retryLimit: 1000 }

/** The engine: takes jobs, sends one message for each row, and writes what became of it. */
export function createDelivery(deps: Deps) {
  const { queue } = deps
  const ending = new AbortController()
  const lanes = createLanes(deps)
  const attempts = createAttempts(deps, lanes)
  const drawing = createDrawing(deps)
  const deliver = createChunks(deps, lanes, attempts, drawing, ending.signal)
  const notice = createNotices(deps, lanes, attempts, drawing)
  const renew = createRenewing(deps, drawing, () => ending.signal.aborted)

  return {
    /** Takes no further batch of what is being sent. */
    stop: (): void => {
      ending.abort()
    },
    start: async (): Promise<void> => {
      await queue.work(DELIVER, CHUNKS, deliver(false))
      await queue.work(DELIVER_URGENT, CHUNKS, deliver(true))
      await queue.work(NOTIFY, { concurrency: 2, retryLimit: 1000 }, notice)
      await queue.work(RENEW, { concurrency: 2, retryLimit: 1000 }, renew)
      await queue.work(REDRAW, { concurrency: 1, retryLimit: 20 }, async (data) => {
        // Thrown so that the queue comes back to it, later each time.
        if (!(await drawing.draw(RedrawJob.parse(data))))
          throw new Error('A card could not be drawn yet')
      })
    },
  }
}
