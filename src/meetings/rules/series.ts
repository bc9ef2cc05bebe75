import { z } from 'zod'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { ContentOf } from '#src/broadcasts/content.ts'
import type { FormValues } from '#src/chat/form.ts'
import {
  type FormRead,
  lines,
  many,
  oneOf,
  optionalDay,
  optionalLine,
  readForm,
} from '#src/chat/read-form.ts'
import { atLondon, daysAfter, isDay, weekdayOf } from '#src/kernel/london.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import { type Notice, startOf } from './rsvp.ts'

export const EVERY = ['week', 'fortnight', 'month'] as const
export type Every = (typeof EVERY)[number]

/** The most meetings that are planned at once. */
export const MOST_REPEATS = 24
/** How many days before its day whoever made a series may be asked to look at each meeting. */
export const LOOK_DAYS = ['7', '14', '21', '28'] as const

/** A meeting of a series whose notice is not out: a draft, or one that waits for its time. */
export type PlannedMeeting = Omit<Broadcast, 'content'> &
  Readonly<{ content: ContentOf<'board-meeting'> }>

export const isPlanned = (found: Broadcast): found is PlannedMeeting =>
  found.content.kind === 'board-meeting' && (found.state === 'draft' || found.state === 'scheduled')

/** Which of its weekday a day is in its month: 1 for the first, 5 for the last where it is a fifth. */
export const placeInMonth = (day: string): number => Math.ceil(Number(day.slice(8)) / 7)

function monthAfter(day: string, months: number): string {
  const all = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months
  return `${Math.floor(all / 12)}-${String((all % 12) + 1).padStart(2, '0')}`
}

/** The first, second, third, fourth or last such weekday of a month, YYYY-MM. */
function weekdayOfMonth(month: string, weekday: number, place: number): string {
  const first = `${month}-01`
  const day = daysAfter(first, ((weekday - weekdayOf(first) + 7) % 7) + 7 * (place - 1))
  return day.startsWith(month) ? day : daysAfter(day, -7)
}

/** The day of the nth meeting after the first. */
function dayAt(first: string, every: Every, n: number): string {
  if (every === 'month')
    return weekdayOfMonth(monthAfter(first, n), weekdayOf(first), placeInMonth(first))
  return daysAfter(first, (every === 'week' ? 7 : 14) * n)
}

export type Plan = Readonly<{
  every: Every
  /** The last day on which there may be one; null where a number of them is given. */
  last: string | null
  times: number | null
  without: readonly string[]
}>

/**
 * The days of a series after its first meeting that are still to come, YYYY-MM-DD, on its weekday: never one left out,
 * which does not count. One more than may be planned is enough to know that there are too many.
 */
export function seriesDays(first: string, plan: Plan, today: string): readonly string[] {
  const days: string[] = []
  for (
    let n = 1;
    days.length < Math.min(plan.times ?? MOST_REPEATS + 1, MOST_REPEATS + 1);
    n += 1
  ) {
    const day = dayAt(first, plan.every, n)
    if (plan.last !== null && day > plan.last) break
    if (day > today && !plan.without.includes(day)) days.push(day)
  }
  return days
}

/** The bank holidays that a series could fall on. */
export const holidaysOn = (first: string, holidays: ReadonlySet<string>, today: string) =>
  [...holidays]
    .filter((day) => day > today && day > first && weekdayOf(day) === weekdayOf(first))
    .toSorted()

const SeriesForm = z.object({
  every: oneOf(EVERY, 'Choose how often it is held'),
  last: optionalDay('The last day'),
  times: optionalLine('How many more', 3),
  holidays: many(100, 'Choose from the bank holidays'),
  without: lines('Other days left out', 12, 20),
  look: oneOf(LOOK_DAYS, 'Choose when you are asked'),
})

/** What is shown before anything is kept. */
export type ShownSeries = Readonly<{
  every: Every
  days: readonly string[]
  look: (typeof LOOK_DAYS)[number]
}>

export function readSeries(
  values: FormValues,
  first: string,
  today: string,
): FormRead<ShownSeries> {
  const read = readForm(SeriesForm, values)
  if (!read.ok) return read
  const { every, last, holidays, without, look } = read.value
  const wrong = (field: string, error: string) =>
    ({ ok: false, errors: { [field]: error } }) as const
  if ((last === null) === (read.value.times === null))
    return wrong('last', 'Give either a last day or how many more, and not both')
  const times = read.value.times === null ? null : Number(read.value.times)
  if (times !== null && !(Number.isInteger(times) && times >= 1 && times <= MOST_REPEATS))
    return wrong('times', `Enter how many more, from 1 to ${MOST_REPEATS}`)
  if (!without.every(isDay))
    return wrong('without', 'Enter each day as a real date on its own line, like 2026-12-09')
  const days = seriesDays(first, { every, last, times, without: [...holidays, ...without] }, today)
  if (days.length === 0) return wrong('last', 'There is no meeting left by that day')
  if (days.length > MOST_REPEATS)
    return wrong(
      'last',
      `At most ${MOST_REPEATS} meetings are planned at once. Give an earlier day`,
    )
  return { ok: true, value: { every, days, look } }
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000

/** The days of a series as weeks after its first meeting, as a button carries them: they are all on its weekday. */
export const weeksOf = (first: string, days: readonly string[]): string =>
  days.map((day) => (Date.parse(day) - Date.parse(first)) / WEEK_MS).join(',')

/** The days that a button shows are kept as they were shown, or not at all. */
export function decideKeep(
  { content }: Notice,
  shown: Readonly<{ from: string; weeks: string }>,
  today: string,
): Decision<readonly string[]> {
  const again = 'Nothing was kept. Press Repeat this meeting again, and look at the dates.'
  if (shown.from !== content.date)
    return refused('This meeting has moved since these dates were shown', again)
  const weeks = [...new Set(shown.weeks.split(',').map(Number))]
  const days = weeks.map((n) => daysAfter(content.date, 7 * n)).toSorted()
  return days.every((day) => day > today)
    ? allowed(days)
    : refused('One of these days has gone by since they were shown', again)
}

/** A meeting of a series: what the first one said, with its own day. Its agenda is its own; it is in force until it is over. */
export const repeated = (
  content: ContentOf<'board-meeting'>,
  day: string,
): ContentOf<'board-meeting'> => ({ ...content, date: day, until: null, agenda: [] })

/** Between morning and afternoon surgery, as reminders are. */
const LOOK_AT = '12:30'

/** Whether its author is to be asked now to look at a meeting; never when it has begun. */
export const lookDue = (content: ContentOf<'board-meeting'>, lookDays: number, at: Date): boolean =>
  atLondon(daysAfter(content.date, -lookDays), LOOK_AT) <= at && startOf(content) > at
