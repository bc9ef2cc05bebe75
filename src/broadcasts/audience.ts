import { bankHolidays } from '#src/attention/store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { type Decision } from '#src/kernel/refusal.ts'
import { ancestors } from '#src/organisations/store.ts'
import type { HeldRole } from '#src/people/actor.ts'
import { type Due, duesFor } from '#src/subscriptions/rules.ts'
import {
  type AudienceCounts,
  type AudienceDecision,
  countAudience,
  decideAudience,
} from './audience-rules.ts'
import { candidateGroups, candidatesFor } from './audience-store.ts'
import type { Broadcast } from './broadcast.ts'
import { lastDayOf } from './content.ts'
import { categoryOf } from './optional.ts'
import { decideAuthority } from './rules.ts'

/** Who would get it if it went at that moment, and when: `dues` are in the order of the recipients. */
export async function audienceOf(
  db: Db | Tx,
  broadcast: Broadcast,
  at: Date,
): Promise<Readonly<{ audience: AudienceDecision; dues: readonly Due[] }>> {
  const about = { ...broadcast, needs: categoryOf(broadcast.content) }
  const audience = decideAudience(broadcast, await candidatesFor(db, about, at))
  const last = lastDayOf(broadcast.content)
  const holidays = await bankHolidays(db)
  return {
    audience,
    dues: duesFor(audience.recipients, broadcast.urgency, at, holidays, last),
  }
}

/** How many would get it if it went at that moment, and when. */
export async function countsOf(
  db: Db | Tx,
  broadcast: Broadcast,
  at: Date,
): Promise<AudienceCounts> {
  const about = { ...broadcast, needs: categoryOf(broadcast.content) }
  const groups = await candidateGroups(db, about, at)
  const last = lastDayOf(broadcast.content)
  return countAudience(broadcast, groups, at, await bankHolidays(db), last)
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
