import type { BankHolidays } from '#src/attention/rules.ts'
import { bankHolidays } from '#src/attention/store.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import { notify } from '#src/delivery/notice-store.ts'
import type { Prepare } from '#src/delivery/prepare.ts'
import type { Db } from '#src/kernel/db.ts'
import { eachAlone } from '#src/kernel/each-alone.ts'
import { daysAfter, londonDay } from '#src/kernel/london.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { actionCard } from './cards/conclude-cards.ts'
import { meetingReminderCard } from './cards/reminder-cards.ts'
import { dueActions, findAction, takeFollowUp } from './conclude-store.ts'
import { owingFor, takeReminder } from './remind-store.ts'
import { followUpsDue } from './rules/concluding.ts'
import { REMIND_FROM_DAYS, type ReminderStep, reminderStepDue } from './rules/reminding.ts'
import { isNotice, stands } from './rules/rsvp.ts'
import { answerOf } from './store.ts'

type Deps = Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World }>

/** Reminds of meetings that are near. The rows say what was done: safe at any time, from any process. */
export async function remindOfMeetings(
  { db, queue, world }: Deps,
  holidays: BankHolidays,
): Promise<void> {
  const at = world.now()
  const today = londonDay(at)
  const owing = await owingFor(db, today, daysAfter(today, REMIND_FROM_DAYS), at)
  await eachAlone(owing, 'Some people could not be reminded of a meeting', async (one) => {
    const notice = await findBroadcast(db, one.broadcastId)
    if (notice === null || !isNotice(notice)) return
    const step = reminderStepDue(one, notice, holidays, at)
    if (step === null) return
    const { broadcastId, personId, meetsAt } = one
    await db.transaction().execute(async (tx) => {
      const row = { broadcastId, personId, step, answeredFor: meetsAt, at }
      if (!(await takeReminder(tx, row))) return
      const card = meetingReminderCard(notice, step, await answerOf(tx, broadcastId, personId))
      const sending = { db: tx, queue, newId: world.newId, at }
      await notify(sending, personId, `meeting-reminder:${broadcastId}:${step}`, card)
    })
  })
}

/** A reminder that leaves is about the meeting as it is then, and only for whom it still concerns. */
export const leavingMeetingReminder: Prepare = [
  'meeting-reminder',
  async (db, { about, personId }, at) => {
    const [, id = '', step = ''] = about.split(':')
    const notice = await findBroadcast(db, Number(id))
    if (notice === null || !isNotice(notice) || notice.since.ended !== null) return { is: 'gone' }
    const { date } = notice.content
    const only = { broadcast: notice.id, person: personId }
    const [one] = await owingFor(db, date, date, at, only)
    // It was taken for this step already: asked as if it had not been, it says whether it is still owed.
    const still =
      one !== undefined &&
      reminderStepDue({ ...one, done: [] }, notice, await bankHolidays(db), at) === step
    if (!still) return { is: 'gone' }
    const mine = await answerOf(db, notice.id, personId)
    const shown = mine !== null && stands(mine, notice.content) ? mine : null
    return { is: 'go', message: meetingReminderCard(notice, step as ReminderStep, shown) }
  },
]

/** Asks after what is to be done: its owner on its day, and whoever gave it when it is overdue. */
export async function followUpActions({ db, queue, world }: Deps): Promise<void> {
  const at = world.now()
  const due = await dueActions(db, londonDay(at))
  await eachAlone(due, 'Some action items could not be followed up', async (one) => {
    for (const step of followUpsDue(one, at))
      await db.transaction().execute(async (tx) => {
        if (!(await takeFollowUp(tx, one.id, step, at))) return
        const item = await findAction(tx, one.id)
        const notice = item === null ? null : await findBroadcast(tx, item.broadcastId)
        if (item === null || notice === null || !isNotice(notice)) return
        const sending = { db: tx, queue, newId: world.newId, at }
        const [to, why] =
          step === 'reminded'
            ? ([item.ownerId, 'due'] as const)
            : ([item.madeBy, 'overdue'] as const)
        await notify(sending, to, `action-${why}:${item.id}`, actionCard(notice, item, why))
      })
  })
}
