import type { ColumnType, Generated } from 'kysely'

/** The far end of this adapter, in the same database: what Slack or Teams would keep on their own servers. */
export type WebAccountsTable = {
  userRef: ColumnType<string, string, never>
  name: string
  about: string
  invented: boolean
  position: Generated<number>
}

export type WebMessagesTable = {
  id: ColumnType<string, string, never>
  position: Generated<string>
  userRef: ColumnType<string, string, never>
  sender: ColumnType<'bot' | 'person', 'bot' | 'person', never>
  key: ColumnType<string | null, string | null, never>
  /** A Message from the bot, or `{ text }` from the person. */
  body: ColumnType<unknown, string, string>
  revision: Generated<number>
  inReplyTo: ColumnType<string | null, string | null, never>
  at: ColumnType<Date, Date, never>
}

export type WebTables = { webAccounts: WebAccountsTable; webMessages: WebMessagesTable }
