import { finish } from '#src/approvals/ending.ts'
import { agreed } from '#src/approvals/gate.ts'
import { withdrawnSourceOf } from '#src/feeds/draft-store.ts'
import type { Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { type Decision } from '#src/kernel/refusal.ts'
import { planDeliveries } from '#src/delivery/plan.ts'
import { settle } from '#src/delivery/store.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { rolesOf, writeAudit } from '#src/people/store.ts'
import { supersede } from '#src/versions/ending.ts'
import type { Broadcast } from './broadcast.ts'
import { authorityOf, planOf } from './audience.ts'
import { placeStands } from './place.ts'
import { decideSend, decideSource } from './rules.ts'
import { replacedBy } from './replacing.ts'
import { setState } from './store.ts'

/**
 * Starts a broadcast whose row the caller holds locked: authority, audience, deliveries and jobs, all in the
 * caller's transaction. The roles of its author and of who agreed to it are read here and now, whoever pressed what and
 * when (product.md, rule 6).
 */
export async function startBroadcast(
  tools: Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; newId: () => string }>,
  broadcast: Broadcast,
  at: Date,
): Promise<Decision<Broadcast>> {
  const { db } = tools
  const today = londonDay(at)
  const place = await placeStands(db, broadcast, at)
  if (!place.ok) return place
  const roles = await rolesOf(db, broadcast.authorId, at)
  const authority = await authorityOf(db, roles, broadcast, at)
  if (!authority.ok) return authority
  const planned = await planOf(db, broadcast, at)
  const total = planned.reduce((sum, { people }) => sum + people, 0)
  const decided = decideSend(broadcast, total, today)
  if (!decided.ok) return decided
  const source = decideSource(broadcast.id, await withdrawnSourceOf(db, broadcast.id))
  if (!source.ok) return source
  const approved = await agreed(db, broadcast, at)
  if (!approved.ok) return approved
  const replaces = broadcast.since.replaces.map(({ id }) => id)
  const replaced = await replacedBy(db, { id: broadcast.id, roles, replaces }, at)
  if (!replaced.ok) return replaced
  await setState(db, broadcast.id, 'sending', { changedAt: at, startedAt: at, scheduledFor: null })
  await planDeliveries(tools, broadcast, planned, at)
  await writeAudit(db, at, broadcast.authorId, 'broadcast.started', `broadcast:${broadcast.id}`)
  await supersede({ ...tools, at }, broadcast, replaced.value)
  if (approved.value !== null) await finish({ ...tools, at }, approved.value)
  // With everybody in quiet hours or a digest there is no job whose end would say that it is sent.
  const settled = await settle(db, broadcast.id, at)
  const state = settled ? 'sent' : 'sending'
  return { ok: true, value: { ...broadcast, state, startedAt: at, scheduledFor: null } }
}
