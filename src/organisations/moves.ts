import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { Change, Meant } from './cards.ts'
import { auditEach } from './change-store.ts'
import {
  type DueClosure,
  type DueMove,
  followersOf,
  followPractice,
  peopleOf,
  rolesOfWorkers,
  takeClosures,
  takeMoves,
  workersOf,
} from './move-store.ts'
import { endRole, rolesAt } from './succession-effect-store.ts'
import { keepBallots, keepUnsent } from './unsent.ts'

export type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>
/** What the changes of one day meant, by person. */
export type ByPerson = Map<string, Meant[]>

/** Collects what one change means for each person. */
export function meaning(change: Change) {
  const mine = new Map<string, Meant>()
  const nothing: Meant = {
    change,
    topics: 0,
    works: false,
    rolesMoved: [],
    rolesEnded: [],
    rolesKept: [],
    drafts: [],
    unscheduled: [],
    ballots: [],
  }
  return {
    add: (personId: string, more: (before: Meant) => Partial<Meant>) => {
      const before = mine.get(personId) ?? nothing
      mine.set(personId, { ...before, ...more(before) })
    },
    people: () => [...mine.keys()],
    addTo: (all: ByPerson) => {
      for (const [personId, one] of mine) all.set(personId, [...(all.get(personId) ?? []), one])
    },
  }
}

/** Practices that are in another PCN, and what closed without a successor. Returns the roles to look at and those that ended. */
export async function moveAndClose(
  tools: Tools,
  today: string,
  all: ByPerson,
): Promise<Readonly<{ kept: readonly string[]; ended: readonly string[] }>> {
  const kept: string[] = []
  const ended: string[] = []
  for (const one of await takeMoves(tools.db, today, tools.at))
    kept.push(...(await move(tools, one, today, all)))
  for (const one of await takeClosures(tools.db, today, tools.at))
    ended.push(...(await close(tools, one, all)))
  return { kept, ended }
}

async function move(
  { db, at }: Tools,
  due: DueMove,
  today: string,
  all: ByPerson,
): Promise<readonly string[]> {
  const { code, name, day, from, fromName, to } = due
  const { add, people, addTo } = meaning({
    is: 'moved',
    name,
    day,
    from: fromName,
    to: to.map((one) => one.name),
  })
  for (const personId of await peopleOf(db, code)) add(personId, () => ({ works: true }))
  for (const { personId, many } of await followPractice(db, due, today))
    add(personId, () => ({ topics: many }))
  const roles = await rolesOfWorkers(db, from, code, today, at)
  for (const { personId, role } of roles)
    add(personId, (before) => ({ rolesKept: [...before.rolesKept, role] }))
  await auditEach(db, at, [
    { action: 'organisation.moved', subject: `organisation:${code}` },
    ...people().map((id) => ({ action: 'person.moved', subject: `person:${id}` })),
  ])
  addTo(all)
  return roles.map(({ id }) => id)
}

async function close(
  tools: Tools,
  { code, name, day }: DueClosure,
  all: ByPerson,
): Promise<readonly string[]> {
  const { db, at } = tools
  const { add, addTo } = meaning({ is: 'closed', name, day })
  await keepUnsent(tools, code, add)
  await keepBallots(tools, code, add)
  for (const { personId, many } of await followersOf(db, code))
    add(personId, () => ({ topics: many }))
  for (const personId of await workersOf(db, code)) add(personId, () => ({ works: true }))
  const roles = await rolesAt(db, code, at)
  for (const { id, personId, role } of roles) {
    add(personId, (before) => ({ rolesEnded: [...before.rolesEnded, role] }))
    await endRole(db, id, at)
  }
  await auditEach(db, at, [
    { action: 'organisation.closed', subject: `organisation:${code}` },
    ...roles.map(({ id }) => ({ action: 'role.ended', subject: `role:${id}` })),
  ])
  addTo(all)
  return roles.map(({ id }) => id)
}
