import type { Generated, JSONColumnType } from 'kysely'
import type { Immutable } from './schema.ts'

/** Board meetings: who comes, what they bring, and what came of it. The notice is a broadcast. */

export type RsvpAnswer = 'going' | 'deputy' | 'not-going' | 'observer'
export type DeputySays = 'asked' | 'yes' | 'no'

export type RsvpsTable = {
  broadcastId: Immutable<number>
  personId: Immutable<string>
  answer: RsvpAnswer
  /** The practice that they speak for. */
  practice: string | null
  deputyId: string | null
  deputySays: DeputySays | null
  /** The day and hour that they answered for, as "2026-12-09T12:30". */
  answeredFor: string
  at: Date
}

export type QuorumRulesTable = {
  organisation: Immutable<string>
  rule: JSONColumnType<Record<string, unknown>, string, string>
  setBy: string
  setAt: Date
}

export type MeetingPapersTable = {
  id: Generated<number>
  broadcastId: Immutable<number>
  title: Immutable<string>
  url: Immutable<string>
  addedBy: Immutable<string>
  addedAt: Immutable<Date>
}

export type AgendaProposalsTable = {
  id: Generated<number>
  broadcastId: Immutable<number>
  personId: Immutable<string>
  sort: Immutable<'item' | 'question'>
  words: string
  at: Immutable<Date>
  state: 'open' | 'accepted' | 'declined'
  reason: string | null
  decidedBy: string | null
  decidedAt: Date | null
}

export type InterestDeclarationsTable = {
  broadcastId: Immutable<number>
  personId: Immutable<string>
  words: string
  at: Date
}

export type MeetingRemindersTable = {
  broadcastId: Immutable<number>
  personId: Immutable<string>
  step: Immutable<string>
  answeredFor: Immutable<string>
  at: Immutable<Date>
}

export type MeetingMinutesTable = {
  broadcastId: Immutable<number>
  summary: string
  decisions: string[]
  url: string | null
  writtenBy: string
  writtenAt: Date
  version: number
}

export type MinutesToldTable = {
  broadcastId: Immutable<number>
  personId: Immutable<string>
  version: number
}

/** Who was there, as whoever runs the meeting marked. */
export type MeetingAttendanceTable = {
  broadcastId: Immutable<number>
  personId: Immutable<string>
  came: boolean
  markedBy: string
  markedAt: Date
}

export type MeetingActionsTable = {
  id: Generated<number>
  broadcastId: Immutable<number>
  what: Immutable<string>
  ownerId: Immutable<string>
  /** YYYY-MM-DD. */
  due: Immutable<string>
  madeBy: Immutable<string>
  madeAt: Immutable<Date>
  doneAt: Date | null
  remindedAt: Date | null
  /** When whoever made it heard that it is overdue. */
  overdueAt: Date | null
}

export type MeetingSeriesTable = {
  id: Generated<number>
  every: Immutable<'week' | 'fortnight' | 'month'>
  /** So many days before its day whoever made it is asked to look at each meeting. */
  lookDays: Immutable<number>
  madeBy: Immutable<string>
  madeAt: Immutable<Date>
}

export type SeriesMeetingsTable = {
  broadcastId: Immutable<number>
  seriesId: number
  /** When its author was asked to look at it; null while that is to come. */
  askedAt: Date | null
}

export type CalendarFeedsTable = {
  personId: Immutable<string>
  /** Raised when its link is renewed: the links of before lead nowhere. */
  serial: number
  madeAt: Date
  stoppedAt: Date | null
}

export type MeetingTables = {
  rsvps: RsvpsTable
  quorumRules: QuorumRulesTable
  meetingPapers: MeetingPapersTable
  agendaProposals: AgendaProposalsTable
  interestDeclarations: InterestDeclarationsTable
  meetingReminders: MeetingRemindersTable
  meetingMinutes: MeetingMinutesTable
  minutesTold: MinutesToldTable
  meetingAttendance: MeetingAttendanceTable
  meetingActions: MeetingActionsTable
  meetingSeries: MeetingSeriesTable
  seriesMeetings: SeriesMeetingsTable
  calendarFeeds: CalendarFeedsTable
}
