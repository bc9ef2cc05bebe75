import { sql } from 'kysely'
import type { Tx } from '#src/kernel/db.ts'
import type { OrganisationKind } from '#src/kernel/schema.ts'
import type { Membership } from './membership-plan.ts'

export type ImportedOrganisation = Readonly<{
  code: string
  kind: OrganisationKind
  name: string
  postcode: string | null
  phone: string | null
  opened: string | null
  closed: string | null
}>

export type KnownOrganisation = Pick<ImportedOrganisation, 'kind' | 'name' | 'opened' | 'closed'>

/** Rows to a statement: few enough that the embedded database's memory stays flat. */
const BATCH = 2000

function* batches<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += BATCH) yield rows.slice(from, from + BATCH)
}

/** One import at a time: two would each plan from what the other is changing. */
export async function lockOrganisations(tx: Tx): Promise<void> {
  await sql`lock table memberships in share row exclusive mode`.execute(tx)
}

export async function knownOrganisations(tx: Tx): Promise<ReadonlyMap<string, KnownOrganisation>> {
  const rows = await tx
    .selectFrom('organisations')
    .select(['code', 'kind', 'name', 'opened', 'closed'])
    .execute()
  return new Map(rows.map((row) => [row.code, row]))
}

export const knownMemberships = (tx: Tx): Promise<Membership[]> =>
  tx.selectFrom('memberships').selectAll().execute()

/** Adds what is new and brings the rest up to date; a row that says the same again is not written. */
export async function saveOrganisations(
  tx: Tx,
  organisations: readonly ImportedOrganisation[],
): Promise<void> {
  for (const batch of batches(organisations)) {
    const column = (key: keyof ImportedOrganisation) => batch.map((row) => row[key])
    await sql`
      insert into organisations (code, kind, name, postcode, phone, opened, closed)
      select * from unnest(${column('code')}::text[], ${column('kind')}::text[], ${column('name')}::text[],
        ${column('postcode')}::text[], ${column('phone')}::text[], ${column('opened')}::date[], ${column('closed')}::date[])
      on conflict (code) do update set name = excluded.name, postcode = excluded.postcode,
        phone = excluded.phone, opened = excluded.opened, closed = excluded.closed
      where (organisations.name, organisations.postcode, organisations.phone, organisations.opened, organisations.closed)
        is distinct from (excluded.name, excluded.postcode, excluded.phone, excluded.opened, excluded.closed)
    `.execute(tx)
  }
}

/** Adds memberships, and moves the end of those that are there; none is ever removed. */
export async function saveMemberships(tx: Tx, memberships: readonly Membership[]): Promise<void> {
  for (const batch of batches(memberships)) {
    const column = (key: keyof Membership) => batch.map((row) => row[key])
    await sql`
      insert into memberships (child, parent, starts, ends)
      select * from unnest(${column('child')}::text[], ${column('parent')}::text[],
        ${column('starts')}::date[], ${column('ends')}::date[])
      on conflict (child, parent, starts) do update set ends = excluded.ends
      where memberships.ends is distinct from excluded.ends`.execute(tx)
  }
}
