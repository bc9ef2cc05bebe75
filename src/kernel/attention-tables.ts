import type { Immutable } from './schema.ts'

/** When people may be disturbed, what their digests hold, and what reminded them. */

/** Days as YYYY-MM-DD. */
export type BankHolidaysTable = { day: Immutable<string>; title: string }

export type DigestItemsTable = {
  broadcastId: Immutable<number>
  personId: Immutable<string>
  dueAt: Date
  /** The digest that it went into; null while it waits. */
  noticeId: string | null
}

export type RemindersTable = {
  broadcastId: Immutable<number>
  personId: Immutable<string>
  /** The version that asked. */
  version: Immutable<number>
  step: Immutable<number>
  at: Immutable<Date>
  /** The notice that it goes out in; null once that is no longer kept. */
  noticeId: string | null
}

/** When a sender was told who had not answered. */
export type SilenceListsTable = {
  broadcastId: Immutable<number>
  version: Immutable<number>
  at: Immutable<Date>
}

export type AttentionTables = {
  bankHolidays: BankHolidaysTable
  digestItems: DigestItemsTable
  reminders: RemindersTable
  silenceLists: SilenceListsTable
}
