import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { AccountTables } from './account-tables.ts'
import type { DeliveryTables } from './delivery-tables.ts'
import type { LibraryTables } from './library-tables.ts'
import type { OrganisationTables } from './organisation-tables.ts'
import type { ConsentTables } from './consent-tables.ts'
import type { AttentionTables } from './attention-tables.ts'
import type { ApprovalTables } from './approval-tables.ts'
import type { BallotTables } from './ballot-tables.ts'
import type { ConsultationTables } from './consultation-tables.ts'
import type { EventTables } from './event-tables.ts'
import type { FeedTables } from './feed-tables.ts'
import type { ForumTables } from './forum-tables.ts'
import type { OpportunityTables } from './opportunity-tables.ts'
import type { ResponseTables } from './response-tables.ts'
import type { VersionTables } from './version-tables.ts'
import type { MeetingTables } from './meeting-tables.ts'

export type { DeputySays, RsvpAnswer } from './meeting-tables.ts'

/**
 * The tables as kysely sees them, camelCase. Written by hand so that unions survive;
 * a test compares it with what the migrations really make.
 */
export type Immutable<T> = ColumnType<T, T, never>

export type OrganisationKind = 'icb' | 'sub-icb' | 'pcn' | 'practice' | 'lmc' | 'locum-group'
export type GpKind = 'locum' | 'salaried' | 'portfolio' | 'partner' | 'not-a-gp'
export type RoleName =
  | 'clinical-director'
  | 'prescribing-lead'
  | 'liaison-lead'
  | 'practice-manager'
  | 'mentor'
export type Cadence = 'now' | 'daily' | 'weekly'
export type BroadcastKind =
  | 'prescribing'
  | 'pathway'
  | 'board-meeting'
  | 'announcement'
  | 'opportunity'
  | 'consultation'
  | 'education-event'
export type Urgency = 'critical' | 'important' | 'routine' | 'info'
export type BroadcastState =
  | 'draft'
  | 'scheduled'
  | 'sending'
  | 'paused'
  | 'sent'
  | 'stopped'
  | 'superseded'
  | 'withdrawn'
  | 'deleted'
export type DeliveryState =
  | 'waiting'
  | 'sending'
  | 'sent'
  | 'failed'
  | 'stopped'
  | 'digest'
  | 'doubtful'
export type NoticeState = 'waiting' | 'sending' | 'sent' | 'failed' | 'doubtful'
export type Answer = 'read' | 'will-act' | 'not-relevant'
export type Provenance = 'person' | 'fact' | 'invented'
export type ConsentCategory = 'purpose' | 'opportunities' | 'education'

/** How far an applicant has come. */
export type Stage =
  | 'interested'
  | 'shortlisted'
  | 'offered'
  | 'accepted'
  | 'turned-down'
  | 'declined'
  | 'closed'
export type ClosedAs = 'filled' | 'unfilled'

export type ApprovalState = 'asked' | 'approved' | 'returned' | 'recalled' | 'voided' | 'done'
/** Why a second person has to agree. */
export type Because = 'critical' | 'wide' | 'replaces'
/** Why a request came to nothing without anybody having taken it back. */
export type VoidedWhy = 'changed' | 'deleted' | 'over' | 'not-sent'

/** At once by rule, or when a moderator says so. */
export type ForumJoining = 'rule' | 'ask'
export type ForumMemberState = 'asked' | 'in' | 'declined' | 'left' | 'removed'

/** A seat: drafted, stood for, on paper, voted on, and how it ended. */
export type BallotState =
  | 'draft'
  | 'nominating'
  | 'closed'
  | 'voting'
  | 'elected'
  | 'unopposed'
  | 'vacant'
  | 'called-off'

export type PeopleTable = {
  id: Immutable<string>
  name: string
  gmc: string | null
  gpKind: GpKind
  quietFrom: string | null
  quietTo: string | null
  /** The weekdays on which they work, as "12345": 1 Monday to 7 Sunday. */
  workingDays: Generated<string>
  /** The day of their newest digest, YYYY-MM-DD. */
  digestedOn: Generated<string | null>
  invented: Generated<boolean>
  joinedAt: Date
  leftAt: Date | null
  /** When somebody who is away is back; null or past for somebody who is here. */
  awayUntil: Date | null
  caughtUpAt: Date | null
  /** When everything about them was erased; the row stays, so that what they answered is counted. */
  erasedAt: Generated<Date | null>
}

export type IdentitiesTable = {
  id: Immutable<string>
  /** Null once it was taken away from whoever had it. */
  personId: string | null
  platform: string
  tenant: string
  userRef: string
  address: string
  preferred: Generated<boolean>
  linkedAt: Date
  /** When the platform closed the account; null while it is open. */
  goneAt: Date | null
}

