import { createAttempts } from './attempt.ts'
import { createChunks } from './chunk.ts'
import type { Deps } from './deps.ts'
import { createDrawing } from './drawing.ts'
import { DELIVER, NOTIFY, REDRAW, RedrawJob, RENEW } from './jobs.ts'
import { createNotices } from './notices.ts'
import { createRenewing } from './renewing.ts'

/** The engine: takes jobs, sends one message for each row, and writes what became of it. */
export function createDelivery(deps: Deps) {
  const { queue } = deps
  let stopping = false
  const attempts = createAttempts(deps)
  const drawing = createDrawing(deps)
  const deliver = createChunks(deps, attempts, drawing, () => stopping)
  const notice = createNotices(deps, attempts, drawing)
  const renew = createRenewing(deps, drawing, () => stopping)

  return {
    /** Takes no further batch of what is being sent. */
    stop: (): void => {
      stopping = true
    },
    start: async (): Promise<void> => {
      await queue.work(DELIVER, { concurrency: 2, retryLimit: 1000 }, deliver)
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
