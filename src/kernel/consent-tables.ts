import type { ConsentCategory, Immutable } from './schema.ts'

/** What people agreed to, and what must not come to an account again. */

export type ConsentsTable = {
  id: Immutable<string>
  personId: Immutable<string>
  category: Immutable<ConsentCategory>
  /** The version of the words that were agreed to. */
  wording: Immutable<string>
  givenAt: Immutable<Date>
  withdrawnAt: Date | null
  /** Where it was given; null for what is older than this column. */
  platform: Immutable<string | null>
  withdrawnPlatform: string | null
}

/** That somebody was asked about a new wording. */
export type ConsentAsksTable = {
  personId: Immutable<string>
  category: Immutable<ConsentCategory>
  wording: Immutable<string>
  at: Immutable<Date>
}

/** An account that wants nothing of a category, as an HMAC. */
export type SuppressionsTable = {
  accountHash: Immutable<string>
  category: Immutable<string>
  at: Immutable<Date>
}

export type ConsentTables = {
  consents: ConsentsTable
  consentAsks: ConsentAsksTable
  suppressions: SuppressionsTable
}
