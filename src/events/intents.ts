import { z } from 'zod'
import { formIntent, intentType, NumberId } from '#src/chat/intent.ts'

const one = z.strictObject({ broadcast: NumberId })

export const Book = intentType('book', one)
export const GiveUp = intentType('give-up', one)
/** Puts the event into one's own calendar. */
export const EventCalendar = intentType('event-calendar', one)
export const MyEvents = intentType('my-events', z.strictObject({}))
/** Who has a place and who waits: for its organiser. */
export const Bookings = intentType('bookings', one)
export const MarkAttendance = formIntent('mark-attendance', one)
export const SubmitAttendance = intentType('submit-attendance', one)
