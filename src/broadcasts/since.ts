import type { ClosedAs } from '#src/kernel/schema.ts'

/** A message, as another one names it. */
export type Named = Readonly<{ id: number; title: string }>

/** Why a message no longer holds. */
export type Ended =
  | Readonly<{ is: 'superseded'; at: Date; by: Named }>
  | Readonly<{ is: 'withdrawn'; at: Date; why: string }>
  /** An opportunity that is over. */
  | Readonly<{ is: 'closed'; at: Date; as: ClosedAs }>
  /** Its last day, YYYY-MM-DD. */
  | Readonly<{ is: 'expired'; last: string }>

/** What became of a broadcast since it was first sent: what every copy of it has to say. */
export type Since = Readonly<{
  /** Which version of its content is in force. */
  version: number
  /** Grows whenever what every copy must show changes. */
  edition: number
  /** The newest correction; null while there was none. */
  correction: Readonly<{ at: Date; what: string }> | null
  /** The messages that it takes the place of. */
  replaces: readonly Named[]
  ended: Ended | null
  /** The day (YYYY-MM-DD) on which it should have been reviewed, and was not. */
  overdue: string | null
}>

export const NEVER_CHANGED: Since = {
  version: 1,
  edition: 1,
  correction: null,
  replaces: [],
  ended: null,
  overdue: null,
}
