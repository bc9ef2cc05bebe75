import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'

/** Everybody of whom a post is due that is in no digest yet. */
export async function readersDue(db: Db, at: Date): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('forumWaiting')
    .where('noticeId', 'is', null)
    .where('dueAt', '<=', at)
    .select('personId')
    .distinct()
    .execute()
  return rows.map(({ personId }) => personId)
}

export async function postponePosts(
  db: Tx,
  personId: string,
  at: Date,
  until: Date,
): Promise<void> {
  await db
    .updateTable('forumWaiting')
    .set({ dueAt: until })
    .where('personId', '=', personId)
    .where('noticeId', 'is', null)
    .where('dueAt', '<=', at)
    .execute()
}

/** What waits for somebody in one forum: how many posts, and the first of them. */
export type Waiting = Readonly<{ forumId: number; name: string; posts: number; first: number }>

/** What nobody needs to be told of any more goes: of forums that they have left or muted. */
async function takeOut(db: Tx, personId: string): Promise<void> {
  await sql`
    delete from forum_waiting w using forum_posts p
    where w.person_id = ${personId} and p.id = w.post_id and (p.removed_at is not null or not exists (
      select 1 from forum_members m
      where m.forum_id = p.forum_id and m.person_id = w.person_id and m.state = 'in' and not m.muted))`.execute(
    db,
  )
}

/** What is in a notice, or, for null, what is due before `until` and in none yet. */
export async function waitingPosts(
  db: Tx,
  personId: string,
  which: Readonly<{ notice: string } | { until: Date }>,
): Promise<readonly Waiting[]> {
  await takeOut(db, personId)
  const those =
    'notice' in which
      ? sql`w.notice_id = ${which.notice}::uuid`
      : sql`w.notice_id is null and w.due_at < ${which.until}`
  const { rows } = await sql<Waiting>`
    select f.id as forum_id, f.name, count(*)::int as posts, min(p.id) as first
    from forum_waiting w join forum_posts p on p.id = w.post_id join forums f on f.id = p.forum_id
    where w.person_id = ${personId} and ${those} group by f.id, f.name order by f.id`.execute(db)
  return rows
}

export async function putPostsIn(
  db: Tx,
  notice: string,
  personId: string,
  until: Date,
): Promise<void> {
  await db
    .updateTable('forumWaiting')
    .set({ noticeId: notice })
    .where('personId', '=', personId)
    .where('noticeId', 'is', null)
    .where('dueAt', '<', until)
    .execute()
}

/** What a digest that did not leave in time told of waits for the next one. */
export async function givePostsBack(db: Tx, notice: string): Promise<void> {
  await db
    .updateTable('forumWaiting')
    .set({ noticeId: null })
    .where('noticeId', '=', notice)
    .execute()
}
