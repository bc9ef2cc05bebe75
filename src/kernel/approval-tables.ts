import type { Generated, JSONColumnType } from 'kysely'
import type { ApprovalState, Because, Immutable, VoidedWhy } from './schema.ts'

/** That a second person agreed. */

export type ApprovalsTable = {
  id: Generated<number>
  broadcastId: Immutable<number>
  what: Immutable<'sending' | 'correction'>
  because: Immutable<Because>
  hash: Immutable<string>
  content: JSONColumnType<Record<string, unknown>, string, never>
  recipients: Immutable<number>
  askedBy: Immutable<string>
  askedAt: Immutable<Date>
  sendAt: Immutable<Date | null>
  state: ApprovalState
  decidedBy: string | null
  decidedAt: Date | null
  /** The approver whose stand-in decided. */
  stoodInFor: string | null
  reason: string | null
  /** The end of the hold. */
  goesAt: Date | null
  endedBy: string | null
  endedAt: Date | null
  endedWhy: VoidedWhy | null
  remindAt: Immutable<Date>
  remindedAt: Date | null
}

export type ApproversTable = {
  approvalId: Immutable<number>
  personId: Immutable<string>
  standsInFor: Immutable<string | null>
}

export type StandInsTable = {
  id: Immutable<string>
  personId: Immutable<string>
  standIn: Immutable<string>
  startsAt: Immutable<Date>
  endsAt: Date
}

export type ApprovalTables = {
  approvals: ApprovalsTable
  approvers: ApproversTable
  standIns: StandInsTable
}
