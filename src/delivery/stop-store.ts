import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { BroadcastState } from '#src/kernel/schema.ts'
import { agrees, CATEGORY } from '#src/people/consents/agreed-store.ts'
import type { OptionalCategory } from '#src/people/consents/wordings.ts'
import type { DeliverJob } from './jobs.ts'

/** Ends what still waits for one person: all of it, or what needs one consent. */
export async function stopDeliveries(
  db: Tx,
  personId: string,
  reason: 'left' | 'consent',
  category: OptionalCategory | null = null,
): Promise<void> {
  const those = sql`
    select b.id from broadcasts b where ${category}::text is null or ${CATEGORY} = ${category}::text`
  // Digest items before deliveries, here and wherever both are taken: in two orders two of them could wait for each other.
  await sql`
    delete from digest_items where person_id = ${personId} and notice_id is null and broadcast_id in (${those})`.execute(
    db,
  )
  await sql`
    update deliveries set state = 'stopped', reason = ${reason}
    where person_id = ${personId} and state in ('waiting', 'digest') and broadcast_id in (${those})`.execute(
    db,
  )
}

/** The states in which nothing more of a broadcast is sent, and why what waited of it was not. */
const ENDED = ['stopped', 'superseded', 'withdrawn'] as const
export type EndedState = (typeof ENDED)[number]
export const isEnded = (state: BroadcastState | undefined): state is EndedState =>
  ENDED.some((one) => one === state)

/** Ends what has not left yet. What is being sent at this moment still arrives, and is counted as delivered. */
export async function stopWaiting(
  db: Tx,
  broadcast: number,
  reason: EndedState | 'closed' = 'stopped',
): Promise<void> {
  // What is already inside somebody's digest goes with it, and is counted with it.
  await sql`
    with taken as (
      delete from digest_items where broadcast_id = ${broadcast} and notice_id is null returning person_id
    )
    update deliveries set state = 'stopped', reason = ${reason}
    where broadcast_id = ${broadcast}
      and (state = 'waiting' or (state = 'digest' and person_id in (select person_id from taken)))`.execute(
    db,
  )
}

/** Ends what waits in a chunk of somebody who left, or took their agreement back: a plan that was being written did not see them do it. */
export async function endUnwanted(db: Db, { broadcast, from, to }: DeliverJob): Promise<void> {
  await sql`
    update deliveries d set state = 'stopped', reason = 'left'
    from people p
    where d.broadcast_id = ${broadcast} and d.seq >= ${from} and d.seq < ${to} and d.state = 'waiting'
      and p.id = d.person_id and p.left_at is not null`.execute(db)
  await sql`
    update deliveries d set state = 'stopped', reason = 'consent'
    from broadcasts b
    where b.id = ${broadcast} and ${CATEGORY} is not null and d.broadcast_id = b.id
      and d.seq >= ${from} and d.seq < ${to} and d.state = 'waiting'
      and not ${agrees(sql`d.person_id`, CATEGORY)}`.execute(db)
}

/** The last day on which a broadcast's content is still true, as SQL over the alias b. */
export const LAST_DAY = sql`b.last_day`

/** Ends what waits of broadcasts that were true until before `today`: out-of-date guidance is not sent. */
export async function endExpired(
  db: Db,
  today: string,
  broadcast: number | null = null,
): Promise<void> {
  await sql`
    with gone as (
      select b.id from broadcasts b
      where b.state in ('sending', 'paused', 'sent') and ${LAST_DAY} < ${today}
        and (${broadcast}::int is null or b.id = ${broadcast}::int)
        and (${broadcast}::int is not null or exists (
          select 1 from digest_items i where i.broadcast_id = b.id and i.notice_id is null))
    ), taken as (
      delete from digest_items where broadcast_id in (select id from gone) and notice_id is null
      returning broadcast_id, person_id
    )
    update deliveries d set state = 'failed', reason = 'expired'
    where d.broadcast_id in (select id from gone)
      and (d.state = 'waiting' or (d.state = 'digest' and exists (
        select 1 from taken t where t.broadcast_id = d.broadcast_id and t.person_id = d.person_id)))`.execute(
    db,
  )
}
