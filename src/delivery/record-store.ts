import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Next } from './rules.ts'
import type { Claimed } from './store.ts'

export type Result = Readonly<{ one: Claimed; next: Next }>

const reasonOf = (next: Next) => (next.state === 'sent' ? null : next.reason)
const isRepeat = (next: Next) => next.state === 'waiting' && 'repeat' in next
const isRefused = (next: Next) => next.state === 'failed' && next.refused

/** The next account of somebody in their order, beside those that would not take it: as SQL, over a row with `tried`. */
export const nextAccount = sql`
  select i.id from identities i
  where i.person_id = d.person_id and i.gone_at is null and i.id <> all(d.tried || d.identity_id)
    and exists (select 1 from people p where p.id = d.person_id and p.left_at is null)
  order by i.preferred desc, i.linked_at, i.id limit 1`

/** Where those of `r` that were refused go next. Each by its key: joined as a whole, a new broadcast's rows would all be read, for the statistics know of none. */
const nextAccounts = (broadcast: number) => sql`
  select r.seq, n.id from r
  cross join lateral (
    select * from deliveries where broadcast_id = ${broadcast} and deliveries.seq = r.seq limit 1
  ) d
  cross join lateral (${nextAccount}) n
  where r.refused`

/** Hardly ever is one refused, and planning for it would cost half of the statement. */
const NONE = sql`select null::int as seq, null::uuid as id where false`

/**
 * Writes what became of a batch, in one statement. Only what is still being sent under the same claim can change: whoever
 * comes so late that another process has claimed the row takes no outcome of the other's away. But what did arrive did
 * arrive, however late that is heard: it is never sent again.
 * What one account surely did not take goes to the person's next one, until none is left. A repeat is audited.
 * Returns whether any of them waits again.
 */
export async function record(
  db: Db,
  broadcast: number,
  results: readonly Result[],
  at: Date,
): Promise<boolean> {
  if (results.length === 0) return false
  const seqs = results.map(({ one }) => one.seq)
  const { rows } = await sql<{ waits: boolean }>`
    with r as (
      select * from unnest(
        ${seqs}::int[],
        ${results.map(({ next }) => next.state)}::text[],
        ${results.map(({ next }) => (next.state === 'sent' ? next.handle : null))}::text[],
        ${results.map(({ next }) => reasonOf(next))}::text[],
        ${results.map(({ next }) => (next.state === 'waiting' ? next.dueAt.toISOString() : null))}::timestamptz[],
        ${results.map(({ next }) => isRepeat(next))}::boolean[],
        ${results.map(({ next }) => isRefused(next))}::boolean[],
        ${results.map(({ one }) => one.claimedAt.toISOString())}::timestamptz[],
        ${results.map(({ one }) => one.attempts)}::int[]
      ) as r (seq, state, handle, reason, due_at, repeat, refused, claimed_at, attempts)
    ), moved as materialized (
      ${results.some(({ next }) => isRefused(next)) ? nextAccounts(broadcast) : NONE}
    ), written as (
      update deliveries d set
        state = case when m.id is null then r.state else 'waiting' end,
        reason = case when m.id is null then r.reason else 'moved' end,
        due_at = case when m.id is null then coalesce(r.due_at, d.due_at) else ${at}::timestamptz end,
        identity_id = coalesce(m.id, d.identity_id),
        tried = case when m.id is null then d.tried else d.tried || d.identity_id end,
        -- What the platform asked to wait with was no try that failed.
        attempts = d.attempts - case when r.reason = 'throttled' then 1 else 0 end,
        handle = coalesce(r.handle, d.handle),
        sent_at = case when r.state = 'sent' then ${at}::timestamptz end,
        possible_repeat = d.possible_repeat or r.repeat
      from r left join moved m on m.seq = r.seq
      where d.broadcast_id = ${broadcast} and d.seq = r.seq and (
          (d.state = 'sending' and d.due_at = r.claimed_at and d.attempts = r.attempts)
          or (r.state = 'sent' and d.state in ('sending', 'waiting', 'doubtful')))
        and d.seq between ${Math.min(...seqs)} and ${Math.max(...seqs)}
      returning d.id, d.state, r.repeat
    ), audited as (
      insert into audit (at, person_id, action, subject)
      select ${at}, null, 'delivery.possible-repeat', 'delivery:' || id from written where repeat
    )
    select coalesce(bool_or(state = 'waiting'), false) as waits from written`.execute(db)
  return rows[0]?.waits ?? false
}

/** Keeps that these accounts were closed at their platform, so that the next broadcast does not choose them. */
export async function closeAccounts(
  db: Db | Tx,
  closed: readonly Pick<Claimed, 'identityId' | 'address'>[],
  at: Date,
): Promise<void> {
  if (closed.length === 0) return
  // With a new address since then, it is open again.
  await sql`
    update identities i set gone_at = ${at}
    from unnest(
      ${closed.map((one) => one.identityId)}::uuid[], ${closed.map((one) => one.address.ref)}::text[]
    ) as c (id, address)
    where i.id = c.id and i.address = c.address and i.gone_at is null`.execute(db)
}
