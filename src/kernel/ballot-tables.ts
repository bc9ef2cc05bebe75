import type { Generated, JSONColumnType } from 'kysely'
import type { BallotState, Immutable } from './schema.ts'

/** Seats that are stood for and voted on. Who has voted and what was voted have nothing in common but the ballot. */

export type BallotsTable = {
  id: Generated<number>
  organisation: string
  title: string
  about: string | null
  seats: number
  calledBy: Immutable<string>
  calledAt: Immutable<Date>
  nominationsUntil: Date
  votingFrom: Date
  votingUntil: Date
  standRule: JSONColumnType<Record<string, unknown>, string, string>
  voteRule: JSONColumnType<Record<string, unknown>, string, string>
  state: BallotState
  electorate: Generated<number | null>
  papers: Generated<number | null>
  blank: Generated<number | null>
  /** What the lot was drawn from, where votes were equal. */
  seed: Generated<string | null>
  remindedAt: Generated<Date | null>
  endedAt: Generated<Date | null>
  reason: Generated<string | null>
}

export type NominationsTable = {
  ballotId: Immutable<number>
  personId: Immutable<string>
  statement: string
  at: Date
  withdrawnAt: Date | null
  /** Where they stand on the paper. */
  place: Generated<number | null>
  votes: Generated<number | null>
  elected: Generated<boolean>
}

export type BallotVotersTable = {
  ballotId: Immutable<number>
  personId: Immutable<string>
  voted: Generated<boolean>
}

/** The sums of all papers, sealed. */
export type BallotUrnsTable = { ballotId: Immutable<number>; sealed: string }

export type BallotTables = {
  ballots: BallotsTable
  nominations: NominationsTable
  ballotVoters: BallotVotersTable
  ballotUrns: BallotUrnsTable
}
