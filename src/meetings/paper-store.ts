import type { Db, Tx } from '#src/kernel/db.ts'
import type { Paper } from './rules/brought.ts'

/** What is to be read for a meeting, in the order in which it was added. */
export const papersOf = async (db: Db | Tx, broadcastId: number): Promise<readonly Paper[]> =>
  db
    .selectFrom('meetingPapers')
    .where('broadcastId', '=', broadcastId)
    .select(['id', 'title', 'url'])
    .orderBy('id')
    .execute()
