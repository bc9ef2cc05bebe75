import {
  type Attention,
  type BankHolidays,
  isOpen,
  openOn,
  workingDaysAfter,
} from '#src/attention/rules.ts'
import { atLondon, clockWords, londonDay } from '#src/kernel/london.ts'
import type { BroadcastKind, Urgency } from '#src/kernel/schema.ts'

/**
 * Kinds that ask for something else than an answer: nobody is pressed to want an opportunity, and a consultation reminds
 * by itself before it closes, an event those who have a place.
 */
export const NOT_ANSWERED = [
  'opportunity',
  'consultation',
  'education-event',
] as const satisfies readonly BroadcastKind[]

export const asksForAnAnswer = (kind: BroadcastKind, urgency: Urgency): urgency is Pressing =>
  !NOT_ANSWERED.some((one) => one === kind) && (urgency === 'critical' || urgency === 'important')

export type Pressing = Extract<Urgency, 'critical' | 'important'>

/** Times to answer (research/domain.md §5): so many hours, or so many working days, after it arrived. */
const CRITICAL_HOURS = [4, 24] as const
const IMPORTANT_DAYS = [2] as const
export const STEPS: Readonly<Record<Pressing, number>> = {
  critical: CRITICAL_HOURS.length,
  important: IMPORTANT_DAYS.length,
}
/** One made late, after an outage, is not followed by the next within minutes: never sooner than the first comes. */
const APART_HOURS = CRITICAL_HOURS[0]
/** When its sender is told who has not answered, counted from when it was sent. */
const LIST_AFTER_HOURS = 24
const LIST_AFTER_DAYS = 4

/** Between morning and afternoon surgery: what was sent on one day is one reminder. */
export const REMINDER_TIME = '12:30'
const HOUR_MS = 60 * 60 * 1000

/** A message is not reminded of longer than this after it asked: the library and the catch-up have it. */
export const LONGEST_MS = 30 * 24 * HOUR_MS

const hoursAfter = (at: Date, hours: number) => new Date(at.getTime() + hours * HOUR_MS)

/** Somebody who has a message and has not answered it. */
export type Owed = Attention &
  Readonly<{
    urgency: Pressing
    /** When it arrived, or when a correction asked them again. */
    askedAt: Date
    /** The newest step that they were reminded at; 0 before the first. */
    done: number
    /** When they were last reminded of it: when that left, or was made as long as it has not; null before the first. */
    remindedAt: Date | null
  }>

/** When one step of reminding is due, from 1 on. An important one is on a day on which they work. */
export function reminderAt(
  owed: Omit<Owed, 'done' | 'remindedAt'>,
  step: number,
  holidays: BankHolidays,
): Date {
  if (owed.urgency === 'critical')
    return hoursAfter(owed.askedAt, CRITICAL_HOURS[step - 1] ?? Infinity)
  const days = IMPORTANT_DAYS[step - 1] ?? Infinity
  const day = workingDaysAfter(londonDay(owed.askedAt), days, holidays)
  return openOn(owed, holidays, day, REMINDER_TIME)
}

/**
 * The step that somebody is to be reminded at now; null when none is. Of several that were missed only the newest: one
 * reminder, never a burst, and none soon after the last. What is not critical waits until they may be disturbed.
 */
export function stepDue(owed: Owed, holidays: BankHolidays, at: Date): number | null {
  if (owed.remindedAt !== null && at < hoursAfter(owed.remindedAt, APART_HOURS)) return null
  if (owed.urgency !== 'critical' && !isOpen(owed, holidays, at)) return null
  for (let step = STEPS[owed.urgency]; step > owed.done; step -= 1)
    if (reminderAt(owed, step, holidays) <= at) return step
  return null
}

/** Whether its sender is now to be told who has not answered. */
export function listIsDue(
  asked: Readonly<{ urgency: Pressing; askedAt: Date }>,
  author: Attention,
  holidays: BankHolidays,
  at: Date,
): boolean {
  if (asked.urgency === 'critical') return hoursAfter(asked.askedAt, LIST_AFTER_HOURS) <= at
  const day = workingDaysAfter(londonDay(asked.askedAt), LIST_AFTER_DAYS, holidays)
  return atLondon(day, REMINDER_TIME) <= at && isOpen(author, holidays, at)
}

/** What a sender is told beforehand; null for a message that nobody is reminded of. */
export function plannedWords(
  kind: BroadcastKind,
  urgency: Urgency,
  reminds: boolean,
): string | null {
  if (kind === 'education-event') return 'Who has a place is reminded the day before.'
  if (kind === 'consultation')
    return 'Who has not taken part is reminded once, in the week before it closes.'
  if (!asksForAnAnswer(kind, urgency)) return null
  if (urgency === 'critical')
    return `Who does not answer is reminded after ${CRITICAL_HOURS.join(' and ')} hours, at any time of day. After ${LIST_AFTER_HOURS} hours you get the list.`
  return reminds
    ? `Who does not answer is reminded once, at ${clockWords(REMINDER_TIME)} after ${IMPORTANT_DAYS.join(' and ')} working days. After ${LIST_AFTER_DAYS} you get the list.`
    : 'Nobody is reminded of it, and you get no list of who has not answered.'
}
