import type { Generated } from 'kysely'
import type { Answer, Immutable } from './schema.ts'

/** What those who were told did with it. */

export type AcknowledgementsTable = {
  broadcastId: Immutable<number>
  personId: Immutable<string>
  answer: Answer
  firstAt: Immutable<Date>
  changedAt: Date
  /** The version that it answers. */
  version: Generated<number>
}

export type RepliesTable = {
  id: Generated<number>
  broadcastId: Immutable<number>
  personId: Immutable<string>
  inAnswerTo: Immutable<number | null>
  wantsAnswer: Immutable<boolean>
  body: Immutable<string>
  at: Immutable<Date>
}

export type ResponseTables = {
  acknowledgements: AcknowledgementsTable
  replies: RepliesTable
}
