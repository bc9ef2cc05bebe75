import type { Cadence, ForumJoining, ForumMemberState } from '#src/kernel/schema.ts'
import type { Eligibility } from './eligibility.ts'

/** A forum as it is now. Days are London days, YYYY-MM-DD. */
export type Forum = Readonly<{
  id: number
  organisation: string
  organisationName: string
  name: string
  purpose: string
  eligibility: Eligibility
  /** The name of the organisation in the eligibility; null where it names none. */
  eligibleName: string | null
  joining: ForumJoining
  chathamHouse: boolean
  opens: string
  /** The last day on which it is open. */
  closes: string | null
  nextForum: Readonly<{ id: number; name: string }> | null
  farewell: string | null
  guidelinesVersion: number
  closedAt: Date | null
}>

export type Guidelines = Readonly<{ version: number; body: string; at: Date }>

/** Somebody's membership of one forum. */
export type Member = Readonly<{
  id: number
  forumId: number
  personId: string
  name: string
  state: ForumMemberState
  askedAt: Date
  why: string | null
  saidClass: string | null
  reason: string | null
  moderator: boolean
  muted: boolean
  cadence: Cadence
  named: boolean
  /** The newest version of the guidelines that they accepted; 0 for none. */
  accepted: number
}>

/** One post, with what a reply names of the post that it answers. */
export type Post = Readonly<{
  id: number
  forumId: number
  authorId: string
  /** As everybody else reads it: see naming.ts. */
  authorName: string
  rootId: number | null
  replyTo: Readonly<{ id: number; authorName: string; body: string; removed: boolean }> | null
  body: string
  at: Date
  editedAt: Date | null
  removedAt: Date | null
  /** Whether its author took it back, and not a moderator. */
  removedByAuthor: boolean
  removedWhy: string | null
  replies: number
}>
