import type { Message } from '#src/chat/message.ts'
import { REDRAW, type RedrawJob } from '#src/delivery/jobs.ts'
import { notifyAll } from '#src/delivery/notice-store.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { Urgency } from '#src/kernel/schema.ts'
import { noticeAt } from '#src/subscriptions/rules.ts'
import type { ToTell } from './store.ts'

type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>

/** One notice to each, once their quiet hours are over or they are back; at once when it is critical. */
export async function tellEach(
  tools: Tools,
  people: readonly ToTell[],
  urgency: Urgency,
  about: string,
  card: Message,
): Promise<void> {
  await notifyAll(
    tools,
    people.map(({ personId, ...wishes }) => ({
      personId,
      dueAt: noticeAt(wishes, urgency, tools.at),
    })),
    about,
    card,
  )
}

/** Slack lets 50 messages a minute be changed. */
const REDRAWN_A_MINUTE = 40

/** Asks that cards of many people show what is so, as fast as a platform lets them be changed, in the caller's transaction. */
export async function redrawEach(
  { db, queue, at }: Pick<Tools, 'db' | 'queue' | 'at'>,
  abouts: readonly string[],
): Promise<void> {
  await queue.add(
    db,
    REDRAW,
    abouts.map((about, n) => {
      const minutes = Math.floor(n / REDRAWN_A_MINUTE)
      return {
        data: { about } satisfies RedrawJob,
        ...(minutes === 0 ? {} : { startAfter: new Date(at.getTime() + minutes * 60_000) }),
      }
    }),
  )
}
