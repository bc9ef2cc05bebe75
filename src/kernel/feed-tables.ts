import type { ColumnType, Generated } from 'kysely'
import type { Immutable } from './schema.ts'

/** What official sources publish, and what became of each thing. */

export type FeedsTable = {
  id: Generated<number>
  url: Immutable<string>
  name: string
  /** Who releases what it brings. */
  personId: string
  intervalMinutes: number
  addedAt: Immutable<Date>
  nextAt: Date
  etag: string | null
  lastModified: string | null
  readAt: Date | null
  failures: Generated<number>
  failingSince: Date | null
  /** Since when it answered nothing but that it is not there. */
  goneSince: Date | null
  failure: string | null
  toldFailingAt: Date | null
  retiredAt: Date | null
  retiredWhy: string | null
}

export type FeedItemsTable = {
  id: Generated<number>
  feedId: Immutable<number>
  entryId: Immutable<string>
  updated: Date
  url: string
  title: string
  summary: string
  /** YYYY-MM-DD. */
  published: string | null
  type: string
  reference: string | null
  specialties: Generated<string[]>
  contentId: string | null
  links: Generated<string[]>
  withdrawn: Generated<boolean>
  note: string | null
  state: string
  /** When it is spoken of again; only of what was put off. */
  laterUntil: Date | null
  seenAt: Immutable<Date>
  checkedAt: Date
}

/** A broadcast that was written from an item. */
export type FeedDraftsTable = {
  broadcastId: Immutable<number>
  itemId: Immutable<number>
  /** Which telling of the item it was written from. */
  updated: ColumnType<Date, Date, Date>
  title: string
  summary: string
  at: Date
}

export type FeedTables = {
  feeds: FeedsTable
  feedItems: FeedItemsTable
  feedDrafts: FeedDraftsTable
}
