import { lockBroadcast } from '#src/broadcasts/store.ts'
import { notify } from '#src/delivery/notice-store.ts'
import { growEdition, queueRenewals } from '#src/delivery/renewal-store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { eachAlone } from '#src/kernel/each-alone.ts'
import { londonDay, londonTime } from '#src/kernel/london.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { followMeeting } from '#src/meetings/attending.ts'
import { isNotice } from '#src/meetings/rules/rsvp.ts'
import type { World } from '#src/kernel/world.ts'
import { reviewCard } from './cards.ts'
import { type DueDay, dueDays, markDay } from './review-store.ts'

/** The tick that looks for last days and review days, and for copies whose renewal lost its job. */
export const DAYS = 'days'

/** Copies of what was sent since are drawn anew by themselves when a day comes; older ones when somebody touches them. */
const NEWEST_MS = 30 * 24 * 60 * 60 * 1000

type Deps = Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World }>

/** Each in a transaction of its own, so that one which cannot be told holds up no other. Safe at any time, from any process. */
export async function tellDays({ db, queue, world }: Deps): Promise<void> {
  const at = world.now()
  const due = await dueDays(
    db,
    { today: londonDay(at), clock: londonTime(at) },
    new Date(at.getTime() - NEWEST_MS),
  )
  try {
    await eachAlone(due, 'Some days could not be told', async (day) =>
      db
        .transaction()
        .execute(async (tx) => tellDay({ db: tx, queue, at, newId: world.newId }, day)),
    )
  } finally {
    await db.transaction().execute(async (tx) => queueRenewals({ db: tx, queue }, at))
  }
}

async function tellDay(
  tools: Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>,
  day: DueDay,
): Promise<void> {
  const found = await lockBroadcast(tools.db, day.id)
  if (found === null || !(await markDay(tools.db, day, tools.at))) return
  if (day.due !== 'review') {
    await growEdition(tools, day.id, tools.at, day.isNew)
    if (isNotice(found)) await followMeeting(tools, day.id)
    return
  }
  if (!found.authorLeft) await notify(tools, found.authorId, `review:${day.id}`, reviewCard(found))
}
