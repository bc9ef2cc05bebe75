import type { Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Decision } from '#src/kernel/refusal.ts'
import { ancestors } from '#src/organisations/store.ts'
import type { HeldRole } from '#src/people/actor.ts'
import { decideReplaces } from '#src/versions/rules.ts'
import type { Broadcast } from './broadcast.ts'
import { decideAuthority } from './rules.ts'
import { lockBroadcast } from './store.ts'

/**
 * What a message takes the place of, each held still: out, in force, and one that these roles may send. Whether it was
 * sent by the same person does not matter: authors go, and the area has to be put right.
 */
export async function replacedBy(
  db: Tx,
  wanted: Readonly<{
    /** Null for one that is not written yet. */
    id: number | null
    roles: readonly HeldRole[]
    replaces: readonly number[]
  }>,
  at: Date,
): Promise<Decision<readonly Broadcast[]>> {
  const found: (Broadcast | null)[] = []
  // In the order of their numbers, here and wherever several are held: in two orders two of them could wait for each other.
  for (const id of wanted.replaces.toSorted((a, b) => a - b)) {
    const one = await lockBroadcast(db, id)
    found.push(one === null || one.startedAt === null ? null : one)
  }
  const decided = decideReplaces(
    wanted.id,
    wanted.replaces.toSorted((a, b) => a - b),
    found,
  )
  if (!decided.ok) return decided
  for (const one of decided.value) {
    const above = [one.organisation, ...(await ancestors(db, one.organisation, londonDay(at)))]
    const may = decideAuthority(wanted.roles, one.kind, { name: one.organisationName }, above)
    if (!may.ok) return may
  }
  return decided
}