export type WorkplacesTable = { personId: Immutable<string>; organisation: Immutable<string> }
export type InterestsTable = { personId: Immutable<string>; specialty: Immutable<string> }

export type RolesTable = {
  id: Immutable<string>
  personId: Immutable<string>
  organisation: Immutable<string>
  role: Immutable<RoleName>
  startsAt: Immutable<Date>
  endsAt: Date | null
}

export type SubscriptionsTable = {
  id: Generated<number>
  personId: Immutable<string>
  kind: Immutable<BroadcastKind>
  organisation: Immutable<string>
  /** Null for every specialty. */
  specialty: Immutable<string | null>
  cadence: Cadence
  since: Date
}

export type BroadcastsTable = {
  id: Generated<number>
  kind: Immutable<BroadcastKind>
  organisation: string
  authorId: Immutable<string>
  urgency: Urgency
  /** Empty for every specialty, or for every kind of GP. */
  specialties: Generated<string[]>
  gpKinds: Generated<GpKind[]>
  content: JSONColumnType<Record<string, unknown>, string, string>
  provenance: Generated<Provenance>
  state: BroadcastState
  createdAt: Immutable<Date>
  changedAt: Date
  scheduledFor: Date | null
  startedAt: Date | null
  finishedAt: Date | null
  progressPlatform: string | null
  progressHandle: string | null
  /** When nothing of it waited any more; null while something may. */
  doneAt: Date | null
  /** The version of its content that is in force. */
  version: Generated<number>
  /** Grows whenever what every copy must show changes. */
  edition: Generated<number>
  /** Whether a copy may still show an earlier edition and is to be drawn anew by itself. */
  behind: Generated<boolean>
  /** The messages that it takes the place of, from when it is sent. */
  replaces: Generated<number[]>
  replacedBy: Generated<number | null>
  /** When it was superseded or withdrawn. */
  endedAt: Generated<Date | null>
  /** Why it was withdrawn. */
  endedWhy: Generated<string | null>
  /** When its copies were told that its last day has gone by. */
  expiredAt: Generated<Date | null>
  reviewAskedAt: Generated<Date | null>
  overdueAt: Generated<Date | null>
  reviewedAt: Generated<Date | null>
  /** The last day on which it is true, YYYY-MM-DD; null while nobody has said. Made by the database from the content. */
  lastDay: ColumnType<string | null, never, never>
  /** What its organisation was called when it was sent; null before. */
  organisationName: Generated<string | null>
  /** What it is found by. Made by the database from the content. */
  search: ColumnType<string, never, never>
  /** Whether those who do not answer are reminded. */
  reminds: Generated<boolean>
  closedAt: Generated<Date | null>
  /** How an opportunity ended. */
  closedAs: Generated<ClosedAs | null>
}

export type DeliveriesTable = {
  broadcastId: Immutable<number>
  seq: Immutable<number>
  /** The idempotency key that travels with the message. */
  id: Immutable<string>
  personId: Immutable<string>
  identityId: string
  state: DeliveryState
  dueAt: Date
  attempts: Generated<number>
  reason: string | null
  handle: string | null
  sentAt: Date | null
  /** Sent once more though the first may have arrived: they may have it twice. */
  possibleRepeat: Generated<boolean>
  /** The accounts that would not take it, before the one that it goes to now. */
  tried: Generated<string[]>
  /** The edition that its message shows. */
  edition: Generated<number>
  /** The newest version that this person was shown. */
  seenVersion: Generated<number>
  /** The edition that the platform would not change its message to. */
  undrawn: Generated<number | null>
  drawTries: Generated<number>
}

export type InboundEventsTable = {
  platform: Immutable<string>
  eventId: Immutable<string>
  at: Immutable<Date>
}
export type AuditTable = {
  id: Generated<string>
  at: Immutable<Date>
  personId: Immutable<string | null>
  action: Immutable<string>
  /** The kind and id of the thing, as "broadcast:12". Never a name or a text. */
  subject: Immutable<string>
}
export type SettingsTable = { key: Immutable<string>; value: string }

export type Tables = {
  people: PeopleTable
  identities: IdentitiesTable
  workplaces: WorkplacesTable
  interests: InterestsTable
  roles: RolesTable
  subscriptions: SubscriptionsTable
  broadcasts: BroadcastsTable
  deliveries: DeliveriesTable
  inboundEvents: InboundEventsTable
  audit: AuditTable
  settings: SettingsTable
} & AccountTables &
  DeliveryTables &
  LibraryTables &
  OrganisationTables &
  ConsentTables &
  AttentionTables &
  ApprovalTables &
  BallotTables &
  ConsultationTables &
  EventTables &
  FeedTables &
  ForumTables &
  MeetingTables &
  OpportunityTables &
  ResponseTables &
  VersionTables
