import { type Attention, type BankHolidays, isOpen } from '#src/attention/rules.ts'
import { atLondon, daysAfter } from '#src/kernel/london.ts'
import { startOf, type Notice } from './rsvp.ts'

/** Who has not answered is reminded a week and two days before; who comes, the day before. */
const ASKED_DAYS = { 'answer-7': 7, 'answer-2': 2 } as const
export type ReminderStep = keyof typeof ASKED_DAYS | 'tomorrow'

/** Between morning and afternoon surgery, as every reminder is. */
const CLOCK = '12:30'
const DAY_MS = 24 * 60 * 60 * 1000

/** The furthest ahead that anybody is reminded of a meeting, in days. */
export const REMIND_FROM_DAYS = 7

/** Somebody who has the notice, or goes in somebody's place. */
export type Owing = Attention &
  Readonly<{
    /** When the notice came, or they were asked as a deputy. */
    toldAt: Date
    comes: 'yes' | 'no' | 'unsaid'
    /** When they answered; null while they have not. */
    answeredAt: Date | null
    done: readonly string[]
  }>

const before = (notice: Notice, days: number): Date =>
  atLondon(daysAfter(notice.content.date, -days), CLOCK)

/**
 * What somebody is to be reminded of now; null when nothing is. Each step once, of several that were missed only the last,
 * and none of a notice that came within a day of it. It waits until they may be disturbed, and never past the start.
 */
export function reminderStepDue(
  owing: Owing,
  notice: Notice,
  holidays: BankHolidays,
  at: Date,
): ReminderStep | null {
  if (startOf(notice.content) <= at || !isOpen(owing, holidays, at)) return null
  if (owing.comes === 'no') return null
  if (owing.comes === 'yes') {
    const due = before(notice, 1)
    const late = owing.answeredAt !== null && owing.answeredAt >= due
    return due <= at && !late && !owing.done.includes('tomorrow') ? 'tomorrow' : null
  }
  const steps = (['answer-2', 'answer-7'] as const).filter(
    (step) => before(notice, ASKED_DAYS[step]) <= at,
  )
  const [newest] = steps
  if (newest === undefined || owing.done.includes(newest)) return null
  const due = before(notice, ASKED_DAYS[newest])
  return owing.toldAt.getTime() + DAY_MS <= due.getTime() ? newest : null
}
