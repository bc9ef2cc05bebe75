import { sql } from 'kysely'
import type { Db, Tx } from '#src/kernel/db.ts'
import { ITEM_TYPES, type Item } from './item.ts'
import { type Change, ITEM_STATES, type Kept, type Known } from './rules.ts'
import { z } from 'zod'

/** An item with its number, as cards name it. */
export type FeedItem = Kept &
  Readonly<{
    id: number
    feedId: number
    feedName: string
    /** Who releases what this feed brings. */
    personId: string
    laterUntil: Date | null
  }>

const Type = z.enum(ITEM_TYPES)
const State = z.enum(ITEM_STATES)

const items = (db: Db | Tx) =>
  db
    .selectFrom('feedItems as i')
    .innerJoin('feeds as f', 'f.id', 'i.feedId')
    .select([
      'i.id',
      'i.feedId',
      'f.name as feedName',
      'f.personId',
      'i.entryId',
      'i.updated',
      'i.url',
      'i.title',
      'i.summary',
      'i.published',
      'i.type',
      'i.reference',
      'i.specialties',
      'i.contentId',
      'i.links',
      'i.withdrawn',
      'i.note',
      'i.state',
      'i.laterUntil',
    ])

const itemOf = (
  row: Awaited<ReturnType<ReturnType<typeof items>['executeTakeFirstOrThrow']>>,
): FeedItem => ({
  ...row,
  type: Type.parse(row.type),
  state: State.parse(row.state),
})

/** An item held still until the transaction ends; null for one of somebody else's feed. */
export async function lockItem(db: Tx, id: number, personId: string): Promise<FeedItem | null> {
  await db.selectFrom('feedItems').where('id', '=', id).select('id').forUpdate().execute()
  const row = await items(db)
    .where('i.id', '=', id)
    .where('f.personId', '=', personId)
    .executeTakeFirst()
  return row === undefined ? null : itemOf(row)
}

/** What waits for somebody to say what becomes of it, the newest first. */
export async function waitingFor(
  db: Tx,
  personId: string,
  limit: number,
): Promise<Readonly<{ items: readonly FeedItem[]; total: number }>> {
  const waiting = items(db)
    .where('f.personId', '=', personId)
    .where('i.state', 'in', ['proposed', 'later'])
  const rows = await waiting
    .orderBy('i.updated', 'desc')
    .orderBy('i.id', 'desc')
    .limit(limit)
    .execute()
  const all = await waiting
    .clearSelect()
    .select(sql<number>`count(*)::int`.as('n'))
    .executeTakeFirst()
  return { items: rows.map(itemOf), total: all?.n ?? 0 }
}

/** This feed's items among these ids. */
export async function keptItems(
  db: Db | Tx,
  feed: number,
  entryIds: readonly string[],
): Promise<ReadonlyMap<string, FeedItem>> {
  if (entryIds.length === 0) return new Map()
  const rows = await items(db)
    .where('i.feedId', '=', feed)
    .where(sql<boolean>`i.entry_id = any(${[...entryIds]}::text[])`)
    .execute()
  return new Map(rows.map((row) => [row.entryId, itemOf(row)]))
}

/** What was read before of what a reading tells of. */
export async function knownOf(
  db: Tx,
  feed: Readonly<{ id: number; personId: string }>,
  read: readonly Item[],
): Promise<Known> {
  const asked = [...new Set(read.flatMap(({ url, links }) => [url, ...links]))]
  const rows =
    asked.length === 0
      ? []
      : await db
          .selectFrom('feedItems as i')
          .innerJoin('feeds as f', 'f.id', 'i.feedId')
          .where('f.personId', '=', feed.personId)
          .where(sql<boolean>`i.url = any(${asked}::text[])`)
          .select(['i.url', 'i.feedId', 'i.state', 'f.retiredAt'])
          .execute()
  const told = rows.filter(
    (row) => row.feedId !== feed.id && row.retiredAt === null && row.state !== 'history',
  )
  return {
    kept: await keptItems(
      db,
      feed.id,
      read.map(({ entryId }) => entryId),
    ),
    pages: new Set(rows.map(({ url }) => url)),
    elsewhere: new Set(told.map(({ url }) => url)),
  }
}

/** Keeps an item as it is told now; returns it with its number. */
export async function saveChange(
  db: Tx,
  feed: number,
  { item, state }: Change,
  at: Date,
): Promise<FeedItem> {
  const { entryId } = item
  const row = {
    updated: item.updated,
    url: item.url,
    title: item.title,
    summary: item.summary,
    published: item.published,
    type: item.type,
    reference: item.reference,
    specialties: [...item.specialties],
    contentId: item.contentId,
    links: [...item.links],
    withdrawn: item.withdrawn,
    note: item.note,
    state,
    laterUntil: null,
    checkedAt: at,
  }
  const { id } = await db
    .insertInto('feedItems')
    .values({ ...row, feedId: feed, entryId, seenAt: at })
    .onConflict((conflict) => conflict.columns(['feedId', 'entryId']).doUpdateSet(row))
    .returning('id')
    .executeTakeFirstOrThrow()
  return itemOf(await items(db).where('i.id', '=', id).executeTakeFirstOrThrow())
}

export async function setItemState(
  db: Tx,
  id: number,
  state: Kept['state'],
  laterUntil: Date | null = null,
): Promise<void> {
  await db.updateTable('feedItems').set({ state, laterUntil }).where('id', '=', id).execute()
}

/** What was put off until now, held still: who else looks at the same moment passes over it. */
export async function takePutOff(db: Tx, at: Date, limit: number): Promise<readonly FeedItem[]> {
  const due = await db
    .selectFrom('feedItems')
    .where('state', '=', 'later')
    .where('laterUntil', '<=', at)
    .select('id')
    .orderBy('laterUntil')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()
  if (due.length === 0) return []
  const ids = due.map(({ id }) => id)
  await db
    .updateTable('feedItems')
    .set({ state: 'proposed', laterUntil: null })
    .where('id', 'in', ids)
    .execute()
  return (await items(db).where('i.id', 'in', ids).orderBy('i.id').execute()).map(itemOf)
}

/** Items whose source is asked again whether they still stand: waiting, or written from; the longest unasked first. */
export async function watchedItems(
  db: Db,
  feed: number,
  limit: number,
): Promise<readonly FeedItem[]> {
  const rows = await items(db)
    .where('i.feedId', '=', feed)
    .where('i.withdrawn', '=', false)
    .where((eb) =>
      eb.or([
        eb('i.state', 'in', ['proposed', 'later']),
        eb.exists(
          eb.selectFrom('feedDrafts as d').whereRef('d.itemId', '=', 'i.id').select('d.itemId'),
        ),
      ]),
    )
    .orderBy('i.checkedAt')
    .orderBy('i.id')
    .limit(limit)
    .execute()
  return rows.map(itemOf)
}

export async function markChecked(db: Tx, ids: readonly number[], at: Date): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('feedItems')
    .set({ checkedAt: at })
    .where('id', 'in', [...ids])
    .execute()
}
