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

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS
/** As many hours as a year has: what asks about a moment soon asks about the same ones again. */
const MOST_HOURS = 366 * 24

/** How far London's clock is ahead of UTC, in ms, by the hour: it never changes within one. */
const aheadIn = new Map<number, number>()

function aheadAt(ms: number): number {
  const hour = Math.floor(ms / HOUR_MS)
  const known = aheadIn.get(hour)
  if (known !== undefined) return known
  if (aheadIn.size >= MOST_HOURS) aheadIn.clear()
  const ahead = zoned(new Date(hour * HOUR_MS)).offsetNanoseconds / 1_000_000
  aheadIn.set(hour, ahead)
  return ahead
}

/** London's clock at `at`, written as if it were UTC. */
const shown = (at: Date): string => new Date(at.getTime() + aheadAt(at.getTime())).toISOString()

/** London's wall clock at `at`, as HH:MM. */
export const londonTime = (at: Date): string => shown(at).slice(11, 16)

/** London's calendar day at `at`, as YYYY-MM-DD. */
export const londonDay = (at: Date): string => shown(at).slice(0, 10)

/** When London's clock shows `time` (HH:MM) on a day: an hour later where that time does not exist, the first where it comes twice. */
export function atLondon(day: string, time: string): Date {
  const asUtc = Date.parse(`${day}T${time}:00Z`)
  const inSummer = asUtc - HOUR_MS
  return new Date(aheadAt(inSummer) === HOUR_MS ? inSummer : asUtc)
}

/** The first moment after `at` when London's clock shows `time` (HH:MM), on `weekday` (1 Monday to 7 Sunday) when given. */
export function nextLondon(at: Date, time: string, weekday?: number): Date {
  const today = londonDay(at)
  for (let days = 0; days <= 8; days += 1) {
    const day = daysAfter(today, days)
    if (weekday !== undefined && weekdayOf(day) !== weekday) continue
    const candidate = atLondon(day, time)
    if (candidate > at) return candidate
  }
  throw new Error('A week has no such day')
}

/** 1 Monday to 7 Sunday, of a day YYYY-MM-DD. */
export const weekdayOf = (day: string): number => ((noon(day).getUTCDay() + 6) % 7) + 1

/** The day so many days after another, both YYYY-MM-DD. */
export const daysAfter = (day: string, days: number): string =>
  new Date(noon(day).getTime() + days * DAY_MS).toISOString().slice(0, 10)

const noon = (day: string) => new Date(`${day}T12:00:00Z`)

export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const
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

const NUMBERS = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/
const WORDS = /^(?:([a-z]+),? )?(\d{1,2})(?:st|nd|rd|th)? ([a-z]+),? (\d{4})$/

/**
 * A day as people type it in this country, as YYYY-MM-DD: "31/12/2026", "31 December 2026" or "Thursday 31 December 2026",
 * the day always before the month. What is none comes back as it is, and so does a day on another weekday than it says.
 */
export function typedDay(text: string): string {
  const typed = text.trim().toLowerCase().replaceAll(/\s+/g, ' ')
  const numbers = NUMBERS.exec(typed)
  if (numbers !== null) return realDay(numbers[3], numbers[2], numbers[1]) ?? text
  const words = WORDS.exec(typed)
  const month = MONTHS.findIndex((name) => startsName(name, words?.[3] ?? ''))
  const day = month < 0 ? null : realDay(words?.[4], String(month + 1), words?.[2])
  if (day === null) return text
  const weekday = words?.[1]
  const named = WEEKDAYS[weekdayOf(day) - 1] ?? ''
  return weekday === undefined || startsName(named, weekday) ? day : text
}

/** "dec", "Sept" or "December" of December: three letters tell all months and weekdays apart. */
const startsName = (name: string, typed: string): boolean =>
  typed.length > 2 && name.toLowerCase().startsWith(typed)

function realDay(year = '', month = '', day = ''): string | null {
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(written) ? written : null
}
