import { sql } from 'kysely'
import type { Tx } from '#src/kernel/db.ts'
import type { SuccessionRow } from './succession-file.ts'
import type { Known, Recorded } from './succession-rules.ts'

/** Every organisation that these rows name, as it is known. */
export async function organisationsNamedIn(
  tx: Tx,
  rows: readonly SuccessionRow[],
): Promise<ReadonlyMap<string, Known>> {
  const codes = rows.flatMap(({ predecessor, successor }) => [predecessor, successor])
  const { rows: found } = await sql<Known & { code: string }>`
    select code, kind, name, closed from organisations where code = any(${codes}::text[])`.execute(
    tx,
  )
  return new Map(found.map((one) => [one.code, one]))
}

export async function recordedSuccessions(tx: Tx): Promise<readonly Recorded[]> {
  const { rows } = await sql<Recorded>`
    select organisation as predecessor, other as successor, day, done_at is not null as done
    from organisation_changes where kind = 'succession' order by id`.execute(tx)
  return rows
}

/**
 * Keeps successions that were checked: the successors that are new, and what is to be done that day. What was kept
 * before of these predecessors, and has not taken effect, gives way.
 */
export async function saveSuccessions(tx: Tx, rows: readonly SuccessionRow[]): Promise<void> {
  const column = (key: 'predecessor' | 'successor' | 'successorName' | 'day') =>
    rows.map((row) => row[key])
  await sql`
    insert into organisations (code, kind, name, opened)
    select distinct on (r.code) r.code, p.kind, r.name, r.day
    from unnest(${column('predecessor')}::text[], ${column('successor')}::text[], ${column('successorName')}::text[],
      ${column('day')}::date[]) as r (predecessor, code, name, day)
    join organisations p on p.code = r.predecessor
    order by r.code, r.day
    on conflict (code) do nothing`.execute(tx)
  await sql`
    delete from organisation_changes where kind = 'succession' and done_at is null
      and organisation = any(${column('predecessor')}::text[])`.execute(tx)
  await sql`
    insert into organisation_changes (kind, organisation, other, day)
    select distinct 'succession', * from unnest(
      ${column('predecessor')}::text[], ${column('successor')}::text[], ${column('day')}::date[])
    on conflict do nothing`.execute(tx)
}
