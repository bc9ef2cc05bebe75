import { sql } from 'kysely'
import type { Message } from '#src/chat/message.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { BroadcastKind } from '#src/kernel/schema.ts'
import { agrees, CATEGORY } from '#src/people/consents/agreed-store.ts'

/** Digests that hold a broadcast and wait to be sent, held still. */
export async function digestsWith(db: Tx, broadcast: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select n.id from notices n
    where n.state = 'waiting' and n.id in (
      select notice_id from digest_items where broadcast_id = ${broadcast} and notice_id is not null)
    order by n.id for update of n`.execute(db)
  return rows.map(({ id }) => id)
}

/** One person's digests that wait to be sent, held still. */
export async function digestsOf(db: Tx, personId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select n.id from notices n
    where n.state = 'waiting' and n.person_id = ${personId}
      and n.id in (select notice_id from digest_items where person_id = ${personId})
    order by n.id for update of n`.execute(db)
  return rows.map(({ id }) => id)
}

type Item = Readonly<{
  broadcastId: number
  kind: BroadcastKind
  title: string
  organisationName: string
}>

/** What is left of a digest; the items of messages that are over, or not agreed to, are taken out of it and counted as stopped. */
export async function itemsOf(db: Tx, notice: string): Promise<readonly Item[]> {
  await sql`
    with taken as (
      delete from digest_items i using broadcasts b
      where i.notice_id = ${notice}::uuid and b.id = i.broadcast_id and (b.ended_at is not null
        or (${CATEGORY} is not null and not ${agrees(sql`i.person_id`, CATEGORY)}))
      returning i.broadcast_id, i.person_id, case when b.ended_at is null then 'consent' else b.state end as why
    )
    update deliveries d set state = 'stopped', reason = t.why from taken t
    where d.broadcast_id = t.broadcast_id and d.person_id = t.person_id and d.state = 'digest'`.execute(
    db,
  )
  const { rows } = await sql<Item>`
    select i.broadcast_id, b.kind, b.content ->> 'title' as title, o.name as organisation_name
    from digest_items i
    join broadcasts b on b.id = i.broadcast_id
    join organisations o on o.code = b.organisation
    where i.notice_id = ${notice}::uuid
    order by array_position(array['critical', 'important', 'routine', 'info'], b.urgency), i.broadcast_id`.execute(
    db,
  )
  return rows
}

export async function saveDigest(db: Tx, notice: string, card: Message): Promise<void> {
  await db
    .updateTable('notices')
    .set({ message: JSON.stringify(card) })
    .where('id', '=', notice)
    .execute()
}

/** A digest with nothing left in it is not sent. */
export async function dropEmptyDigest(db: Tx, notice: string): Promise<void> {
  await db
    .updateTable('notices')
    .set({ state: 'failed', reason: 'withdrawn' })
    .where('id', '=', notice)
    .execute()
}
