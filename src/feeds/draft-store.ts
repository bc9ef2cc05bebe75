import type { Db, Tx } from '#src/kernel/db.ts'
import type { BroadcastState } from '#src/kernel/schema.ts'
import { Content } from '#src/broadcasts/content.ts'

/** A message that was written from an item, with the words that its form began with. */
export type FeedDraft = Readonly<{
  broadcast: number
  authorId: string
  authorLeft: boolean
  title: string
  state: BroadcastState
  given: Readonly<{ title: string; summary: string }>
}>

export async function keepDraft(
  db: Tx,
  draft: Readonly<{
    broadcast: number
    item: number
    updated: Date
    title: string
    summary: string
  }>,
  at: Date,
): Promise<void> {
  const { broadcast, item, ...given } = draft
  await db
    .insertInto('feedDrafts')
    .values({ broadcastId: broadcast, itemId: item, ...given, at })
    .execute()
}

/** Whose item a message was written from that its source has taken back since; null for any other message. */
export async function withdrawnSourceOf(db: Db | Tx, broadcast: number): Promise<string | null> {
  const row = await db
    .selectFrom('feedDrafts as d')
    .innerJoin('feedItems as i', 'i.id', 'd.itemId')
    .innerJoin('feeds as f', 'f.id', 'i.feedId')
    .where('d.broadcastId', '=', broadcast)
    .where('i.withdrawn', '=', true)
    .select('f.name')
    .executeTakeFirst()
  return row?.name ?? null
}

/** What was written from an item and not deleted, the newest first. */
export async function draftsOf(db: Db | Tx, item: number): Promise<readonly FeedDraft[]> {
  const rows = await db
    .selectFrom('feedDrafts as d')
    .innerJoin('broadcasts as b', 'b.id', 'd.broadcastId')
    .innerJoin('people as p', 'p.id', 'b.authorId')
    .where('d.itemId', '=', item)
    .where('b.state', '!=', 'deleted')
    .select(['b.id', 'b.authorId', 'p.leftAt', 'b.content', 'b.state', 'd.title', 'd.summary'])
    .orderBy('b.id', 'desc')
    .execute()
  return rows.map(({ id, authorId, leftAt, content, state, title, summary }) => ({
    broadcast: id,
    authorId,
    authorLeft: leftAt !== null,
    title: Content.parse(content).title,
    state,
    given: { title, summary },
  }))
}
