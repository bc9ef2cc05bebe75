import type { JSONColumnType } from 'kysely'
import type { Answer, Immutable } from './schema.ts'

/** What was said before, and what is done to make every copy say what is so now. */

/** A version that was in force, from a broadcast's first correction on: rows are never changed. */
export type BroadcastVersionsTable = {
  broadcastId: Immutable<number>
  version: Immutable<number>
  content: JSONColumnType<Record<string, unknown>, string, string>
  /** Null for what was first sent. */
  whatChanged: Immutable<string | null>
  material: Immutable<boolean>
  authorId: Immutable<string>
  at: Immutable<Date>
}

/** A correction that was written and not sent. */
export type CorrectionsInHandTable = {
  broadcastId: Immutable<number>
  base: number
  content: JSONColumnType<Record<string, unknown>, string, string>
  whatChanged: string
  material: boolean
  at: Date
}

/** An answer to a version that a material correction has replaced. */
export type EarlierAcknowledgementsTable = {
  broadcastId: Immutable<number>
  personId: Immutable<string>
  version: Immutable<number>
  answer: Immutable<Answer>
  firstAt: Immutable<Date>
  changedAt: Immutable<Date>
}

export type VersionTables = {
  broadcastVersions: BroadcastVersionsTable
  correctionsInHand: CorrectionsInHandTable
  earlierAcknowledgements: EarlierAcknowledgementsTable
}
