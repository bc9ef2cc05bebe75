import { sql } from 'kysely'
import type { Tx } from '#src/kernel/db.ts'

/** Ends every membership of somebody who leaves Cascade. What they wrote stays, as their messages do. */
export async function leaveForums(db: Tx, personId: string, at: Date): Promise<void> {
  await sql`
    update forum_members set state = 'left', moderator = false, answered_by = ${personId}, answered_at = ${at}, reason = null
    where person_id = ${personId} and state in ('asked', 'in')`.execute(db)
  await sql`delete from forum_waiting where person_id = ${personId}`.execute(db)
}

/** What somebody wrote that others may have been shown. */
export async function forumWordsOf(db: Tx, personId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ words: string }>`
    select body as words from forum_posts where author_id = ${personId}
    union all select why from forum_members where person_id = ${personId} and why is not null
    union all select reason from forum_members where answered_by = ${personId} and reason is not null
    union all select why from forum_reports where person_id = ${personId}
    union all select removed_why from forum_posts where removed_by = ${personId} and removed_why is not null`.execute(
    db,
  )
  return rows.map(({ words }) => words)
}

/** The posts whose cards change when somebody is erased: theirs, and those that they took away. */
export async function postsTouchedBy(db: Tx, personId: string): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from forum_posts where author_id = ${personId} or removed_by = ${personId} order by id desc`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

/** Takes somebody's words off the forums: their posts read as taken back, and what moderators did stays under no name. */
export async function eraseForums(
  db: Tx,
  personId: string,
  removed: string,
  at: Date,
): Promise<void> {
  await sql`
    update forum_posts set body = '', removed_at = ${at}, removed_by = ${personId}, removed_why = null
    where author_id = ${personId} and removed_at is null`.execute(db)
  await sql`
    update forum_posts set removed_why = ${removed}
    where removed_by = ${personId} and removed_why is not null`.execute(db)
  await sql`
    update forum_members set reason = ${removed} where answered_by = ${personId} and reason is not null`.execute(
    db,
  )
  await sql`update forum_reports set why = ${removed} where person_id = ${personId}`.execute(db)
  for (const table of ['forum_waiting', 'forum_members', 'membership_classes'])
    await sql`delete from ${sql.table(table)} where person_id = ${personId}`.execute(db)
}
