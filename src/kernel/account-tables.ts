import type { Immutable } from './schema.ts'

/** How accounts come to belong to people. */

/** One code for each person at most, as an HMAC. */
export type LinkCodesTable = { personId: Immutable<string>; hash: string; expiresAt: Date }

/** A wrong code that an account gave. */
export type LinkTriesTable = {
  platform: Immutable<string>
  tenant: Immutable<string>
  userRef: Immutable<string>
  at: Immutable<Date>
}

export type InvitationsTable = {
  platform: Immutable<string>
  tenant: Immutable<string>
  userRef: Immutable<string>
  invitedBy: Immutable<string>
  at: Immutable<Date>
}

export type AccountTables = {
  linkCodes: LinkCodesTable
  linkTries: LinkTriesTable
  invitations: InvitationsTable
}
