import type { MessageHandle } from '#src/chat/chat-platform.ts'
import type {
  BroadcastKind,
  BroadcastState,
  GpKind,
  Provenance,
  Urgency,
} from '#src/kernel/schema.ts'
import type { Content } from './content.ts'

/** A broadcast as everything but SQL sees it. */
export type Broadcast = Readonly<{
  /** The number that people see and type. */
  id: number
  kind: BroadcastKind
  organisation: string
  organisationName: string
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
}>

/** How many of its deliveries are where; they add up to everybody it was planned for. */
export type Progress = Readonly<{
  delivered: number
  /** Due now, or tried and to be tried again, and not yet answered for by the platform. */
  waiting: number
  /** Not due yet: quiet hours and digests. */
  held: number
  failed: number
  stopped: number
}>
