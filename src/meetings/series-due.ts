import { lockBroadcast } from '#src/broadcasts/store.ts'
import { notifyAll } from '#src/delivery/notice-store.ts'
import type { Db } from '#src/kernel/db.ts'
import { eachAlone } from '#src/kernel/each-alone.ts'
import { daysAfter, londonDay } from '#src/kernel/london.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { officersFor } from '#src/opportunities/officers.ts'
import { lookCard, takeOverCard } from './cards/series-cards.ts'
import { isPlanned, LOOK_DAYS, lookDue } from './rules/series.ts'
import { takeLook, unasked } from './series-store.ts'

type Deps = Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World }>

const FURTHEST = Math.max(...LOOK_DAYS.map(Number))

/**
 * Asks the authors of meetings that are near to look at them; where an author is gone, or may not send it any more, those
 * who may. Each once: safe at any time, from any process.
 */
export async function tendSeries({ db, queue, world }: Deps): Promise<void> {
  const at = world.now()
  const today = londonDay(at)
  const near = await unasked(db, today, daysAfter(today, FURTHEST))
  await eachAlone(near, 'Some meetings of a series could not be asked after', async (one) =>
    db.transaction().execute(async (tx) => {
      const found = await lockBroadcast(tx, one.broadcast)
      if (found === null || found.state !== 'draft' || !isPlanned(found)) return
      if (!lookDue(found.content, one.lookDays, at)) return
      const people = await officersFor(tx, found, at)
      // Nobody may send it now: it is looked at again until somebody may.
      if (people.length === 0 || !(await takeLook(tx, one, at))) return
      const card = people.includes(found.authorId) ? lookCard(found) : takeOverCard(found)
      const sending = { db: tx, queue, newId: world.newId, at }
      await notifyAll(
        sending,
        people.map((personId) => ({ personId, dueAt: at })),
        `series-look:${found.id}`,
        card,
      )
    }),
  )
}
