import type { BankHolidays } from '#src/attention/rules.ts'
import { notify } from '#src/delivery/notice-store.ts'
import type { Prepare } from '#src/delivery/prepare.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { eachAlone } from '#src/kernel/each-alone.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Message } from '#src/chat/message.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { rolesOf } from '#src/people/store.ts'
import { findReport } from '#src/reports/find-report.ts'
import { silentListCard } from './cards.ts'
import { listIsDue } from './rules.ts'
import { keepListed, silentOn, type Unlisted, unlisted } from './store.ts'

/** As many names as a card could ever show. */
const MOST_NAMES = 9

/** Tells senders once who has not answered, when reminding is over. Safe at any time, from any process. */
export async function sendLists(
  { db, queue, world }: Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World }>,
  holidays: BankHolidays,
): Promise<void> {
  const at = world.now()
  const due = (await unlisted(db, at, londonDay(at))).filter((one) =>
    listIsDue(one, one, holidays, at),
  )
  await eachAlone(due, 'Some lists could not be made', async (one) =>
    db
      .transaction()
      .execute(async (tx) => sendList({ db: tx, queue, newId: world.newId, at }, one)),
  )
}

async function sendList(
  sending: Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; newId: () => string; at: Date }>,
  one: Unlisted,
): Promise<void> {
  const { db, at } = sending
  if (!(await keepListed(db, one, at))) return
  const card = await listFor(db, one.id, one.authorId, at)
  if (card !== null) await notify(sending, one.authorId, `unanswered:${one.id}`, card)
}

/** What the sender may see at this moment; null when everybody has answered, or it is not theirs to see any more. */
async function listFor(
  db: Tx,
  broadcast: number,
  authorId: string,
  at: Date,
): Promise<Message | null> {
  const by = { id: authorId, roles: await rolesOf(db, authorId, at) }
  const found = await findReport(db, broadcast, by, at)
  if (!found.ok || found.value.since.ended !== null) return null
  const silent = await silentOn(db, broadcast, MOST_NAMES)
  return silent.silent === 0 ? null : silentListCard(found.value, silent)
}

/** The list as it is when it leaves. */
export const leavingList: Prepare = [
  'unanswered',
  async (db, { personId, about }, at) => {
    const card = await listFor(db, Number(about.split(':')[1]), personId, at)
    return card === null ? { is: 'gone' } : { is: 'go', message: card }
  },
]
