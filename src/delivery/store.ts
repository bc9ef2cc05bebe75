import { sql } from 'kysely'
import { type Address, PlatformName } from '#src/chat/chat-platform.ts'
import type { Progress, Renewal } from '#src/broadcasts/broadcast.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { agrees, CATEGORY } from '#src/people/consents/agreed-store.ts'
import type { LaneName } from './lane-store.ts'
import { loadsBefore } from './load-store.ts'
import { isEnded, stopWaiting } from './stop-store.ts'
import { timeLeft } from './time-left.ts'

/** A delivery that this process has marked as being sent. */
export type Claimed = Readonly<{
  seq: number
  id: string
  attempts: number
  claimedAt: Date
  critical: boolean
  repeat: boolean
  /** The edition of the message that it goes out with, or a later one. */
  edition: number
  identityId: string
  address: Address
  /** Whose limits it counts against. */
  tenant: string
}>

type ClaimedRow = Readonly<{
  seq: number
  id: string
  attempts: number
  claimedAt: Date
  critical: boolean
  repeat: boolean
  edition: number
  identityId: string
  platform: string
  tenant: string
  address: string
}>

const claimedOf = ({ platform, address, ...row }: ClaimedRow): Claimed => ({
  ...row,
  address: { platform: PlatformName.parse(platform), ref: address },
})

/** The deliveries of a chunk that are due, by `seq`, on each lane: on one, but for those that went on to another account. */
export async function dueOnLanes(
  db: Db,
  chunk: Readonly<{ broadcast: number; from: number; to: number }>,
  at: Date,
): Promise<readonly (LaneName & Readonly<{ seqs: readonly number[] }>)[]> {
  const { rows } = await sql<Readonly<{ platform: string; tenant: string; seqs: number[] }>>`
    select i.platform, i.tenant, array_agg(d.seq order by d.seq) as seqs from deliveries d
    join broadcasts b on b.id = d.broadcast_id and b.state in ('sending', 'sent')
    join identities i on i.id = d.identity_id
    where d.broadcast_id = ${chunk.broadcast} and d.seq >= ${chunk.from} and d.seq < ${chunk.to}
      and d.state = 'waiting' and d.due_at <= ${at}
    group by i.platform, i.tenant`.execute(db)
  return rows.map((row) => ({ ...row, platform: PlatformName.parse(row.platform) }))
}

/**
 * Marks these deliveries as being sent, as far as they are still due on this lane: unless the broadcast was stopped, another
 * has them, or whoever they are for does not agree to be sent it at this moment.
 * From here until its outcome is recorded a row is in doubt, and only in doubt: that is what a crash leaves behind.
 */
export async function claim(
  db: Db,
  broadcast: number,
  seqs: readonly number[],
  lane: LaneName,
  at: Date,
): Promise<readonly Claimed[]> {
  // Between the first and the last: without that all of a new broadcast is read, for the statistics know of none of its rows.
  const { rows } = await sql<ClaimedRow>`
    update deliveries d set state = 'sending', attempts = d.attempts + 1, due_at = ${at},
      edition = b.edition, seen_version = b.version
    from broadcasts b, identities i
    where d.broadcast_id = ${broadcast} and d.seq between ${Math.min(...seqs)} and ${Math.max(...seqs)}
      and d.seq = any(${seqs}::int[]) and d.state = 'waiting' and d.due_at <= ${at}
      and b.id = d.broadcast_id and b.state in ('sending', 'sent')
      and (${CATEGORY} is null or ${agrees(sql`d.person_id`, CATEGORY)})
      and i.id = d.identity_id and i.platform = ${lane.platform} and i.tenant = ${lane.tenant}
    returning d.seq, d.id, d.attempts, d.due_at as claimed_at, b.urgency = 'critical' as critical,
      d.possible_repeat as repeat, d.edition, i.id as identity_id, i.platform, i.tenant, i.address`.execute(
    db,
  )
  return rows.map(claimedOf).toSorted((a, b) => a.seq - b.seq)
}

/**
 * Deliveries of a chunk that were being sent when whoever sent them died, or whose send had no clear answer.
 * Those claimed after `before` are left alone, and counted: their sender may only be slow.
 */
