import { type BankHolidays, isOpen } from '#src/attention/rules.ts'
import { bankHolidays } from '#src/attention/store.ts'
import { findBroadcasts } from '#src/broadcasts/store.ts'
import { listedOf } from '#src/delivery/listed.ts'
import { sentList } from '#src/delivery/listed-store.ts'
import { notify } from '#src/delivery/notice-store.ts'
import type { Prepare } from '#src/delivery/prepare.ts'
import type { Redraw } from '#src/delivery/redraws.ts'
import { endExpired } from '#src/delivery/stop-store.ts'
import { tellOfPosts } from '#src/forums/digest.ts'
import { forumDigestCard, MOST_FORUMS } from '#src/forums/post-cards.ts'
import {
  givePostsBack,
  postponePosts,
  readersDue,
  waitingPosts,
} from '#src/forums/waiting-store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { eachAlone } from '#src/kernel/each-alone.ts'
import { londonDay } from '#src/kernel/london.ts'
import { isAway } from '#src/subscriptions/rules.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { digestCard, ITEMS_A_CARD } from './cards.ts'
import { endOfDay, nextDigest } from './rules.ts'
import {
  giveBack,
  itemsOf,
  keepDigestDay,
  lockReader,
  peopleDue,
  postpone,
  putIn,
  takeItems,
} from './store.ts'

/** The tick that makes digests. */
export const DIGESTS = 'digests'

type Deps = Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World }>
type Making = Readonly<{
  db: Tx
  queue: Pick<Queue, 'add'>
  newId: () => string
  at: Date
  holidays: BankHolidays
}>

/** Turns what is due into digests: one a person and day at most, every item in one. Safe at any time, from any process. */
export async function makeDigests({ db, queue, world }: Deps): Promise<void> {
  const at = world.now()
  await endExpired(db, londonDay(at))
  const due = [...new Set([...(await peopleDue(db, at)), ...(await readersDue(db, at))])]
  if (due.length === 0) return
  const holidays = await bankHolidays(db)
  // One person a transaction: a crash between two people loses and repeats nothing.
  await eachAlone(due, 'Some digests could not be made', async (personId) =>
    db
      .transaction()
      .execute(async (tx) =>
        makeDigest({ db: tx, queue, newId: world.newId, at, holidays }, personId),
      ),
  )
}

async function makeDigest(making: Making, personId: string): Promise<void> {
  const { db, at, holidays } = making
  const reader = await lockReader(db, personId)
  // What came while they are away goes in their catch-up.
  if (isAway(reader, at)) return waitUntil(db, personId, at, reader.awayUntil)
  const next = nextDigest(reader, holidays, at)
  if (next > at) return waitUntil(db, personId, at, next)
  const items = await takeItems(db, personId, endOfDay(at), londonDay(at))
  const posts = await tellOfPosts(making, personId, endOfDay(at))
  if (items.length === 0 && !posts) return
  await keepDigestDay(db, personId, londonDay(at))
  for (let start = 0; start < items.length; start += ITEMS_A_CARD) {
    const page = items.slice(start, start + ITEMS_A_CARD)
    const notice = await notify(making, personId, 'digest', digestCard(page))
    await putIn(
      db,
      notice,
      personId,
      page.map(({ id }) => id),
    )
  }
}

/** What is due of theirs, in forums and from senders, waits for a later digest. */
async function waitUntil(db: Tx, personId: string, at: Date, until: Date): Promise<void> {
  await postpone(db, personId, at, until)
  await postponePosts(db, personId, at, until)
}

/** The same of the card that tells of posts in forums. */
export const leavingForumDigest: Prepare = [
  'forum-digest',
  async (db, { id, personId, createdAt }, at) => {
    const reader = await lockReader(db, personId)
    const open = !isAway(reader, at) && isOpen(reader, await bankHolidays(db), at)
    if (londonDay(createdAt) !== londonDay(at) || !open) {
      await givePostsBack(db, id)
      return { is: 'gone' }
    }
    const waiting = await waitingPosts(db, personId, { notice: id })
    return waiting.length === 0
      ? { is: 'gone' }
      : { is: 'go', message: forumDigestCard(waiting.slice(0, MOST_FORUMS)) }
  },
]

/** A digest that was sent, as its messages are now. */
export const digestRedraw: Redraw = [
  'digest',
  async (db, notice) => {
    const list = await sentList(db, 'digest', notice)
    if (list === null) return []
    const items = await findBroadcasts(db, list.broadcasts)
    return [{ handle: list.handle, message: digestCard(items) }]
  },
]

/**
 * A digest that leaves says what is so then. One that did not get away on its day, or before the quiet hours, is unmade:
 * what it carried is in the next.
 */
export const leavingDigest: Prepare = [
  'digest',
  async (db, { id, personId, createdAt }, at) => {
    const today = londonDay(at)
    const items = await itemsOf(db, id, today)
    const reader = await lockReader(db, personId)
    const open = !isAway(reader, at) && isOpen(reader, await bankHolidays(db), at)
    if (londonDay(createdAt) !== today || !open) {
      await giveBack(db, id)
      return { is: 'gone' }
    }
    return items.length === 0
      ? { is: 'gone' }
      : { is: 'go', message: digestCard(items), listed: listedOf(items) }
  },
]
