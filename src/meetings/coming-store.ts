import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import { meetsAt, type Notice } from './rules/rsvp.ts'
import type { Concerned } from './store.ts'

/** Who comes as things stand: themselves, to listen, or as a deputy who has not said no; without whoever left. */
export async function coming(
  db: Db | Tx,
  { id, content }: Notice,
): Promise<readonly (Concerned & Readonly<{ name: string }>)[]> {
  const { rows } = await sql<Concerned & { name: string }>`
    select p.id as person_id, p.name, p.quiet_from, p.quiet_to, p.away_until from people p
    where p.left_at is null and exists (select 1 from rsvps r
      where r.broadcast_id = ${id} and r.answered_for = ${meetsAt(content)}
        and ((r.person_id = p.id and r.answer in ('going', 'observer')) or (r.deputy_id = p.id and r.deputy_says <> 'no')))
    order by lower(p.name), p.id`.execute(db)
  return rows
}
