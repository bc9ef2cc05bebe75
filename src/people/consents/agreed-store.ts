import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#src/kernel/db.ts'
import { inForceWordings, OPTIONAL_CATEGORIES, type OptionalCategory } from './wordings.ts'

/**
 * Whether somebody agrees to a category, as SQL: given, not taken back, and in the words that are in force.
 * Who agreed to other words has not agreed to these.
 */
export const agrees = (person: RawBuilder<unknown>, category: RawBuilder<unknown>) => sql<boolean>`
  exists (select 1 from consents c where c.person_id = ${person} and c.category = ${category}
    and c.withdrawn_at is null and (c.category, c.wording) in (${sql.join(
      inForceWordings.map(([name, version]) => sql`(${name}, ${version})`),
    )}))`

/** The category that a broadcast needs a consent for, null for a service message: as SQL over the alias b; see optional.ts. */
export const CATEGORY = sql<string | null>`(case
  when b.kind = 'education-event' then case when b.content ->> 'cost' is not null then 'education' end
  when b.kind <> 'opportunity' then null
  when b.content ->> 'type' = 'education' then 'education'
  else 'opportunities' end)`

/** Whether a broadcast is shown in lists to whoever has agreed to these: the same line as for what is sent. */
export const shownTo = (agreed: readonly OptionalCategory[]) =>
  sql<boolean>`(${CATEGORY} is null or ${CATEGORY} = any(${[...agreed]}::text[]))`

/** What somebody agrees to beside the purpose. */
export async function agreedBy(db: Tx, personId: string): Promise<readonly OptionalCategory[]> {
  const rows = await db
    .selectFrom('consents as c')
    .where('c.personId', '=', personId)
    .where('c.withdrawnAt', 'is', null)
    .select(['c.category', 'c.wording'])
    .execute()
  return OPTIONAL_CATEGORIES.filter((one) =>
    rows.some(
      ({ category, wording }) =>
        category === one &&
        inForceWordings.some(([name, version]) => name === one && version === wording),
    ),
  )
}
