import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { GpKind } from '#src/kernel/schema.ts'

/** How far people of one kind came; whoever came to a step was at those before it. */
export type KindWay = Readonly<{
  kind: GpKind
  invited: number
  interested: number
  shortlisted: number
  offered: number
  accepted: number
}>

/**
 * How far everybody came whom an opportunity reached, by the kind of GP that they are now. What came later takes nothing
 * off: whoever withdrew, or was erased, came as far as they did. Whoever has an offer counts as shortlisted.
 */
export async function waysByKind(db: Db | Tx, broadcastId: number): Promise<readonly KindWay[]> {
  const { rows } = await sql<KindWay>`
    with invited as (
      select person_id from deliveries where broadcast_id = ${broadcastId} and state = 'sent'
      union select person_id from acknowledgements where broadcast_id = ${broadcastId}
      union select person_id from expressions_of_interest where broadcast_id = ${broadcastId}
    ), came as (
      select person_id,
        bool_or(stage in ('shortlisted', 'offered', 'accepted', 'turned-down')) as shortlisted,
        bool_or(stage in ('offered', 'accepted', 'turned-down')) as offered,
        bool_or(stage = 'accepted') as accepted
      from outcomes where broadcast_id = ${broadcastId} group by person_id
    )
    select p.gp_kind as kind, count(*)::int as invited, count(e.person_id)::int as interested,
      (count(*) filter (where c.shortlisted))::int as shortlisted, (count(*) filter (where c.offered))::int as offered,
      (count(*) filter (where c.accepted))::int as accepted
    from invited i
    join people p on p.id = i.person_id
    left join expressions_of_interest e on e.broadcast_id = ${broadcastId} and e.person_id = i.person_id
    left join came c on c.person_id = i.person_id
    group by p.gp_kind`.execute(db)
  return rows
}
