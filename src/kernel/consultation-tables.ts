import type { JSONColumnType } from 'kysely'
import type { Immutable } from './schema.ts'

/** By question: null where they left it out. */
type Answers = (string | null)[]

/** What somebody said in a consultation. */
export type ConsultationAnswersTable = {
  broadcastId: Immutable<number>
  personId: Immutable<string>
  answers: JSONColumnType<Answers, string, string>
  /** Whether they put their name to it. */
  named: boolean
  firstAt: Immutable<Date>
  changedAt: Date
}

/** What its sender said came of it: once. */
export type ConsultationOutcomesTable = {
  broadcastId: Immutable<number>
  saidBy: Immutable<string>
  youSaid: Immutable<string>
  weDid: Immutable<string>
  /** Whether it went to everybody who was asked, not only to those who answered. */
  toEverybody: Immutable<boolean>
  at: Immutable<Date>
}

/** When its sender was told that it has closed, and asked what came of it. */
export type ConsultationChasesTable = {
  broadcastId: Immutable<number>
  step: Immutable<number>
  at: Immutable<Date>
}

export type ConsultationTables = {
  consultationAnswers: ConsultationAnswersTable
  consultationOutcomes: ConsultationOutcomesTable
  consultationChases: ConsultationChasesTable
}
