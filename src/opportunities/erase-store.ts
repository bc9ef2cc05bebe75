import { sql } from 'kysely'
import type { Tx } from '#src/kernel/db.ts'
import { REMOVED_TEXT } from '#src/people/rights/left.ts'

/** Takes what somebody typed off their interests and decisions; how far each came stays for the counts of others. */
export async function eraseInterest(db: Tx, personId: string, at: Date): Promise<void> {
  await sql`
    update expressions_of_interest set how = ${REMOVED_TEXT}, dates = '{}', conflict = null, conflict_words = null,
      withdrawn_at = coalesce(withdrawn_at, ${at})
    where person_id = ${personId}`.execute(db)
  await sql`
    update outcomes set reason = null
    where (person_id = ${personId} or decided_by = ${personId}) and reason is not null`.execute(db)
}
