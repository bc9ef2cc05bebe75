import { type BankHolidays, workingDaysAfter } from '#src/attention/rules.ts'
import { atLondon, londonDay } from '#src/kernel/london.ts'

/** So many working days an applicant waits before whoever runs the opportunity is asked, and then again. */
const WAITING_DAYS = 5
/** After so many working days after the closing date they are asked how it ended, while they have not said. */
const OVER_DAYS = [1, 5, 10] as const
/** Between morning and afternoon surgery, as reminders are. */
const CHASE_TIME = '12:30'

/** An opportunity that is not closed, as the rules see it. */
export type Unclosed = Readonly<{
  id: number
  /** YYYY-MM-DD. */
  closes: string
  /** Since when the first applicant waits who has had no answer; null when nobody does. */
  waitingSince: Date | null
  /** When its officers were last asked for the answers that wait; null for never. */
  chasedAt: Date | null
  /** The newest step after this closing date; 0 before the first. */
  overDone: number
}>

/** What is asked for, and what makes it once: the day from which working days were counted, and the step. */
export type Chase = Readonly<{ why: 'waiting' | 'over'; since: string; step: number }>

const isPast = (from: string, days: number, holidays: BankHolidays, at: Date) =>
  atLondon(workingDaysAfter(from, days, holidays), CHASE_TIME) <= at

/** What those who run it are to be asked for now; null for nothing. Of several that were missed only the newest. */
export function chaseDue(run: Unclosed, holidays: BankHolidays, at: Date): Chase | null {
  if (run.closes < londonDay(at)) {
    for (let step = OVER_DAYS.length; step > run.overDone; step -= 1)
      if (isPast(run.closes, OVER_DAYS[step - 1] ?? Infinity, holidays, at))
        return { why: 'over', since: run.closes, step }
    return null
  }
  if (run.waitingSince === null) return null
  const from =
    run.chasedAt !== null && run.chasedAt > run.waitingSince ? run.chasedAt : run.waitingSince
  const since = londonDay(from)
  return isPast(since, WAITING_DAYS, holidays, at) ? { why: 'waiting', since, step: 1 } : null
}
