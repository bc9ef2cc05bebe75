import { afterQuiet, type BankHolidays, isOpen } from '#src/attention/rules.ts'
import { findBroadcast, lockBroadcast } from '#src/broadcasts/store.ts'
import { notify, notifyAll } from '#src/delivery/notice-store.ts'
import type { Prepare } from '#src/delivery/prepare.ts'
import type { Db } from '#src/kernel/db.ts'
import { eachAlone } from '#src/kernel/each-alone.ts'
import { daysAfter, londonDay } from '#src/kernel/london.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { attentionOf } from '#src/reminders/store.ts'
import { eventReminderCard } from './cards.ts'
import { whoCameCard } from './organiser-cards.ts'
import { isReminded, startOf } from './rules.ts'
import {
  bookingOf,
  clearLeft,
  keepAsked,
  keepReminded,
  leftBehind,
  type ToRemind,
  toRemind,
  unmarked,
} from './store.ts'
import { asEvent, fillPlaces, type Tools } from './telling.ts'

type Deps = Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World }>

/**
 * Passes on the places of those who have left, reminds those who have one the day before, and asks organisers who came.
 * Safe at any time, from any process.
 */
export async function tendEvents(deps: Deps, holidays: BankHolidays): Promise<void> {
  const { db, queue, world } = deps
  const at = world.now()
  const today = londonDay(at)
  const inOne = async (act: (tools: Tools) => Promise<void>) =>
    db.transaction().execute(async (tx) => act({ db: tx, queue, newId: world.newId, at }))
  await eachAlone(await leftBehind(db, today), 'Some places could not be passed on', async (id) =>
    inOne(async (tools) => passOn(tools, id)),
  )
  const due = (await toRemind(db, today, daysAfter(today, 1))).filter((one) =>
    isReminded(one, one.bookedAt, at),
  )
  await eachAlone(due, 'Some people could not be reminded of an event', async (one) =>
    inOne(async (tools) => remind(tools, one)),
  )
  await eachAlone(await unmarked(db, today), 'Some organisers could not be asked', async (id) =>
    inOne(async (tools) => askWhoCame(tools, id, holidays)),
  )
}

async function passOn(tools: Tools, id: number): Promise<void> {
  const event = asEvent(await lockBroadcast(tools.db, id))
  if (event === null) return
  await clearLeft(tools.db, id, tools.at)
  await fillPlaces(tools, event)
}

async function remind(tools: Tools, one: ToRemind): Promise<void> {
  const event = asEvent(await findBroadcast(tools.db, one.broadcastId))
  if (event === null || event.content.date !== one.date) return
  if (!(await keepReminded(tools.db, one))) return
  const person = { personId: one.personId, dueAt: afterQuiet(one, tools.at) }
  await notifyAll(tools, [person], `event-reminder:${event.id}`, eventReminderCard(event))
}

async function askWhoCame(tools: Tools, id: number, holidays: BankHolidays): Promise<void> {
  const event = asEvent(await lockBroadcast(tools.db, id))
  if (event === null) return
  if (!isOpen(await attentionOf(tools.db, event.authorId), holidays, tools.at)) return
  if (await keepAsked(tools.db, id, tools.at))
    await notify(tools, event.authorId, `who-came:${id}`, whoCameCard(event))
}

/** A reminder that leaves says what is so then, to somebody who still has a place. */
export const leavingEventReminder: Prepare = [
  'event-reminder',
  async (db, { personId, about }, at) => {
    const id = Number(about.split(':')[1])
    const event = asEvent(await findBroadcast(db, id))
    const booking = await bookingOf(db, id, personId)
    return event !== null && booking?.state === 'booked' && startOf(event.content) > at
      ? { is: 'go', message: eventReminderCard(event) }
      : { is: 'gone' }
  },
]
