import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Chase, Unclosed } from './chase-rules.ts'

/** Opportunities that are out and that nobody has closed, and whose closing date is not before `earliest` (YYYY-MM-DD). */
export async function unclosed(db: Db, earliest: string): Promise<readonly Unclosed[]> {
  const { rows } = await sql<Unclosed>`
    select b.id, b.content ->> 'closes' as closes,
      (select min(e.stage_at) from expressions_of_interest e join people p on p.id = e.person_id and p.left_at is null
        where e.broadcast_id = b.id and e.withdrawn_at is null and e.stage = 'interested') as waiting_since,
      (select max(c.at) from chases c where c.broadcast_id = b.id and c.why = 'waiting') as chased_at,
      (select coalesce(max(c.step), 0) from chases c where c.broadcast_id = b.id and c.why = 'over'
        and c.since = (b.content ->> 'closes')::date) as over_done
    from broadcasts b
    where b.kind = 'opportunity' and b.started_at is not null and b.closed_at is null
      and b.state in ('sending', 'paused', 'sent', 'stopped') and b.last_day >= ${earliest}
    order by b.id`.execute(db)
  return rows
}

/** Keeps that it was asked; false when another process did so. */
export async function keepChase(
  db: Tx,
  broadcastId: number,
  { why, since, step }: Chase,
  at: Date,
): Promise<boolean> {
  const row = await db
    .insertInto('chases')
    .values({ broadcastId, why, since, step, at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('broadcastId')
    .executeTakeFirst()
  return row !== undefined
}
