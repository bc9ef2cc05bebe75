import type { ColumnType } from 'kysely'

export type SlackInstallationsTable = {
  /** A workspace, or an organisation for an org-wide install. */
  id: ColumnType<string, string, never>
  appId: string
  botUser: string
  /** Sealed: see token-vault.ts. */
  token: string
  scopes: string
  installedAt: Date
  goneAt: Date | null
}

export type SlackWorkspacesTable = { team: ColumnType<string, string, never>; enterprise: string }

export type SlackWaitingFormsTable = {
  id: ColumnType<string, string, never>
  team: ColumnType<string, string, never>
  userRef: ColumnType<string, string, never>
  form: ColumnType<unknown, string, never>
  onRef: ColumnType<string | null, string | null, never>
  expiresAt: ColumnType<Date, Date, never>
}

export type SlackTables = {
  slackInstallations: SlackInstallationsTable
  slackWorkspaces: SlackWorkspacesTable
  slackWaitingForms: SlackWaitingFormsTable
}
