import { bankHolidays } from '#src/attention/store.ts'
import type { Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { type Decision } from '#src/kernel/refusal.ts'
import { planDeliveries } from '#src/delivery/plan.ts'
import { settle } from '#src/delivery/store.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { ancestors } from '#src/organisations/store.ts'
import type { HeldRole } from '#src/people/actor.ts'
import { rolesOf, writeAudit } from '#src/people/store.ts'
import { type Due, duesFor, isAway } from '#src/subscriptions/rules.ts'
import { supersede } from '#src/versions/ending.ts'
import type { Broadcast } from './broadcast.ts'
import { lastDayOf } from './content.ts'
import type { AudienceCounts } from './draft-card.ts'
import { type AudienceDecision, decideAudience, decideAuthority, decideSend } from './rules.ts'
import { categoryOf } from './optional.ts'
import { replacedBy } from './replacing.ts'
import { candidatesFor, setState } from './store.ts'

/** Who would get it if it went at that moment, and when: `dues` are in the order of the recipients. */
export async function audienceOf(
  db: Tx,
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

/**
 * Starts a broadcast whose row the caller holds locked: authority, audience, deliveries and jobs, all in the
 * caller's transaction. The author's role is read here and now, whoever pressed what and when (product.md, rule 6).
 */
export async function startBroadcast(
  tools: Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; newId: () => string }>,
  broadcast: Broadcast,
  at: Date,
): Promise<Decision<Broadcast>> {
  const { db } = tools
  const today = londonDay(at)
  const roles = await rolesOf(db, broadcast.authorId, at)
  const authority = await authorityOf(db, roles, broadcast, at)
  if (!authority.ok) return authority
  const { audience, dues } = await audienceOf(db, broadcast, at)
  const decided = decideSend(broadcast, audience.recipients.length, today)
  if (!decided.ok) return decided
  const replaces = broadcast.since.replaces.map(({ id }) => id)
  const replaced = await replacedBy(db, { id: broadcast.id, roles, replaces }, at)
  if (!replaced.ok) return replaced
  await setState(db, broadcast.id, 'sending', { changedAt: at, startedAt: at, scheduledFor: null })
  await planDeliveries(
    tools,
    broadcast,
    audience.recipients.flatMap(({ personId, identityId }, n) => {
      const due = dues[n]
      return due === undefined ? [] : [{ personId, identityId, due }]
    }),
    at,
  )
  await writeAudit(db, at, broadcast.authorId, 'broadcast.started', `broadcast:${broadcast.id}`)
  await supersede({ ...tools, at }, broadcast, replaced.value)
  // With everybody in quiet hours or a digest there is no job whose end would say that it is sent.
  const settled = await settle(db, broadcast.id, at)
  const state = settled ? 'sent' : 'sending'
  return { ok: true, value: { ...broadcast, state, startedAt: at, scheduledFor: null } }
}
