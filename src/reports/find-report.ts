import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Decision } from '#src/kernel/refusal.ts'
import { ancestors } from '#src/organisations/store.ts'
import type { HeldRole } from '#src/people/actor.ts'
import { decideReport, type SentBroadcast } from './rules.ts'

/** The broadcast that somebody asks a report of, or why they may not have it at this moment. */
export async function findReport(
  db: Db | Tx,
  broadcast: number,
  by: Readonly<{ id: string; roles: readonly HeldRole[] }>,
  at: Date,
): Promise<Decision<SentBroadcast>> {
  const found = await findBroadcast(db, broadcast)
  const above =
    found === null
      ? []
      : [found.organisation, ...(await ancestors(db, found.organisation, londonDay(at)))]
  return decideReport(found, by.id, by.roles, above)
}
