import type { Prepare } from '#src/delivery/prepare.ts'
import type { Redraw } from '#src/delivery/redraws.ts'
import { askRedraw, notifyAll } from '#src/delivery/notice-store.ts'
import type { Message } from '#src/chat/message.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { eachAlone } from '#src/kernel/each-alone.ts'
import { daysAfter, londonDay, londonTime } from '#src/kernel/london.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { writeAudit } from '#src/people/store.ts'
import { joinDeclinedCard } from './joining-cards.ts'
import { COUNTDOWN_TIME, daysBetween, staysBehind, stepDue, STEPS, tellAt } from './closing.ts'
import {
  closedSummaryCard,
  countdownCard,
  countedCard,
  type Fate,
  forumClosedCard,
} from './closing-cards.ts'
import {
  endRequests,
  forumsEnding,
  forumsOver,
  markStep,
  moveMembers,
  setClosed,
} from './closing-store.ts'
import type { Forum } from './forum.ts'
import { findForum, lockForum } from './forum-store.ts'
import { toldAsModerators } from './load.ts'
import { candidates, everybodyIn, findMember, noticesAbout, type Reader } from './member-store.ts'
import { othersDue } from './others.ts'
import { stateOf } from './rules.ts'

/** The tick that counts forums down and closes them. */
export const FORUMS = 'forums'

type Deps = Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World }>
type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>

const LONGEST = STEPS[0]

/** Closes what is over and tells how long is left, each forum in a transaction of its own. Safe at any time, from any process. */
export async function endForums({ db, queue, world }: Deps): Promise<void> {
  const at = world.now()
  const today = londonDay(at)
  const late = londonTime(at) >= COUNTDOWN_TIME
  const ending = late ? await forumsEnding(db, today, daysAfter(today, LONGEST)) : []
  const due = [
    ...(await forumsOver(db, today)).map((id) => ({ id, act: close })),
    ...ending.flatMap(({ id, closes, told }) => {
      const days = stepDue(closes, told, today)
      return days === null ? [] : [{ id, act: async (tools: Tools) => countDown(tools, id, days) }]
    }),
    ...(await othersDue(db, at)),
  ]
  await eachAlone(due, 'Some forums could not be followed up', async ({ id, act }) =>
    db.transaction().execute(async (tx) => act({ db: tx, queue, at, newId: world.newId }, id)),
  )
}

/** Where members go, while that is not closed itself. */
async function nextOf({ db, at }: Pick<Tools, 'db' | 'at'>, forum: Forum): Promise<Forum | null> {
  const next = forum.nextForum === null ? null : await findForum(db, forum.nextForum.id)
  return next === null || stateOf(next, londonDay(at)) === 'closed' ? null : next
}

/** What becomes of each, read for all of them at once. */
async function fates(
  { db, at }: Pick<Tools, 'db' | 'at'>,
  next: Forum | null,
  readers: readonly Pick<Reader, 'personId'>[],
): Promise<ReadonlyMap<string, Fate>> {
  const ids = readers.map(({ personId }) => personId)
  if (next === null) return new Map(ids.map((id) => [id, { is: 'ends' }]))
  const today = londonDay(at)
  const known = await candidates(db, next.eligibility, ids, at, today)
  const there = new Set((await everybodyIn(db, next)).map(({ personId }) => personId))
  return new Map(
    ids.map((id): readonly [string, Fate] => {
      const who = known.get(id)
      const unmet =
        who === undefined || there.has(id) ? [] : staysBehind(next.eligibility, who, today)
      return [id, unmet.length === 0 ? { is: 'moves', next } : { is: 'stays', next, unmet }]
    }),
  )
}

/** One card for all to whom the same happens. */
async function tellEach(
  tools: Tools,
  readers: readonly Reader[],
  fateOf: ReadonlyMap<string, Fate>,
  about: string,
  card: (fate: Fate) => Message,
): Promise<void> {
  const alike = Map.groupBy(readers, ({ personId }) => {
    const fate = fateOf.get(personId)
    return fate?.is === 'stays' ? fate.unmet.join(' ') || 'stays' : (fate?.is ?? '')
  })
  for (const group of alike.values()) {
    const fate = fateOf.get(group[0]?.personId ?? '') ?? { is: 'ends' }
    const people = group.map((one) => ({ personId: one.personId, dueAt: tellAt(one, tools.at) }))
    await notifyAll(tools, people, about, card(fate))
  }
}

