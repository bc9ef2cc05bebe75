import { sql } from 'kysely'
import type { Tx } from '#src/kernel/db.ts'
import type { ConsentCategory } from '#src/kernel/schema.ts'
import { inForceWordings } from './wordings.ts'

export type ToAsk = Readonly<{ personId: string; category: ConsentCategory; wording: string }>

/** Members who agreed to other words than those in force and were not asked about these, held still. */
export async function toAsk(db: Tx, limit: number): Promise<readonly ToAsk[]> {
  const { rows } = await sql<ToAsk>`
    select c.person_id, c.category, w.wording
    from consents c
    join (values ${sql.join(
      inForceWordings.map(([category, wording]) => sql`(${category}, ${wording})`),
    )}) as w (category, wording) on w.category = c.category and w.wording <> c.wording
    join people p on p.id = c.person_id and p.left_at is null
    where c.withdrawn_at is null and not exists (
      select 1 from consent_asks a
      where a.person_id = c.person_id and a.category = c.category and a.wording = w.wording)
    order by c.person_id limit ${limit} for update of c skip locked`.execute(db)
  return rows
}

export async function keepAsked(db: Tx, asked: readonly ToAsk[], at: Date): Promise<void> {
  if (asked.length === 0) return
  await db
    .insertInto('consentAsks')
    .values(asked.map((one) => ({ ...one, at })))
    .execute()
}
