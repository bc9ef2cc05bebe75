import { sql } from 'kysely'
import { LAST_DAY } from '#src/delivery/stop-store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'

const OUT = sql`b.state in ('sending', 'paused', 'sent', 'stopped') and b.started_at is not null`
const REVIEW = sql`b.content ->> 'reviewBy'`

/** What has come to one of its days and was not told so yet. */
export type DueDay = Readonly<{ id: number; due: 'expired' | 'overdue' | 'review'; isNew: boolean }>

/** What takes place is over when it ends, and not at midnight. */
const overAt = (today: string, clock: string) => sql`(${LAST_DAY} < ${today} or (
  b.kind in ('board-meeting', 'education-event') and b.content ->> 'date' = ${today}
    and b.content ->> 'ends' <= ${clock}))`

/**
 * Broadcasts that are over, or whose review day has come, each as often as it has one. `today` and `clock` (HH:MM) are
 * London's; `isNew`: sent since `newest`.
 */
export async function dueDays(
  db: Db,
  { today, clock }: Readonly<{ today: string; clock: string }>,
  newest: Date,
): Promise<readonly DueDay[]> {
  const { rows } = await sql<DueDay>`
    select b.id, 'expired' as due, b.started_at >= ${newest} as is_new from broadcasts b
    where ${OUT} and b.expired_at is null and ${overAt(today, clock)}
    union all
    select b.id, 'overdue', b.started_at >= ${newest} from broadcasts b
    where ${OUT} and b.overdue_at is null and b.reviewed_at is null and ${REVIEW} < ${today}
      and coalesce(${LAST_DAY}, '9999') >= ${today}
    union all
    select b.id, 'review', true from broadcasts b
    where ${OUT} and b.review_asked_at is null and b.reviewed_at is null and ${REVIEW} <= ${today}
      and coalesce(${LAST_DAY}, '9999') >= ${today}
    order by 1, 2`.execute(db)
  return rows
}

const COLUMN = { expired: 'expiredAt', overdue: 'overdueAt', review: 'reviewAskedAt' } as const

/** Keeps that it was told; false when somebody else did so first. */
export async function markDay(
  db: Tx,
  { id, due }: Pick<DueDay, 'id' | 'due'>,
  at: Date,
): Promise<boolean> {
  const column = COLUMN[due]
  const row = await db
    .updateTable('broadcasts')
    .set({ [column]: at })
    .where('id', '=', id)
    .where(column, 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Its author says that it is still right. Returns whether its copies said that nobody had looked. */
export async function keepReviewed(db: Tx, id: number, at: Date): Promise<boolean> {
  const { rows } = await sql<{ overdue: boolean }>`
    update broadcasts b set reviewed_at = ${at}, overdue_at = null
    from (select id, overdue_at is not null as overdue from broadcasts where id = ${id}) before
    where b.id = before.id returning before.overdue`.execute(db)
  return rows[0]?.overdue ?? false
}
