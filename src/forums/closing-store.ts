import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'

/** Open forums whose last day has gone by. */
export async function forumsOver(db: Db, today: string): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('forums')
    .where('closedAt', 'is', null)
    .where('closes', '<', today)
    .select('id')
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Open forums with a last day on or before `until`, and what their members were told of it. */
export async function forumsEnding(
  db: Db,
  today: string,
  until: string,
): Promise<readonly Readonly<{ id: number; closes: string; told: readonly number[] }>[]> {
  const { rows } = await sql<{ id: number; closes: string; told: number[] }>`
    select f.id, f.closes, coalesce((select array_agg(c.days) from forum_countdowns c where c.forum_id = f.id), '{}') as told
    from forums f where f.closed_at is null and f.opens <= ${today} and f.closes between ${today} and ${until} order by f.id`.execute(
    db,
  )
  return rows
}

/** Marks a step as told. False when it was before: two processes meet here. */
export async function markStep(db: Tx, forumId: number, days: number, at: Date): Promise<boolean> {
  const row = await db
    .insertInto('forumCountdowns')
    .values({ forumId, days, at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('days')
    .executeTakeFirst()
  return row !== undefined
}

/** Another last day is counted down anew, from the steps that are still to come. */
export async function startCountdown(
  db: Tx,
  forumId: number,
  passed: readonly number[],
  at: Date,
): Promise<void> {
  await db.deleteFrom('forumCountdowns').where('forumId', '=', forumId).execute()
  for (const days of passed) await markStep(db, forumId, days, at)
}

export async function setClosed(db: Tx, forumId: number, at: Date): Promise<void> {
  await db.updateTable('forums').set({ closedAt: at }).where('id', '=', forumId).execute()
}

/**
 * Makes members of one forum members of another, in one statement, as often and as loud as before. Whoever has left that
 * one, was declined there or removed, is not moved against that. Returns who is in it now.
 */
export async function moveMembers(
  db: Tx,
  from: number,
  to: number,
  people: readonly string[],
  at: Date,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ personId: string }>`
    insert into forum_members as m (forum_id, person_id, state, asked_at, joined_at, muted, cadence)
    select ${to}, person_id, 'in', ${at}, ${at}, muted, cadence from forum_members
    where forum_id = ${from} and state = 'in' and person_id = any(${[...people]}::uuid[])
    on conflict (forum_id, person_id) do update set state = 'in', joined_at = coalesce(m.joined_at, excluded.joined_at)
      where m.state in ('asked', 'in')
    returning m.person_id`.execute(db)
  return new Set(rows.map(({ personId }) => personId))
}

/** Requests that nobody answered before the end. Returns who made them. */
export async function endRequests(
  db: Tx,
  forumId: number,
  reason: string,
  at: Date,
): Promise<readonly string[]> {
  const rows = await db
    .updateTable('forumMembers')
    .set({ state: 'declined', reason, answeredAt: at })
    .where('forumId', '=', forumId)
    .where('state', '=', 'asked')
    .returning('personId')
    .execute()
  return rows.map(({ personId }) => personId)
}
