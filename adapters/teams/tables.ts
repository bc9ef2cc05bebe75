import type { ColumnType } from 'kysely'

/** Where one person's own conversation with the bot is. */
export type TeamsConversationsTable = {
  tenant: ColumnType<string, string, never>
  /** The Entra object id. */
  userRef: ColumnType<string, string, never>
  conversation: string
  serviceUrl: string
  /** The bot that the conversation is with: another bot's conversations are closed to ours. */
  bot: string
  seenAt: Date
}

export type TeamsWaitingFormsTable = {
  id: ColumnType<string, string, never>
  tenant: ColumnType<string, string, never>
  userRef: ColumnType<string, string, never>
  form: ColumnType<unknown, string, never>
  onRef: ColumnType<string | null, string | null, never>
  expiresAt: ColumnType<Date, Date, never>
}

export type TeamsTables = {
  teamsConversations: TeamsConversationsTable
  teamsWaitingForms: TeamsWaitingFormsTable
}
