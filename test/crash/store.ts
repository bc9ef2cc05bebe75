import type { Database } from '#src/kernel/db.ts'

/** A delivery as the tables have it when all is over. */
export type Row = Readonly<{
  id: string
  broadcast: number
  state: string
  critical: boolean
  repeat: boolean
}>

export async function deliveries({ pool }: Pick<Database, 'pool'>): Promise<readonly Row[]> {
  const { rows } = await pool.query<Row>(
    `select d.id, d.broadcast_id as broadcast, d.state, b.urgency = 'critical' as critical, d.possible_repeat as repeat
     from deliveries d join broadcasts b on b.id = d.broadcast_id order by d.broadcast_id, d.seq`,
  )
  return rows
}

/** How it stands just after a kill: what was on its way, and what is still to come. */
export type Standing = Readonly<{ sending: number; waiting: number; drafts: number[] }>

export async function standing({ pool }: Pick<Database, 'pool'>): Promise<Standing> {
  const { rows } = await pool.query<Standing>(
    `select count(*) filter (where state = 'sending')::int as sending, count(*) filter (where state = 'waiting')::int as waiting,
       (select coalesce(array_agg(id order by id), '{}') from broadcasts where state = 'draft') as drafts
     from deliveries`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('A count came back empty')
  return row
}

/**
 * Broadcasts that are neither drafts nor over. One that began while only later rows of it waited is 'sent' already, so the
 * rows say whether it is over: a round that looked at the state alone ended too early once (seed 52003, 79 still waiting).
 */
export async function unfinished({ pool }: Pick<Database, 'pool'>): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int from broadcasts b where b.state <> 'draft' and (b.state <> 'sent' or exists (
       select 1 from deliveries d where d.broadcast_id = b.id and d.state in ('waiting', 'sending')))`,
  )
  return rows[0]?.count ?? 0
}

/**
 * As though nothing had run for so long: everything that is written down with a time becomes so much older. To be used
 * only while no process lives, so that a rig need not wait as long as the rules do.
 */
export async function letTimePass({ pool }: Pick<Database, 'pool'>, seconds: number) {
  const ago = `interval '${seconds} seconds'`
  await pool.query(
    `update pgboss.job set heartbeat_on = heartbeat_on - ${ago}, started_on = started_on - ${ago} where state = 'active'`,
  )
  await pool.query(
    `update pgboss.job set start_after = start_after - ${ago} where state in ('created', 'retry')`,
  )
  await pool.query(`update pgboss.queue set monitor_on = monitor_on - ${ago}`)
  await pool.query(
    `update deliveries set due_at = due_at - ${ago} where state in ('waiting', 'sending')`,
  )
}
