import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Cadence } from '#src/kernel/schema.ts'
import type { Member } from './forum.ts'

export async function saveSettings(
  db: Tx,
  member: number,
  settings: Readonly<{ cadence: Cadence; named: boolean; muted: boolean }>,
): Promise<void> {
  await db.updateTable('forumMembers').set(settings).where('id', '=', member).execute()
}

/** Posts of somebody in one forum that still stand. */
export async function postsOf(db: Tx, forum: number, author: string): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('forumPosts')
    .where('forumId', '=', forum)
    .where('authorId', '=', author)
    .where('removedAt', 'is', null)
    .select('id')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(({ id }) => id)
}

/** Keeps what somebody says of a post; said again it takes the place of what they said. */
export async function saveReport(
  db: Tx,
  report: Readonly<{ postId: number; personId: string; why: string; at: Date }>,
): Promise<void> {
  await db
    .insertInto('forumReports')
    .values({ ...report, settledAt: null, settledBy: null })
    .onConflict((conflict) =>
      conflict
        .columns(['postId', 'personId'])
        .doUpdateSet({ why: report.why, settledAt: null, settledBy: null }),
    )
    .execute()
}

export async function reportsOf(
  db: Db | Tx,
  post: number,
): Promise<readonly Readonly<{ why: string; settled: boolean }>[]> {
  const { rows } = await sql<{ why: string; settled: boolean }>`
    select why, settled_at is not null as settled from forum_reports where post_id = ${post} order by id`.execute(
    db,
  )
  return rows
}

export async function settle(db: Tx, post: number, by: string, at: Date): Promise<void> {
  await db
    .updateTable('forumReports')
    .set({ settledAt: at, settledBy: by })
    .where('postId', '=', post)
    .where('settledAt', 'is', null)
    .execute()
}

/** Members after one of them, by their number. */
export async function membersAfter(
  db: Tx,
  forum: number,
  after: number,
  most: number,
): Promise<readonly Pick<Member, 'id'>[]> {
  return db
    .selectFrom('forumMembers as m')
    .innerJoin('people as p', 'p.id', 'm.personId')
    .where('p.leftAt', 'is', null)
    .where('m.forumId', '=', forum)
    .where('m.state', '=', 'in')
    .where('m.id', '>', after)
    .select('m.id')
    .orderBy('m.id')
    .limit(most)
    .execute()
}
