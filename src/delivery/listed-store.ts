import { sql } from 'kysely'
import { type MessageHandle, PlatformName } from '#src/chat/chat-platform.ts'
import type { Db, Tx } from '#src/kernel/db.ts'

/** A list that was sent and follows what becomes of its messages. */
export type SentList = Readonly<{
  personId: string
  handle: MessageHandle
  /** In the order in which it showed them. */
  broadcasts: readonly number[]
}>

/** The list that a notice was, "digest" or "reminders"; null for one that follows no more. */
export async function sentList(db: Db, about: string, notice: string): Promise<SentList | null> {
  const { rows } = await sql<{
    personId: string
    platform: string
    ref: string
    broadcasts: number[]
  }>`
    select n.person_id, i.platform, c.handle as ref, n.listed as broadcasts
    from copies c
    join identities i on i.id = c.identity_id
    join notices n on n.id = ${notice} and n.person_id = i.person_id and n.listed is not null
    where c.about = ${`${about}:${notice}`}`.execute(db)
  const [row] = rows
  if (row === undefined) return null
  const { platform, ref, ...list } = row
  return { ...list, handle: { platform: PlatformName.parse(platform), ref } }
}

/**
 * Holds what a list shows as it is, in the transaction that writes that it arrived: whatever changes one of these
 * either comes before, and is seen, or after, and sees the list.
 */
export async function holdListed(db: Tx, notice: string): Promise<void> {
  await sql`
    select 1 from broadcasts b
    where b.id = any(array(select unnest(listed) from notices where id = ${notice})) order by b.id for share`.execute(
    db,
  )
}

/**
 * What changed while a list was on its way could not be drawn on it. Its messages are behind then, and the next tick
 * draws it. Mostly they still are: only a row that has to change is written, for two lists that hold the same messages would
 * wait for each other.
 */
export async function markListed(db: Tx, notice: string): Promise<void> {
  await sql`
    update broadcasts b set behind = true from notices n
    where n.id = ${notice} and b.id = any(n.listed) and b.edition > 1 and not b.behind
      and n.listed_edition < (select sum(o.edition) from broadcasts o where o.id = any(n.listed))`.execute(
    db,
  )
}
