import type { Db, Tx } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { RoleName } from '#src/kernel/schema.ts'
import type { World } from '#src/kernel/world.ts'
import { tellEach } from '#src/versions/telling.ts'
import { type Meant, placesChangedCard } from './cards.ts'
import {
  auditEach,
  type DueSuccession,
  dueSuccessions,
  isAnyChangeDue,
  markSucceeded,
  membersToTell,
} from './change-store.ts'
import { type ByPerson, meaning, moveAndClose } from './moves.ts'
import { lockOrganisations } from './import-store.ts'
import { keepBallots, keepUnsent } from './unsent.ts'
import {
  copyRole,
  endRole,
  moveAbove,
  moveBelow,
  moveTopics,
  moveWorkplaces,
  rolesAt,
} from './succession-effect-store.ts'

/** The tick that looks for changes among organisations whose day has come. */
export const CHANGES = 'organisation-changes'

type Deps = Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World; log: Log }>
type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>

/**
 * Moves people to the successors of organisations whose day has come, and tells each once of all that it meant for
 * them. In one transaction: cut off, nothing is moved and the next tick begins anew. Safe at any time, from any process.
 */
export async function takeEffect({ db, queue, world, log }: Deps): Promise<void> {
  const at = world.now()
  const today = londonDay(at)
  if (!(await isAnyChangeDue(db, today, at))) return
  const { ended, kept } = await db.transaction().execute(async (tx) => {
    await lockOrganisations(tx)
    const tools = { db: tx, queue, at, newId: world.newId }
    const meant: ByPerson = new Map()
    const divided: string[] = []
    for (const one of await dueSuccessions(tx, today, at))
      divided.push(...(await succeed(tools, one, meant)))
    const roles = await moveAndClose(tools, today, meant)
    await tell(tools, meant, today)
    return { kept: roles.kept, ended: [...divided, ...roles.ended] }
  })
  // Whoever runs Cascade grants roles, and is told of each that ended, or that may have to.
  for (const role of ended) log.warn('role.ended', { role })
  for (const role of kept) log.warn('role.practice-moved', { role })
}

/** Moves everything that stands at a predecessor. Returns the roles that ended, because no one successor has them. */
async function succeed(
  tools: Tools,
  { code, name, day, heirs }: DueSuccession,
  meant: ByPerson,
): Promise<readonly string[]> {
  const { db, at } = tools
  const codes = heirs.map((heir) => heir.code)
  const [only] = codes
  const { add, people, addTo } = meaning({
    is: 'succeeded',
    name,
    day,
    heirs: heirs.map((heir) => heir.name),
  })
  if (await markSucceeded(db, { code, day }, at)) {
    if (only !== undefined && codes.length === 1) await moveBelow(db, code, only, day)
    await moveAbove(db, code, codes, day)
    await auditEach(db, at, [{ action: 'organisation.succeeded', subject: `organisation:${code}` }])
    await keepUnsent(tools, code, add)
    await keepBallots(tools, code, add)
  }
  for (const { personId, many } of await moveTopics(db, code, codes))
    add(personId, () => ({ topics: many }))
  for (const { personId } of await moveWorkplaces(db, code, codes))
    add(personId, () => ({ works: true }))
  const ended = await moveRoles(tools, code, codes, add)
  await auditEach(
    db,
    at,
    people().map((id) => ({ action: 'person.moved', subject: `person:${id}` })),
  )
  addTo(meant)
  return ended
}

/** A role goes to the only successor. Of several nobody knows who it is meant for: it ends, and is granted anew. */
async function moveRoles(
  { db, at, newId }: Tools,
  code: string,
  heirs: readonly string[],
  add: (personId: string, more: (before: Meant) => Partial<Meant>) => void,
): Promise<readonly string[]> {
  const ended: string[] = []
  const [only] = heirs
  for (const held of await rolesAt(db, code, at)) {
    const told = (list: readonly RoleName[]) => [...list, held.role]
    if (only !== undefined && heirs.length === 1) {
      const moved = await copyRole(db, held, only, newId(), at)
      add(held.personId, (before) => ({ rolesMoved: told(before.rolesMoved) }))
      await auditEach(db, at, [{ action: 'role.granted', subject: `role:${moved}` }])
    } else {
      add(held.personId, (before) => ({ rolesEnded: told(before.rolesEnded) }))
      ended.push(held.id)
    }
    await endRole(db, held.id, at)
    await auditEach(db, at, [{ action: 'role.ended', subject: `role:${held.id}` }])
  }
  return ended
}

/** One notice to each, whatever number of their places changed; those for whom it meant the same share a card. */
async function tell(tools: Tools, meant: ByPerson, today: string): Promise<void> {
  const people = await membersToTell(tools.db, [...meant.keys()])
  const cards = Map.groupBy(people, ({ personId }) => JSON.stringify(meant.get(personId) ?? []))
  for (const [, some] of cards) {
    const all = meant.get(some[0]?.personId ?? '') ?? []
    await tellEach(tools, some, 'routine', `organisations:${today}`, placesChangedCard(all))
  }
}