async function countDown(tools: Tools, id: number, days: number): Promise<void> {
  const { db, at } = tools
  const forum = await lockForum(db, id)
  const closes = forum?.closes ?? null
  // Closed, or moved to another day, since it was listed.
  if (forum === null || closes === null || forum.closedAt !== null) return
  if (!(await markStep(db, id, days, at))) return
  const readers = await everybodyIn(db, forum)
  const fateOf = await fates(tools, await nextOf(tools, forum), readers)
  const left = daysBetween(londonDay(at), closes)
  await tellEach(tools, readers, fateOf, `forum-countdown:${id}`, (fate) =>
    countdownCard(forum, closes, left, fate),
  )
}

const CLOSED_BEFORE = 'The forum closed before a moderator answered.'

async function close(tools: Tools, id: number): Promise<void> {
  const { db, at } = tools
  const forum = await lockForum(db, id)
  if (forum === null || forum.closedAt !== null || stateOf(forum, londonDay(at)) !== 'closed')
    return
  const readers = await everybodyIn(db, forum)
  const next = await nextOf(tools, forum)
  const fateOf = new Map(await fates(tools, next, readers))
  if (next !== null) {
    const may = readers.flatMap(({ personId }) =>
      fateOf.get(personId)?.is === 'moves' ? [personId] : [],
    )
    const moved = await moveMembers(db, id, next.id, may, at)
    // Who left that forum, or was removed there, does not come back this way.
    for (const one of may) if (!moved.has(one)) fateOf.set(one, { is: 'stays', next, unmet: [] })
  }
  await setClosed(db, id, at)
  const told = { ...tools, db }
  await tellEach(told, readers, fateOf, `forum-closed:${id}`, (fate) =>
    forumClosedCard(forum, fate),
  )
  const asked = await endRequests(db, id, CLOSED_BEFORE, at)
  await notifyAll(
    tools,
    asked.map((personId) => ({ personId, dueAt: at })),
    `forum-declined:${id}`,
    joinDeclinedCard(forum, CLOSED_BEFORE),
  )
  const moves = [...fateOf.values()].filter((fate) => fate.is === 'moves').length
  const moderators = await toldAsModerators(db, forum, at)
  await notifyAll(
    tools,
    moderators.map((personId) => ({ personId, dueAt: at })),
    `forum-ended:${id}`,
    closedSummaryCard(forum, moves, readers.length - moves),
  )
  await askRedraw(tools, `forum-countdown:${id}`)
  await writeAudit(db, at, null, 'forum.closed', `forum:${id}`)
}

/** A countdown that was kept for somebody who was away, or over their quiet hours, says how long is left when it leaves. */
export const leavingCountdown: Prepare = [
  'forum-countdown',
  async (db, { about, personId }, at) => {
    const forum = await findForum(db, Number(about.split(':')[1]))
    const today = londonDay(at)
    if (forum === null || forum.closes === null || stateOf(forum, today) === 'closed')
      return { is: 'gone' }
    const left = daysBetween(today, forum.closes)
    const member = await findMember(db, forum.id, personId)
    if (left > LONGEST || member?.state !== 'in') return { is: 'gone' }
    const fate = (await fates({ db, at }, await nextOf({ db, at }, forum), [{ personId }])).get(
      personId,
    )
    return { is: 'go', message: countdownCard(forum, forum.closes, left, fate ?? { is: 'ends' }) }
  },
]

/** A countdown says what is so once its day has changed, or gone by. */
export const countdownRedraw: Redraw = [
  'forum-countdown',
  async (db, id, at) => {
    const forum = await findForum(db, Number(id))
    if (forum === null) return []
    const message = countedCard(forum, stateOf(forum, londonDay(at)) === 'closed')
    return (await noticesAbout(db, `forum-countdown:${id}`)).map((handle) => ({ handle, message }))
  },
]
