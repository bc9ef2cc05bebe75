import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#src/kernel/db.ts'
import { type Holding, HOLDINGS, type Link } from './holdings.ts'

export type HeldRow = Readonly<Record<string, unknown>>
/** All rows of one table that are about somebody. */
export type Held = Readonly<{ holding: Holding; rows: readonly HeldRow[] }>

const column = (name: string) => sql.ref(`t.${name}`)

/** Which rows of a table a link makes somebody's, over the alias t. */
function condition(link: Link, personId: string): RawBuilder<boolean> {
  switch (link.by) {
    case 'person':
      return sql`${column(link.column)} = ${personId}`
    case 'identity':
      return sql`${column(link.column)} in (select id from identities where person_id = ${personId})`
    case 'message':
      return sql`${column(link.column)} in (select id from broadcasts where author_id = ${personId})`
    case 'subject':
      return sql`${column(link.column)} = ${`person:${personId}`}`
    case 'account':
      return sql`exists (select 1 from identities i where i.person_id = ${personId} and i.user_ref = t.user_ref
        and i.platform = ${link.platform === null ? sql`t.platform` : link.platform}
        and ${link.tenant === null ? sql`true` : sql`i.tenant = ${column(link.tenant)}`})`
  }
}

/** Everything that is held of somebody, table by table, as the rows stand. */
export async function heldOf(db: Tx, personId: string): Promise<readonly Held[]> {
  const held: Held[] = []
  for (const holding of HOLDINGS) {
    const mine = sql.join(
      holding.of.map((link) => condition(link, personId)),
      sql` or `,
    )
    const { rows } = await sql<{ row: HeldRow }>`
      select to_jsonb(t) as row from ${sql.table(holding.table)} t where ${mine}`.execute(db)
    held.push({ holding, rows: rows.map(({ row }) => row) })
  }
  return held
}
