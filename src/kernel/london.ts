import { Temporal } from 'temporal-polyfill'

/** Every time a person reads or types is on this clock (product.md, rule 7). */
const ZONE = 'Europe/London'

const zoned = (at: Date) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(ZONE)

const toDate = (zdt: Temporal.ZonedDateTime) => new Date(zdt.epochMilliseconds)

export type LocalTime =
  | Readonly<{ is: 'instant'; at: Date }>
  /** Not on the clock at all: 29 March 2026, 1:30am. */
  | Readonly<{ is: 'missing' }>
  /** On the clock twice: 25 October 2026, 1:30am. */
  | Readonly<{ is: 'doubled' }>
  | Readonly<{ is: 'not-a-time' }>

/** Reads a London wall-clock date (YYYY-MM-DD) and time (HH:MM), without ever guessing at a clock change. */
export function fromLondon(date: string, time: string): LocalTime {
  try {
    const plain = Temporal.PlainDate.from(date, { overflow: 'reject' }).toPlainDateTime(
      Temporal.PlainTime.from(time, { overflow: 'reject' }),
    )
    const earlier = plain.toZonedDateTime(ZONE, { disambiguation: 'earlier' })
    const later = plain.toZonedDateTime(ZONE, { disambiguation: 'later' })
    if (!earlier.toPlainDateTime().equals(plain)) return { is: 'missing' }
    if (earlier.epochMilliseconds !== later.epochMilliseconds) return { is: 'doubled' }
    return { is: 'instant', at: toDate(earlier) }
  } catch {
    return { is: 'not-a-time' }
  }
}

/** The first moment after `at` when London's clock shows `time` (HH:MM), on `weekday` (1 Monday to 7 Sunday) when given. */
export function nextLondon(at: Date, time: string, weekday?: number): Date {
  const from = zoned(at)
  for (let day = 0; day <= 8; day += 1) {
    const date = from.toPlainDate().add({ days: day })
    if (weekday !== undefined && date.dayOfWeek !== weekday) continue
    const candidate = date.toZonedDateTime({
      timeZone: ZONE,
      plainTime: Temporal.PlainTime.from(time),
    })
    if (candidate.epochMilliseconds > at.getTime()) return toDate(candidate)
  }
  throw new Error('A week has no such day')
}

/** London's wall clock at `at`, as HH:MM. */
export const londonTime = (at: Date): string =>
  zoned(at).toPlainTime().toString({ smallestUnit: 'minute' })

/** London's calendar day at `at`, as YYYY-MM-DD. */
export const londonDay = (at: Date): string => zoned(at).toPlainDate().toString()

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const dayWords = (day: Temporal.PlainDate) =>
  `${WEEKDAYS[day.dayOfWeek - 1] ?? ''} ${day.day} ${MONTHS[day.month - 1] ?? ''} ${day.year}`

/** "5:30pm", "5pm", "midday", "midnight": the NHS service manual's style. */
export function clockWords(time: string): string {
  const { hour, minute } = Temporal.PlainTime.from(time)
  if (minute === 0 && hour === 0) return 'midnight'
  if (minute === 0 && hour === 12) return 'midday'
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`
  return `${hour % 12 === 0 ? 12 : hour % 12}${minutes}${hour < 12 ? 'am' : 'pm'}`
}

/** "Wednesday 6 August 2026", from an instant or from a plain YYYY-MM-DD. */
export const dateWords = (at: Date | string): string =>
  dayWords(typeof at === 'string' ? Temporal.PlainDate.from(at) : zoned(at).toPlainDate())

/** "Wednesday 6 August 2026, 5:30pm". */
export const momentWords = (at: Date): string => `${dateWords(at)}, ${clockWords(londonTime(at))}`

/** Whether a text is a real calendar day, YYYY-MM-DD. */
export function isDay(text: string): boolean {
  try {
    return (
      /^\d{4}-\d{2}-\d{2}$/.test(text) &&
      Boolean(Temporal.PlainDate.from(text, { overflow: 'reject' }))
    )
  } catch {
    return false
  }
}
