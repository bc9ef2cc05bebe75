import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import { Eligibility } from './eligibility.ts'
import type { Forum } from './forum.ts'

/** A forum that is not closed, in which people without the membership that it asks for may be until the end of a day. */
export type WithOthers = Readonly<{ id: number; until: string }>

export async function forumsWithOthers(db: Db): Promise<readonly WithOthers[]> {
  const { rows } = await sql<{ id: number; eligibility: unknown }>`
    select id, eligibility from forums
    where closed_at is null and eligibility ->> 'othersUntil' is not null order by id`.execute(db)
  return rows.flatMap(({ id, eligibility }) => {
    const { othersUntil } = Eligibility.parse(eligibility)
    return othersUntil === null ? [] : [{ id, until: othersUntil }]
  })
}

export type Other = Readonly<{
  member: number
  personId: string
  quietFrom: string | null
  quietTo: string | null
  awayUntil: Date | null
}>

/** Members who have not the membership that a forum asks for; its moderators run it whatever they have. */
export async function othersIn(
  db: Db | Tx,
  { id, eligibility }: Pick<Forum, 'id' | 'eligibility'>,
): Promise<readonly Other[]> {
  const { rows } = await sql<Other>`
    select m.id as member, p.id as person_id, p.quiet_from, p.quiet_to, p.away_until
    from forum_members m join people p on p.id = m.person_id and p.left_at is null
    where m.forum_id = ${id} and m.state = 'in' and not m.moderator
      and not exists (select 1 from membership_classes c
        where c.person_id = p.id and lower(c.class) = lower(${eligibility.memberClass ?? ''}))
    order by p.id`.execute(db)
  return rows
}

/** Which of some things somebody was told of already. */
export async function toldOf(db: Tx, abouts: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ about: string }>`
    select distinct about from notices where about = any(${[...abouts]}::text[])`.execute(db)
  return rows.map(({ about }) => about)
}

/** Ends these memberships, as if each had left; what waits of them for a digest goes. */
export async function endOthers(
  db: Tx,
  forum: number,
  all: readonly Other[],
  at: Date,
): Promise<void> {
  await sql`
    update forum_members set state = 'left', answered_by = null, answered_at = ${at}, reason = null
    where id = any(${all.map(({ member }) => member)}::int[])`.execute(db)
  await sql`
    delete from forum_waiting w using forum_posts p
    where w.person_id = any(${all.map(({ personId }) => personId)}::uuid[]) and p.id = w.post_id and p.forum_id = ${forum}`.execute(
    db,
  )
}
