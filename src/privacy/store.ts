import { sql } from 'kysely'
import type { Tx } from '#src/kernel/db.ts'

/** Which of these postcodes and phone numbers, written as `contactsIn` does, belong to an organisation. */
export async function knownContacts(
  db: Tx,
  contacts: readonly string[],
): Promise<ReadonlySet<string>> {
  if (contacts.length === 0) return new Set()
  const { rows } = await sql<{ postcode: string | null; phone: string | null }>`
    select replace(upper(postcode), ' ', '') as postcode, regexp_replace(phone, '\\D', '', 'g') as phone
    from organisations
    where replace(upper(postcode), ' ', '') = any(${contacts}) or regexp_replace(phone, '\\D', '', 'g') = any(${contacts})
  `.execute(db)
  return new Set(rows.flatMap(({ postcode, phone }) => [postcode ?? '', phone ?? '']))
}
