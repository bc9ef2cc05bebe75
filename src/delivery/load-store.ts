import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import { Pace } from './pacer.ts'
import { rankOf } from './plan.ts'

/** How much waits on one lane, and how fast it goes there. */
export type Load = Readonly<{
  platform: string
  tenant: string
  /** Messages that are due, or on their way. */
  waiting: number
  pace: Pace
  /** Nothing goes before this; milliseconds since 1970. */
  heldUntil: number
}>

type LoadRow = Omit<Load, 'pace'> & Readonly<{ pace: unknown }>

const loadOf = (row: LoadRow): Load => ({ ...row, pace: Pace.parse(row.pace) })

const isDue = (at: Date) => sql`(d.state = 'sending' or (d.state = 'waiting'
  and (d.due_at <= ${at} or d.reason = 'throttled')))`

/**
 * What goes before the end of one broadcast, lane by lane: what is left of itself, and of those that are more urgent or as
 * urgent and older. Lanes on which nothing of it waits are left out, and those on which nothing was ever sent.
 */
export async function loadsBefore(
  db: Db | Tx,
  broadcast: number,
  at: Date,
): Promise<readonly Load[]> {
  const { rows } = await sql<LoadRow>`
    with mine as (select ${rankOf} as rank, started_at from broadcasts b where b.id = ${broadcast}), ahead as (
      select b.id from broadcasts b, mine
      where b.state = 'sending' and (b.id = ${broadcast} or ${rankOf} > mine.rank
        or (${rankOf} = mine.rank and b.started_at < mine.started_at)))
    select l.platform, l.tenant, l.pace, l.held_until, count(*)::int as waiting
    from ahead join deliveries d on d.broadcast_id = ahead.id and ${isDue(at)}
    join identities i on i.id = d.identity_id
    join lanes l on l.platform = i.platform and l.tenant = i.tenant
    group by l.platform, l.tenant having bool_or(ahead.id = ${broadcast})`.execute(db)
  return rows.map(loadOf)
}

/** Labels of a metric must not grow without end: so many lanes, those with most to do. */
const MOST_SHOWN = 200

/** Every lane that was ever sent on, the fullest first. */
export async function allLoads(db: Db, at: Date): Promise<readonly Load[]> {
  const { rows } = await sql<LoadRow>`
    with due as (
      select i.platform, i.tenant, count(*)::int as waiting
      from broadcasts b join deliveries d on d.broadcast_id = b.id and ${isDue(at)}
      join identities i on i.id = d.identity_id
      where b.state in ('sending', 'sent') and b.done_at is null
      group by i.platform, i.tenant)
    select l.platform, l.tenant, l.pace, l.held_until, coalesce(due.waiting, 0) as waiting
    from lanes l left join due on due.platform = l.platform and due.tenant = l.tenant
    order by waiting desc, l.platform, l.tenant limit ${MOST_SHOWN}`.execute(db)
  return rows.map(loadOf)
}
