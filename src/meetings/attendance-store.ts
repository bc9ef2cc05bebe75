import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Declared, Silent } from './attendance-page.ts'

/** Those who have the notice and have not answered for this day and hour, by name. */
export async function silentOn(
  db: Db | Tx,
  broadcast: number,
  answeredFor: string,
): Promise<readonly Silent[]> {
  const { rows } = await sql<Silent>`
    select p.id as person_id, p.name, coalesce((select json_agg(o.name order by o.name) from workplaces w
      join organisations o on o.code = w.organisation where w.person_id = p.id), '[]'::json) as places
    from deliveries d join people p on p.id = d.person_id and p.left_at is null
    where d.broadcast_id = ${broadcast} and d.state in ('sent', 'sending', 'doubtful')
      and not exists (select 1 from rsvps r where r.broadcast_id = d.broadcast_id and r.person_id = p.id
        and r.answered_for = ${answeredFor})
    order by lower(p.name), p.id`.execute(db)
  return rows
}

/** What people declared for a meeting, by name. */
export const declaredFor = async (db: Db | Tx, broadcast: number): Promise<readonly Declared[]> =>
  db
    .selectFrom('interestDeclarations as d')
    .innerJoin('people as p', 'p.id', 'd.personId')
    .where('d.broadcastId', '=', broadcast)
    .select(['p.name', 'd.words', 'd.at'])
    .orderBy('p.name')
    .execute()
