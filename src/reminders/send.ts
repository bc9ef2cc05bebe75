import { type BankHolidays, isOpen, whenOpen } from '#src/attention/rules.ts'
import { bankHolidays } from '#src/attention/store.ts'
import { findBroadcasts } from '#src/broadcasts/store.ts'
import { listedOf } from '#src/delivery/listed.ts'
import { sentList } from '#src/delivery/listed-store.ts'
import { notify } from '#src/delivery/notice-store.ts'
import type { Prepare } from '#src/delivery/prepare.ts'
import type { Redraw } from '#src/delivery/redraws.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { eachAlone } from '#src/kernel/each-alone.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { reminderCard, reminderListCard } from './cards.ts'
import { stepDue } from './rules.ts'
import {
  answeredAmong,
  attentionOf,
  owedAnswers,
  type OwedOne,
  type Owing,
  putInReminder,
  stillOwedIn,
  takeSteps,
  unansweredOf,
} from './store.ts'

type Deps = Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World }>
type Sending = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; newId: () => string; at: Date }>
type Due = OwedOne & Readonly<{ step: number }>

/**
 * Reminds everybody of what they owe an answer to and is due, one notice each: the rows say what was done, so it may run
 * late, twice at once, or not for days. Safe at any time, from any process.
 */
export async function sendReminders(
  { db, queue, world }: Deps,
  holidays: BankHolidays,
): Promise<void> {
  const at = world.now()
  const due = (await owedAnswers(db, at, londonDay(at))).flatMap((one): Due[] => {
    const step = stepDue(one, holidays, at)
    return step === null ? [] : [{ ...one, step }]
  })
  await eachAlone(
    Map.groupBy(due, (one) => one.personId),
    'Some people could not be reminded',
    async ([personId, some]) =>
      db
        .transaction()
        .execute(async (tx) => remind({ db: tx, queue, newId: world.newId, at }, personId, some)),
  )
}

async function remind(sending: Sending, personId: string, due: readonly Due[]): Promise<void> {
  const { db, at } = sending
  const taken = await takeSteps(db, due, at)
  const items = await unansweredOf(db, at, londonDay(at), personId, taken)
  if (!hasSome(items)) return
  // Where the most urgent of them arrived is where they are reminded.
  const account = due.find(({ broadcastId }) => broadcastId === items[0].id)?.identityId ?? null
  const about = items.length === 1 ? `reminder:${items[0].id}` : 'reminders'
  const notice = await notify(sending, personId, about, reminderCard(items), account)
  await putInReminder(
    db,
    notice,
    personId,
    items.map(({ id }) => id),
    at,
  )
}

/** A reminder that leaves is only about what is owed then. It goes at night only when that is critical. */
const leaving: Prepare[1] = async (db, { id, personId }, at) => {
  const items = await stillOwedIn(db, id, personId, at, londonDay(at))
  if (!hasSome(items)) return { is: 'gone' }
  if (items.every(({ urgency }) => urgency !== 'critical')) {
    const who = await attentionOf(db, personId)
    const holidays = await bankHolidays(db)
    if (!isOpen(who, holidays, at)) return { is: 'later', at: whenOpen(who, holidays, at) }
  }
  return { is: 'go', message: reminderCard(items), listed: listedOf(items) }
}

export const leavingReminders: readonly Prepare[] = [
  ['reminder', leaving],
  ['reminders', leaving],
]

/** A reminder of several that was sent, as its messages are now. */
export const remindersRedraw: Redraw = [
  'reminders',
  async (db, notice) => {
    const list = await sentList(db, 'reminders', notice)
    if (list === null) return []
    const items = await findBroadcasts(db, list.broadcasts)
    const answered = await answeredAmong(db, list.personId, list.broadcasts)
    return [{ handle: list.handle, message: reminderListCard(items, answered) }]
  },
]

const hasSome = (items: readonly Owing[]): items is readonly [Owing, ...Owing[]] => items.length > 0
