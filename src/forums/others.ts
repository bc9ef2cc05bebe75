import { notifyAll } from '#src/delivery/notice-store.ts'
import type { Prepare } from '#src/delivery/prepare.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay, londonTime } from '#src/kernel/london.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { writeAudit } from '#src/people/store.ts'
import { COUNTDOWN_TIME, daysBetween, stepDue, STEPS, tellAt } from './closing.ts'
import { findForum, lockForum } from './forum-store.ts'
import { toldAsModerators } from './load.ts'
import { othersCountdownCard, othersEndedCard, othersSummaryCard } from './others-cards.ts'
import { endOthers, forumsWithOthers, othersIn, toldOf } from './others-store.ts'
import { stateOf } from './rules.ts'

type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>
type Due = Readonly<{ id: number; act: (tools: Tools) => Promise<void> }>

/** With the day, so that another last day is counted down anew. */
const aboutOf = (forum: number, until: string, days: number) =>
  `forum-others:${forum}:${until}:${days}`

/**
 * What is due in forums where people without a membership may be until a day: telling them how long is left, and ending
 * their time. Each is safe at any time, from any process: the forum is held while it is looked at.
 */
export async function othersDue(db: Db, at: Date): Promise<readonly Due[]> {
  const today = londonDay(at)
  return (await forumsWithOthers(db)).flatMap(({ id, until }): Due[] => {
    if (today > until) return [{ id, act: async (tools) => end(tools, id) }]
    return londonTime(at) >= COUNTDOWN_TIME && daysBetween(today, until) <= STEPS[0]
      ? [{ id, act: async (tools) => countDown(tools, id) }]
      : []
  })
}

async function countDown(tools: Tools, id: number): Promise<void> {
  const { db, at } = tools
  const today = londonDay(at)
  const forum = await lockForum(db, id)
  const until = forum?.eligibility.othersUntil ?? null
  if (forum === null || until === null || stateOf(forum, today) !== 'open') return
  const abouts = await toldOf(
    db,
    STEPS.map((days) => aboutOf(id, until, days)),
  )
  const told = STEPS.filter((days) => abouts.includes(aboutOf(id, until, days)))
  const step = stepDue(until, told, today)
  if (step === null) return
  const people = (await othersIn(db, forum)).map((one) => ({
    personId: one.personId,
    dueAt: tellAt(one, at),
  }))
  const card = othersCountdownCard(forum, until, daysBetween(today, until))
  await notifyAll(tools, people, aboutOf(id, until, step), card)
}

async function end(tools: Tools, id: number): Promise<void> {
  const { db, at } = tools
  const today = londonDay(at)
  const forum = await lockForum(db, id)
  const until = forum?.eligibility.othersUntil ?? null
  if (forum === null || until === null || today <= until || stateOf(forum, today) === 'closed')
    return
  const others = await othersIn(db, forum)
  if (others.length === 0) return
  await endOthers(db, id, others, at)
  await notifyAll(
    tools,
    others.map((one) => ({ personId: one.personId, dueAt: tellAt(one, at) })),
    `forum-others-ended:${id}`,
    othersEndedCard(forum, until),
  )
  await notifyAll(
    tools,
    (await toldAsModerators(db, forum, at)).map((personId) => ({ personId, dueAt: at })),
    `forum-others-summary:${id}`,
    othersSummaryCard(forum, others.length),
  )
  await writeAudit(db, at, null, 'forum.others-ended', `forum:${id}`)
}

/** A countdown that was kept for somebody says how long is left when it leaves, and nothing to whom it is not about any more. */
export const leavingOthers: Prepare = [
  'forum-others',
  async (db, { about, personId }, at) => {
    const forum = await findForum(db, Number(about.split(':')[1]))
    const until = forum?.eligibility.othersUntil ?? null
    const today = londonDay(at)
    if (forum === null || until === null || stateOf(forum, today) !== 'open') return { is: 'gone' }
    const left = daysBetween(today, until)
    const concerns = (await othersIn(db, forum)).some((one) => one.personId === personId)
    return left < 0 || left > STEPS[0] || !concerns
      ? { is: 'gone' }
      : { is: 'go', message: othersCountdownCard(forum, until, left) }
  },
]
