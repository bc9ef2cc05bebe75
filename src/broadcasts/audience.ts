import { bankHolidays } from '#src/attention/store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { type Decision } from '#src/kernel/refusal.ts'
import { ancestors } from '#src/organisations/store.ts'
import type { HeldRole } from '#src/people/actor.ts'
import { type Due, duesFor, isAway } from '#src/subscriptions/rules.ts'
import type { Broadcast } from './broadcast.ts'
import { lastDayOf } from './content.ts'
import type { AudienceCounts } from './draft-card.ts'
import { categoryOf } from './optional.ts'
import { type AudienceDecision, decideAudience, decideAuthority } from './rules.ts'
import { candidatesFor } from './store.ts'

/** Who would get it if it went at that moment, and when: `dues` are in the order of the recipients. */
export async function audienceOf(
  db: Db | Tx,
  broadcast: Broadcast,
  at: Date,
): Promise<Readonly<{ audience: AudienceDecision; dues: readonly Due[]; counts: AudienceCounts }>> {
  const audience = decideAudience(
    broadcast,
    await candidatesFor(db, { ...broadcast, needs: categoryOf(broadcast.content) }, at),
  )
  const last = lastDayOf(broadcast.content)
  const holidays = await bankHolidays(db)
  const dues = duesFor(audience.recipients, broadcast.urgency, at, holidays, last)
  const counts = { now: 0, held: 0, away: 0, digest: 0 }
  for (const [n, due] of dues.entries()) {
    const recipient = audience.recipients[n]
    if (due.state === 'digest' && recipient !== undefined && isAway(recipient, at)) counts.away += 1
    else if (due.state === 'digest') counts.digest += 1
    else if (due.at > at) counts.held += 1
    else counts.now += 1
  }
  return { audience, dues, counts }
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
