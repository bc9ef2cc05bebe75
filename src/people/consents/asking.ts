import { notify } from '#src/delivery/notice-store.ts'
import type { Db } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { keepAsked, toAsk } from './ask-store.ts'
import { askAgainCard } from './cards.ts'

/** The tick that asks again where the words have changed. */
export const ASK_AGAIN = 'ask-consents-again'

const AT_A_TIME = 200

/** Asks everybody whose agreement is to words that have changed, each once for each wording. */
export async function askAgainWhereWordsChanged({
  db,
  queue,
  world,
}: Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World }>): Promise<void> {
  for (;;) {
    const asked = await db.transaction().execute(async (tx) => {
      const at = world.now()
      const found = await toAsk(tx, AT_A_TIME)
      for (const { personId, category } of found)
        await notify(
          { db: tx, queue, at, newId: world.newId },
          personId,
          `consent:${category}`,
          askAgainCard(category),
        )
      await keepAsked(tx, found, at)
      return found.length
    })
    if (asked < AT_A_TIME) return
  }
}
