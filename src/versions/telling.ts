import type { Message } from '#src/chat/message.ts'
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
