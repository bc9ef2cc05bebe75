import type { Immutable } from './schema.ts'

/** One person's place at an education event, from when they asked for one. */
export type BookingsTable = {
  broadcastId: Immutable<number>
  personId: Immutable<string>
  /** Whoever walked in never asked for one, and was marked as having come. */
  state: 'booked' | 'waiting' | 'given-up' | 'cancelled' | 'walked-in'
  /** The order in which they asked; whoever gives up and asks again is last. */
  turn: number
  askedAt: Date
  /** When they got their place; null while they never had one. */
  bookedAt: Date | null
  endedAt: Date | null
  /** The day of the event, YYYY-MM-DD, that they were reminded of. */
  remindedFor: string | null
  attendedAt: Date | null
  /** What they can show for it. */
  certificate: string | null
  /** The hours that it says; null where they did not come, or the event has none. */
  cpdHours: number | null
}

/** When the organiser of an event was asked who came. */
export type AttendanceAsksTable = { broadcastId: Immutable<number>; at: Immutable<Date> }

export type EventTables = {
  bookings: BookingsTable
  attendanceAsks: AttendanceAsksTable
}
