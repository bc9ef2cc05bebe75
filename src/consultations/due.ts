import { type BankHolidays, isOpen, whenOpen } from '#src/attention/rules.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { findBroadcast, lockBroadcast } from '#src/broadcasts/store.ts'
import { bankHolidays } from '#src/attention/store.ts'
import { notify } from '#src/delivery/notice-store.ts'
import type { Prepare } from '#src/delivery/prepare.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { eachAlone } from '#src/kernel/each-alone.ts'
import { daysAfter, londonDay } from '#src/kernel/london.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { attentionOf, putInReminder, takeSteps } from '#src/reminders/store.ts'
import { chaseCard, takePartReminderCard } from './cards.ts'
import { tookPart } from './load-results.ts'
import { chaseDue, type Consultation, isReminded } from './rules.ts'
import { keepChased, type Unheard, unheard, type Unsaid, unsaid } from './store.ts'

type Deps = Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World }>
type Sending = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; newId: () => string; at: Date }>

const asConsultation = (found: Broadcast | null): Consultation | null =>
  found?.content.kind === 'consultation' ? { ...found, content: found.content } : null

/** Reminds those who were asked and said nothing, and chases senders who said nothing back. Safe at any time, from any process. */
export async function tendConsultations(deps: Deps, holidays: BankHolidays): Promise<void> {
  const { db, queue, world } = deps
  const at = world.now()
  const today = londonDay(at)
  const inOne = async (act: (sending: Sending) => Promise<void>) =>
    db.transaction().execute(async (tx) => act({ db: tx, queue, newId: world.newId, at }))
  const due = (await unheard(db, at, today, daysAfter(today, 7))).filter((one) =>
    isReminded(one, one, holidays, at),
  )
  await eachAlone(due, 'Some people could not be reminded of a consultation', async (one) =>
    inOne(async (sending) => remind(sending, one)),
  )
  const silent = (await unsaid(db, today)).filter((one) => chaseDue(one.closes, today) > one.done)
  await eachAlone(silent, 'Some senders of consultations could not be told', async (one) =>
    inOne(async (sending) => chase(sending, one, holidays)),
  )
}

async function remind(sending: Sending, one: Unheard): Promise<void> {
  const { db, at } = sending
  const { broadcastId, personId } = one
  const taken = await takeSteps(db, [{ broadcastId, personId, version: 1, step: 1 }], at)
  const found = asConsultation(await findBroadcast(db, broadcastId))
  if (taken.length === 0 || found === null) return
  const about = `take-part:${broadcastId}`
  const notice = await notify(sending, personId, about, takePartReminderCard(found), one.identityId)
  await putInReminder(db, notice, personId, [broadcastId], at)
}

async function chase(sending: Sending, one: Unsaid, holidays: BankHolidays): Promise<void> {
  const { db, at } = sending
  const found = asConsultation(await lockBroadcast(db, one.id))
  if (found === null || !isOpen(await attentionOf(db, found.authorId), holidays, at)) return
  const step = chaseDue(found.content.closes, londonDay(at))
  if (step <= one.done || !(await keepChased(db, one.id, step, at))) return
  const card = chaseCard(found, await tookPart(db, one.id), one.done > 0)
  await notify(sending, found.authorId, `say-back:${one.id}`, card)
}

/** A reminder that leaves goes only to somebody who still has not taken part, and not at night. */
export const leavingTakePart: Prepare = [
  'take-part',
  async (db, { personId, about }, at) => {
    const broadcast = Number(about.split(':')[1])
    const today = londonDay(at)
    const [still] = await unheard(db, at, today, daysAfter(today, 7), { broadcast, personId })
    const found = asConsultation(await findBroadcast(db, broadcast))
    if (still === undefined || found === null) return { is: 'gone' }
    const holidays = await bankHolidays(db)
    return isOpen(still, holidays, at)
      ? { is: 'go', message: takePartReminderCard(found) }
      : { is: 'later', at: whenOpen(still, holidays, at) }
  },
]
