import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'

/** A critical broadcast is expected to have reached somebody everywhere by then. */
const EXPECTED_MS = 15 * 60_000

/** For how long it is worth saying. */
const WATCHED_MS = 24 * 60 * 60_000

/** One workspace or tenant in which a critical broadcast has reached nobody, of so many people. */
export type Silence = Readonly<{
  broadcast: number
  platform: string
  tenant: string
  people: number
}>

export async function silences(db: Db, at: Date): Promise<readonly Silence[]> {
  const { rows } = await sql<Silence>`
    select b.id as broadcast, i.platform, i.tenant, count(*)::int as people
    from broadcasts b
    join deliveries d on d.broadcast_id = b.id and d.state <> 'stopped'
    join identities i on i.id = d.identity_id
    where b.urgency = 'critical' and b.state in ('sending', 'sent')
      and b.started_at <= ${new Date(at.getTime() - EXPECTED_MS)}
      and b.started_at > ${new Date(at.getTime() - WATCHED_MS)}
    group by b.id, i.platform, i.tenant
    having count(*) filter (where d.state = 'sent') = 0
    order by b.id, i.platform, i.tenant`.execute(db)
  return rows
}

/** Whether a notice about this was ever written. */
export async function wasTold(db: Tx, about: string): Promise<boolean> {
  const row = await db
    .selectFrom('notices')
    .where('about', '=', about)
    .select('id')
    .executeTakeFirst()
  return row !== undefined
}
