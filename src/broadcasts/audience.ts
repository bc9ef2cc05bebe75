import { bankHolidays } from '#src/attention/store.ts'
import type { Planned } from '#src/delivery/plan.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { type Decision } from '#src/kernel/refusal.ts'
import { ancestors } from '#src/organisations/store.ts'
import type { HeldRole } from '#src/people/actor.ts'
import {
  type AudienceCounts,
  type AudienceDecision,
  countAudience,
  decideAudience,
  decidePlan,
} from './audience-rules.ts'
import { candidateGroups, candidatesFor, groupsWithPeople } from './audience-store.ts'
import type { Broadcast } from './broadcast.ts'
import { lastDayOf } from './content.ts'
import { categoryOf } from './optional.ts'
import { decideAuthority } from './rules.ts'

const aboutOf = (broadcast: Broadcast) => ({ ...broadcast, needs: categoryOf(broadcast.content) })

/** Who would get it if it went at that moment, by name, and who would not. */
export const audienceOf = async (
  db: Db | Tx,
  broadcast: Broadcast,
  at: Date,
): Promise<AudienceDecision> =>
  decideAudience(broadcast, await candidatesFor(db, aboutOf(broadcast), at))

/** How many would get it if it went at that moment, and when. */
export async function countsOf(
  db: Db | Tx,
  broadcast: Broadcast,
  at: Date,
): Promise<AudienceCounts> {
  const groups = await candidateGroups(db, aboutOf(broadcast), at)
  const last = lastDayOf(broadcast.content)
  return countAudience(broadcast, groups, at, await bankHolidays(db), last)
}

/** Who gets it if it goes at that moment, and when each of them does: whoever goes at one time, in one place, together. */
export async function planOf(
  db: Db | Tx,
  broadcast: Broadcast,
  at: Date,
): Promise<readonly Planned[]> {
  const groups = await groupsWithPeople(db, aboutOf(broadcast), at)
  const last = lastDayOf(broadcast.content)
  return decidePlan(broadcast, groups, at, await bankHolidays(db), last)
}

/** Whether these roles, read a moment ago, may send this broadcast. */
export const authorityOf = async (
  db: Tx,
  roles: readonly HeldRole[],
  broadcast: Broadcast,
  at: Date,
): Promise<Decision<HeldRole>> =>
  decideAuthority(roles, broadcast.kind, { name: broadcast.organisationName }, [
    broadcast.organisation,
    ...(await ancestors(db, broadcast.organisation, londonDay(at))),
  ])
