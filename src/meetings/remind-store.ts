import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Owing } from './rules/reminding.ts'

export type OwingOne = Owing & Readonly<{ broadcastId: number; personId: string; meetsAt: string }>

/** Everybody who may be to be reminded of a meeting between two days: who has its notice, and who goes in somebody's place. */
export async function owingFor(
  db: Db | Tx,
  from: string,
  to: string,
  at: Date,
  only: Readonly<{ broadcast: number; person: string }> | null = null,
): Promise<readonly OwingOne[]> {
  const { rows } = await sql<OwingOne>`
    with meeting as (
      select id, (content ->> 'date') || 'T' || (content ->> 'starts') as meets_at, author_id from broadcasts
      where kind = 'board-meeting' and state in ('sending', 'sent')
        and content ->> 'date' between ${from} and ${to} and id = coalesce(${only?.broadcast ?? null}::int, id)
    ), owing as (
      select m.id, m.meets_at, d.person_id, d.sent_at as told_at,
        case when r.person_id is null then 'unsaid' when r.answer in ('going', 'observer') then 'yes'
          when r.deputy_says = 'no' then 'unsaid' else 'no' end as comes, r.at as answered_at
      from meeting m join deliveries d on d.broadcast_id = m.id and d.state = 'sent'
      left join rsvps r on r.broadcast_id = m.id and r.person_id = d.person_id and r.answered_for = m.meets_at
      union all
      select m.id, m.meets_at, r.deputy_id, r.at, 'yes', r.at from meeting m
      join rsvps r on r.broadcast_id = m.id and r.answered_for = m.meets_at and r.deputy_says = 'yes'
    )
    select o.id as broadcast_id, o.person_id, max(o.meets_at) as meets_at, min(o.told_at) as told_at,
      case when bool_or(o.comes = 'yes') then 'yes' when bool_or(o.comes = 'no') then 'no' else 'unsaid' end as comes,
      min(o.answered_at) as answered_at, p.quiet_from, p.quiet_to, p.working_days,
      coalesce((select json_agg(s.step) from meeting_reminders s where s.broadcast_id = o.id
        and s.person_id = o.person_id and s.answered_for = max(o.meets_at)), '[]'::json) as done
    from owing o join people p on p.id = o.person_id and p.left_at is null and coalesce(p.away_until <= ${at}, true)
    where o.told_at is not null and o.person_id = coalesce(${only?.person ?? null}::uuid, o.person_id)
    group by o.id, o.person_id, p.id order by o.id, o.person_id`.execute(db)
  return rows
}

/** Keeps that somebody is reminded; false when another process did. */
export async function takeReminder(
  db: Tx,
  row: Readonly<{
    broadcastId: number
    personId: string
    step: string
    answeredFor: string
    at: Date
  }>,
): Promise<boolean> {
  const kept = await db
    .insertInto('meetingReminders')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('step')
    .executeTakeFirst()
  return kept !== undefined
}