export async function leftInDoubt(
  db: Db,
  chunk: Readonly<{ broadcast: number; from: number; to: number }>,
  before: Date,
): Promise<Readonly<{ doubtful: readonly Claimed[]; young: number }>> {
  const { rows } = await sql<ClaimedRow & Readonly<{ young: boolean }>>`
    select d.seq, d.id, d.attempts, d.due_at as claimed_at, b.urgency = 'critical' as critical,
      d.possible_repeat as repeat, d.edition, i.id as identity_id, i.platform, i.tenant, i.address, d.due_at > ${before} as young
    from deliveries d join identities i on i.id = d.identity_id join broadcasts b on b.id = d.broadcast_id
    where d.broadcast_id = ${chunk.broadcast} and d.seq >= ${chunk.from} and d.seq < ${chunk.to} and d.state = 'sending'
    order by d.seq`.execute(db)
  const old = rows.filter((row) => !row.young)
  return { doubtful: old.map(claimedOf), young: rows.length - old.length }
}

/** How far a broadcast has got. */
export async function progressOf(db: Db | Tx, broadcast: number, at: Date): Promise<Progress> {
  const { rows } = await sql<Omit<Progress, 'renewal' | 'left'> & Renewal>`
    select
      count(*) filter (where state = 'sent')::int as delivered,
      count(*) filter (where state = 'sending' or (state = 'waiting' and (due_at <= ${at} or attempts > 0 or reason = 'throttled')))::int as waiting,
      count(*) filter (where state = 'digest' or (state = 'waiting' and due_at > ${at} and attempts = 0 and reason is distinct from 'throttled'))::int as held,
      count(*) filter (where state = 'failed')::int as failed,
      count(*) filter (where state = 'doubtful')::int as doubtful,
      count(*) filter (where state = 'stopped')::int as stopped,
      count(*) filter (where state = 'sent' and handle is not null)::int as copies,
      count(*) filter (where state = 'sent' and handle is not null and edition >= now.is)::int as renewed,
      count(*) filter (where state = 'sent' and handle is not null and edition < now.is and undrawn = now.is)::int as undrawn
    from deliveries, (select edition as is from broadcasts where id = ${broadcast}) now
    where broadcast_id = ${broadcast}`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('A count always has a row')
  const { copies, renewed, undrawn, ...progress } = row
  const left = progress.waiting === 0 ? null : timeLeft(await loadsBefore(db, broadcast, at), at)
  return { ...progress, renewal: { copies, renewed, undrawn }, left }
}

/** Marks a broadcast as sent once nothing of it is due any more. Returns whether this call did it. */
export async function settle(db: Db | Tx, broadcast: number, at: Date): Promise<boolean> {
  const { rows } = await sql`
    update broadcasts set state = 'sent', finished_at = ${at}
    where id = ${broadcast} and state = 'sending' and not exists (
      select 1 from deliveries where broadcast_id = ${broadcast}
        and (state = 'sending' or (state = 'waiting' and (due_at <= ${at} or attempts > 0 or reason = 'throttled'))))
    returning id`.execute(db)
  return rows.length > 0
}

/**
 * What waits for another try while its broadcast is being stopped goes no more. The stop holds the broadcast's row,
 * so this waits for it: whichever of the two comes last ends what is left.
 */
export async function endIfStopped(db: Db, broadcast: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('broadcasts')
      .where('id', '=', broadcast)
      .select('state')
      .forShare()
      .executeTakeFirst()
    if (isEnded(row?.state)) await stopWaiting(tx, broadcast, row.state)
  })
}

/** The first moment at which something of this chunk is due again; null when nothing is. */
export async function nextDue(
  db: Db,
  chunk: Readonly<{ broadcast: number; from: number; to: number }>,
): Promise<Date | null> {
  const row = await db
    .selectFrom('deliveries as d')
    // While it is paused nothing is due: resuming it writes the jobs anew.
    .innerJoin('broadcasts as b', (join) =>
      join.onRef('b.id', '=', 'd.broadcastId').on('b.state', 'in', ['sending', 'sent']),
    )
    .where('d.broadcastId', '=', chunk.broadcast)
    .where('d.seq', '>=', chunk.from)
    .where('d.seq', '<', chunk.to)
    .where('d.state', '=', 'waiting')
    .select((eb) => eb.fn.min('d.dueAt').as('at'))
    .executeTakeFirst()
  return row?.at ?? null
}
