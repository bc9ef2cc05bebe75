import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { ancestors } from '#src/organisations/store.ts'
import { type Holder, roleHolders, type Substitute, substitutesOf } from './approver-store.ts'
import { approvingRoles, covers } from './rules.ts'

export type Approver = Pick<
  Holder,
  'personId' | 'name' | 'quietFrom' | 'quietTo' | 'awayUntil' | 'reachable'
> &
  Readonly<{
    /** The approver who is away, for a stand-in. */
    standsInFor: string | null
    insteadOf: string | null
  }>

/**
 * Everybody who may agree to a message at that moment, each once: whoever holds a role that could send it, and who
 * stands in for one of them and answers for something themselves. Never its author, nor somebody in the author's place.
 */
export async function approversFor(
  db: Db | Tx,
  broadcast: Broadcast,
  at: Date,
): Promise<readonly Approver[]> {
  const above = [
    broadcast.organisation,
    ...(await ancestors(db, broadcast.organisation, londonDay(at))),
  ]
  const holders = await roleHolders(db, above, at)
  const found = new Map<string, Approver>()
  for (const holder of holders)
    if (holder.personId !== broadcast.authorId && covers([holder], broadcast, above))
      found.set(holder.personId, { ...holder, standsInFor: null, insteadOf: null })
  for (const one of await substitutesOf(db, [...found.keys()], at))
    if (isFit(one, broadcast) && !found.has(one.personId))
      found.set(one.personId, {
        ...one,
        standsInFor: one.insteadOf,
        insteadOf: one.insteadOfName,
      })
  return [...found.values()]
}

const isFit = (one: Substitute, { authorId }: Broadcast): boolean =>
  one.personId !== authorId && approvingRoles([one]).length > 0

/** How somebody may agree to a message at that moment; null when they may not. */
export const approverNow = async (
  db: Db | Tx,
  broadcast: Broadcast,
  personId: string,
  at: Date,
): Promise<Approver | null> =>
  (await approversFor(db, broadcast, at)).find((one) => one.personId === personId) ?? null
