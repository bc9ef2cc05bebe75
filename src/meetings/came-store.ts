import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Attender } from './rules/came.ts'
import { meetsAt, type Notice } from './rules/rsvp.ts'

/** Everybody who may have been at a meeting and is a member still, by name, with what was marked of them. */
export async function attendersOf(
  db: Db | Tx,
  { id, content, authorId }: Notice,
): Promise<readonly Attender[]> {
  const { rows } = await sql<Attender>`
    select p.id as person_id, p.name, p.gp_kind, m.came, r.answer,
      coalesce(case when r.answer = 'going' then r.practice end, d.practice) as practice,
      (r.answer in ('going', 'observer') or d.person_id is not null) is true as expected,
      coalesce((select json_agg(w.organisation) from workplaces w where w.person_id = p.id), '[]'::json) as places
    from people p
    left join meeting_attendance m on m.broadcast_id = ${id} and m.person_id = p.id
    left join rsvps r on r.broadcast_id = ${id} and r.person_id = p.id and r.answered_for = ${meetsAt(content)}
    left join lateral (
      select s.person_id, s.practice from rsvps s
      where s.broadcast_id = ${id} and s.deputy_id = p.id and s.deputy_says <> 'no' and s.answered_for = ${meetsAt(content)}
      order by s.at limit 1) d on true
    where p.left_at is null and (p.id = ${authorId} or m.came is not null or r.answer is not null or d.person_id is not null
      or exists (select 1 from deliveries t where t.broadcast_id = ${id} and t.person_id = p.id
        and t.state in ('sent', 'sending', 'doubtful')))
    order by lower(p.name), p.id`.execute(db)
  return rows
}

export async function saveCame(
  db: Tx,
  broadcast: number,
  marks: readonly Readonly<{ personId: string; came: boolean }>[],
  markedBy: string,
  at: Date,
): Promise<void> {
  await sql`
    insert into meeting_attendance (broadcast_id, person_id, came, marked_by, marked_at)
    select ${broadcast}::int, person_id, came, ${markedBy}::uuid, ${at}::timestamptz
    from unnest(${marks.map(({ personId }) => personId)}::uuid[], ${marks.map(({ came }) => came)}::bool[]) as m (person_id, came)
    on conflict (broadcast_id, person_id) do update
      set came = excluded.came, marked_by = excluded.marked_by, marked_at = excluded.marked_at
      where meeting_attendance.came <> excluded.came`.execute(db)
}
