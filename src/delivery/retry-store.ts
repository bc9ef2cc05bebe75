import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import { agrees, CATEGORY } from '#src/people/consents/agreed-store.ts'

/** Why one that was not delivered is not tried again, whoever asks. */
export type NoRetry = 'answered' | 'left' | 'consent' | 'no-account'

/** So many whom it did not surely reach, alike in how it ended and in whether they can be tried again. */
export type RetryGroup = Readonly<{
  state: 'failed' | 'doubtful'
  reason: string | null
  /** Null when they can be. */
  not: NoRetry | null
  n: number
}>

/** The account that the next try goes to: for one in doubt the same while it is open, else the first in their order. */
const ACCOUNT = sql`
  select i.id from identities i where i.person_id = d.person_id and i.gone_at is null
  order by (d.state = 'doubtful' and i.id = d.identity_id) desc, i.preferred desc, i.linked_at, i.id limit 1`

/** Whoever answered has it, whatever the platform said; nobody is told after they left or took their consent back. */
const notAgain = sql`
  case
    when exists (select 1 from acknowledgements a where a.broadcast_id = d.broadcast_id and a.person_id = d.person_id)
      then 'answered'
    when p.left_at is not null then 'left'
    when ${CATEGORY} is not null and not ${agrees(sql`p.id`, CATEGORY)} then 'consent'
    when not exists (${ACCOUNT}) then 'no-account'
  end`

export async function retryGroups(db: Db | Tx, broadcast: number): Promise<readonly RetryGroup[]> {
  const { rows } = await sql<RetryGroup>`
    select d.state, d.reason, ${notAgain} as not, count(*)::int as n
    from deliveries d join broadcasts b on b.id = d.broadcast_id join people p on p.id = d.person_id
    where d.broadcast_id = ${broadcast} and d.state in ('failed', 'doubtful')
    group by 1, 2, 3 order by 4 desc, 1, 2, 3`.execute(db)
  return rows
}

/**
 * Lets those wait again whom a broadcast did not reach, the failed or the doubtful, and audits each. The caller holds the
 * broadcast's row, has decided that they may, and sees to the jobs. Returns how many there are.
 */
export async function waitAgain(
  db: Tx,
  broadcast: number,
  state: RetryGroup['state'],
  by: string | null,
  at: Date,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with again as (
      select d.seq, (${ACCOUNT}) as account
      from deliveries d join broadcasts b on b.id = d.broadcast_id join people p on p.id = d.person_id
      where d.broadcast_id = ${broadcast} and d.state = ${state} and ${notAgain} is null
    ), written as (
      update deliveries d set state = 'waiting', reason = 'retried', due_at = ${at}, attempts = 0, tried = '{}',
        identity_id = a.account, possible_repeat = d.possible_repeat or d.state = 'doubtful'
      from again a
      where d.broadcast_id = ${broadcast} and d.seq = a.seq and d.state = ${state}
      returning d.id
    ), audited as (
      insert into audit (at, person_id, action, subject)
      select ${at}, ${by}, ${`delivery.retried-${state}`}, 'delivery:' || id from written
    )
    select count(*)::int as n from written`.execute(db)
  const n = rows[0]?.n ?? 0
  if (n > 0)
    await sql`
      update broadcasts set state = 'sending', done_at = null, changed_at = ${at} where id = ${broadcast}`.execute(
      db,
    )
  return n
}
