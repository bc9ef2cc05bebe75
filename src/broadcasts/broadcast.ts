import type { MessageHandle } from '#src/chat/chat-platform.ts'
import type {
  BroadcastKind,
  BroadcastState,
  GpKind,
  OrganisationKind,
  Provenance,
  Urgency,
} from '#src/kernel/schema.ts'
import type { Content } from './content.ts'
import type { Since } from './since.ts'

/** A broadcast as everything but SQL sees it. */
export type Broadcast = Readonly<{
  /** The number that people see and type. */
  id: number
  kind: BroadcastKind
  organisation: string
  organisationName: string
  organisationKind: OrganisationKind
  authorId: string
  authorName: string
  authorInvented: boolean
  /** Nobody would read an answer to it. */
  authorLeft: boolean
  urgency: Urgency
  /** Empty for every specialty. */
  specialties: readonly string[]
  /** Empty for every kind of GP. */
  gpKinds: readonly GpKind[]
  content: Content
  provenance: Provenance
  state: BroadcastState
  scheduledFor: Date | null
  startedAt: Date | null
  finishedAt: Date | null
  /** The card on which its sender watches it go. */
  progress: MessageHandle | null
  /** Whether those who do not answer are reminded, where its kind and urgency ask for an answer. */
  reminds: boolean
  /** What became of it since it was first sent. */
  since: Since
}>

/** How far a change has got to the copies that are out. */
export type Renewal = Readonly<{
  /** Messages that were delivered and can be found again. Lists are none: each belongs to several messages. */
  copies: number
  renewed: number
  /** Those that the platform would not change. */
  undrawn: number
}>

/** How long it takes until all that is due has gone; `sure` false for the longest that it can take. */
export type TimeLeft = Readonly<{ ms: number; sure: boolean }>

/** How many of its deliveries are where; they add up to everybody it was planned for. */
export type Progress = Readonly<{
  delivered: number
  /** Due now, or tried and to be tried again, and not yet answered for by the platform. */
  waiting: number
  /** Not due yet: quiet hours and digests. */
  held: number
  failed: number
  /** Nobody can say whether these have it. */
  doubtful: number
  stopped: number
  renewal: Renewal
  /** Null when nothing is on its way, or nothing is known. */
  left: TimeLeft | null
}>
