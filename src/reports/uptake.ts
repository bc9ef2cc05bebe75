import type { BookingsTable } from '#src/events/rules.ts'
import type { Shown } from '#src/kernel/small-numbers.ts'
import type { Coming } from '#src/meetings/cards/attendance-cards.ts'
import type { Came } from '#src/meetings/rules/came.ts'
import type { Quorum } from '#src/meetings/rules/quorum.ts'
import type { Interest } from '#src/opportunities/rules.ts'

/** What a message asks for, and how far people have done it. Only some kinds ask for no more than an answer to them. */
export type Uptake =
  | Readonly<{ is: 'answers' }>
  /** A consultation: without a number that would say who. */
  | Readonly<{ is: 'taking-part'; shown: Pick<Shown, 'asked' | 'answered'> }>
  | Readonly<{ is: 'places'; bookings: BookingsTable }>
  | Readonly<{ is: 'interest'; interested: readonly Interest[] }>
  /** A meeting; `came` is null until it is marked. */
  | Readonly<{ is: 'coming'; coming: Coming; quorum: Quorum; came: Came | null }>
