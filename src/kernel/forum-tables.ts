import type { Generated, JSONColumnType } from 'kysely'
import type { Cadence, ForumJoining, ForumMemberState, Immutable } from './schema.ts'

/** Forums, who is in them, and what is written there. */

export type ForumsTable = {
  id: Generated<number>
  organisation: string
  name: string
  purpose: string
  eligibility: JSONColumnType<Record<string, unknown>, string, string>
  joining: ForumJoining
  chathamHouse: boolean
  /** The first London day on which it is open, YYYY-MM-DD. */
  opens: string
  /** The last; null while nobody has said. */
  closes: string | null
  nextForum: number | null
  farewell: string | null
  guidelinesVersion: Generated<number>
  createdBy: Immutable<string>
  createdAt: Immutable<Date>
  closedAt: Generated<Date | null>
}

export type ForumGuidelinesTable = {
  forumId: Immutable<number>
  version: Immutable<number>
  body: Immutable<string>
  authorId: Immutable<string>
  at: Immutable<Date>
}

export type ForumMembersTable = {
  id: Generated<number>
  forumId: Immutable<number>
  personId: Immutable<string>
  state: ForumMemberState
  askedAt: Date
  why: string | null
  saidClass: string | null
  answeredBy: string | null
  answeredAt: Date | null
  reason: string | null
  joinedAt: Date | null
  moderator: Generated<boolean>
  muted: Generated<boolean>
  cadence: Generated<Cadence>
  named: Generated<boolean>
}

export type ForumAcceptancesTable = {
  forumId: Immutable<number>
  version: Immutable<number>
  personId: Immutable<string>
  at: Immutable<Date>
}

export type ForumPostsTable = {
  id: Generated<number>
  forumId: Immutable<number>
  authorId: Immutable<string>
  rootId: Immutable<number | null>
  replyTo: Immutable<number | null>
  body: string
  /** Whether its author let their name be seen when they wrote it. */
  named: Immutable<boolean>
  at: Immutable<Date>
  editedAt: Date | null
  removedAt: Date | null
  removedBy: string | null
  removedWhy: string | null
}

export type ForumReportsTable = {
  id: Generated<number>
  postId: Immutable<number>
  personId: Immutable<string>
  why: string
  at: Immutable<Date>
  settledAt: Date | null
  settledBy: string | null
}

export type ForumWaitingTable = {
  postId: Immutable<number>
  personId: Immutable<string>
  dueAt: Date
  /** The notice that tells of it; null while it waits. */
  noticeId: string | null
}

/** So many days before the end its members were told. */
export type ForumCountdownsTable = {
  forumId: Immutable<number>
  days: Immutable<number>
  at: Immutable<Date>
}

export type MembershipClassesTable = {
  personId: Immutable<string>
  class: Immutable<string>
  confirmedBy: Immutable<string>
  at: Immutable<Date>
}

export type ForumTables = {
  forums: ForumsTable
  forumGuidelines: ForumGuidelinesTable
  forumMembers: ForumMembersTable
  forumAcceptances: ForumAcceptancesTable
  forumPosts: ForumPostsTable
  forumReports: ForumReportsTable
  forumWaiting: ForumWaitingTable
  forumCountdowns: ForumCountdownsTable
  membershipClasses: MembershipClassesTable
}
