import { type BankHolidays, whenOpen } from '#src/attention/rules.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { findBroadcast, lockBroadcast } from '#src/broadcasts/store.ts'
import type { Message } from '#src/chat/message.ts'
import { notifyAll } from '#src/delivery/notice-store.ts'
import type { Prepare } from '#src/delivery/prepare.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { eachAlone } from '#src/kernel/each-alone.ts'
import { daysAfter, londonDay } from '#src/kernel/london.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { attentionOf } from '#src/reminders/store.ts'
import { unclosedCard } from './chase-cards.ts'
import { type Chase, chaseDue } from './chase-rules.ts'
import { keepChase, unclosed } from './chase-store.ts'
import { officersFor } from './officers.ts'
import { stageCounts } from './store.ts'

/** Past the last step after a closing date, with every holiday that there is. */
const LONGEST_DAYS = 60

type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; newId: () => string; at: Date }>

/** Asks those who run opportunities for what they owe their applicants. Safe at any time, from any process. */
export async function chaseOfficers(
  { db, queue, world }: Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World }>,
  holidays: BankHolidays,
): Promise<void> {
  const at = world.now()
  const due = (await unclosed(db, daysAfter(londonDay(at), -LONGEST_DAYS))).flatMap((run) => {
    const chase = chaseDue(run, holidays, at)
    return chase === null ? [] : [{ id: run.id, chase }]
  })
  await eachAlone(due, 'Some officers could not be asked', async ({ id, chase }) =>
    db
      .transaction()
      .execute(async (tx) => ask({ db: tx, queue, newId: world.newId, at }, id, chase, holidays)),
  )
}

async function ask(tools: Tools, id: number, chase: Chase, holidays: BankHolidays): Promise<void> {
  const { db, at } = tools
  const found = await lockBroadcast(db, id)
  const card = found === null ? null : await cardNow(db, found, chase.why)
  if (found === null || card === null || !(await keepChase(db, id, chase, at))) return
  const officers = await Promise.all(
    (await officersFor(db, found, at)).map(async (personId) => ({
      personId,
      dueAt: whenOpen(await attentionOf(db, personId), holidays, at),
    })),
  )
  await notifyAll(tools, officers, `chase:${id}:${chase.why}`, card)
}

/** Null when nothing is owed any more. */
async function cardNow(db: Tx, found: Broadcast, why: Chase['why']): Promise<Message | null> {
  const { ended } = found.since
  if (ended !== null && ended.is !== 'expired') return null
  const counts = await stageCounts(db, found.id)
  return why === 'waiting' && counts.interested === 0 ? null : unclosedCard(found, counts, why)
}

/** What is asked for as it is when it leaves: only of who may still answer it. */
export const leavingChase: Prepare = [
  'chase',
  async (db, { personId, about }, at) => {
    const [, id, why] = about.split(':')
    const found = await findBroadcast(db, Number(id))
    if (found === null || !(await officersFor(db, found, at)).includes(personId))
      return { is: 'gone' }
    const card = await cardNow(db, found, why === 'over' ? 'over' : 'waiting')
    return card === null ? { is: 'gone' } : { is: 'go', message: card }
  },
]
