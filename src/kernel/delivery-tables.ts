import type { Generated, JSONColumnType } from 'kysely'
import type { Immutable, NoticeState } from './schema.ts'

/** What goes out beside the messages themselves, and how fast. */

export type NoticesTable = {
  id: Immutable<string>
  personId: Immutable<string>
  /** What it is about, as "question:12": how its card is found again. */
  about: Immutable<string>
  message: JSONColumnType<Record<string, unknown>, string, string>
  state: NoticeState
  dueAt: Date
  attempts: Generated<number>
  reason: string | null
  platform: string | null
  handle: string | null
  createdAt: Immutable<Date>
  sentAt: Date | null
  /** The account that it goes to; null until it is first tried. */
  identityId: string | null
  tried: Generated<string[]>
  /** The broadcasts that it showed when it left, in their order; null for what shows none. */
  listed: Generated<number[] | null>
  /** The sum of their editions then. */
  listedEdition: Generated<number | null>
}

/** How fast, and from when, a workspace is sent to. Moments in milliseconds since 1970, with their fractions. */
export type LanesTable = {
  platform: Immutable<string>
  tenant: Immutable<string>
  pace: JSONColumnType<Record<string, unknown>, string, string>
  nextAt: number
  heldUntil: number
  urgentUntil: number
  holds: number
}

/** From when messages of a workspace are changed again. */
export type ChangeLanesTable = {
  platform: Immutable<string>
  tenant: Immutable<string>
  nextAt: Date
}

/** A further card of something that somebody was told: see copy-store.ts. */
export type CopiesTable = {
  identityId: Immutable<string>
  about: string
  handle: Immutable<string>
  at: Date
  /** The edition of the broadcast that it shows. */
  edition: Generated<number>
  drawTries: Generated<number>
}

export type DeliveryTables = {
  copies: CopiesTable
  notices: NoticesTable
  lanes: LanesTable
  changeLanes: ChangeLanesTable
}
