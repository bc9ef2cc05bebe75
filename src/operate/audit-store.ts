import type { Db } from '#src/kernel/db.ts'
import type { AuditAsked, AuditLine } from './audit.ts'

/** The newest lines that were asked for, oldest first. */
export async function readAudit(db: Db, asked: AuditAsked): Promise<readonly AuditLine[]> {
  const { person, subject, action, since, until, last } = asked
  let query = db
    .selectFrom('audit')
    .select(['id', 'at', 'personId as person', 'action', 'subject'])
    .orderBy('id', 'desc')
    .limit(last)
  if (person !== null)
    query = query.where((eb) =>
      eb.or([eb('personId', '=', person), eb('subject', '=', `person:${person}`)]),
    )
  if (subject !== null) query = query.where('subject', '=', subject)
  if (action !== null)
    query = query.where((eb) => eb.fn('starts_with', ['action', eb.val(action)]), '=', true)
  if (since !== null) query = query.where('at', '>=', since)
  if (until !== null) query = query.where('at', '<', until)
  return (await query.execute()).toReversed()
}
