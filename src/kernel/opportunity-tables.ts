import type { Generated } from 'kysely'
import type { Immutable, Stage } from './schema.ts'

/** Who is interested in an opportunity, and what became of it. */

export type ExpressionsOfInterestTable = {
  broadcastId: Immutable<number>
  personId: Immutable<string>
  /** What people type: "applicant 12 3". */
  number: Immutable<number>
  how: string
  /** Days, YYYY-MM-DD, at most three. */
  dates: string[]
  /** Null when they have not said. */
  conflict: 'none' | 'declared' | null
  conflictWords: string | null
  at: Date
  withdrawnAt: Date | null
  stage: Generated<Stage>
  stageAt: Date
}

/** Every step, with who took it: the applicant's own answers to an offer too. */
export type OutcomesTable = {
  id: Generated<number>
  broadcastId: Immutable<number>
  personId: Immutable<string>
  stage: Immutable<Exclude<Stage, 'interested'>>
  decidedBy: Immutable<string>
  reason: string | null
  at: Immutable<Date>
}

/** When whoever runs an opportunity was asked for what they owe. */
export type ChasesTable = {
  broadcastId: Immutable<number>
  why: Immutable<'waiting' | 'over'>
  since: Immutable<string>
  step: Immutable<number>
  at: Immutable<Date>
}

export type OpportunityTables = {
  expressionsOfInterest: ExpressionsOfInterestTable
  outcomes: OutcomesTable
  chases: ChasesTable
}
