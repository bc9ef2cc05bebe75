import { sql } from 'kysely'
import type { Tx } from '#src/kernel/db.ts'

/** The newest broadcasts that somebody was told of and has not answered, the urgent first. */
export async function unanswered(
  db: Tx,
  personId: string,
  limit: number,
): Promise<readonly number[]> {
  const { rows } = await sql<{ broadcastId: number }>`
    select d.broadcast_id
    from deliveries d
    join broadcasts b on b.id = d.broadcast_id
    where d.person_id = ${personId} and d.state = 'sent' and b.ended_at is null and b.expired_at is null
      and not exists (select 1 from acknowledgements a where a.broadcast_id = d.broadcast_id and a.person_id = d.person_id)
    order by array_position(array['critical', 'important', 'routine', 'info'], b.urgency), d.broadcast_id desc
    limit ${limit}`.execute(db)
  return rows.map((row) => row.broadcastId)
}
