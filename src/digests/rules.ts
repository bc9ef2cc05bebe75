import { type Attention, type BankHolidays, isOpen, openOn } from '#src/attention/rules.ts'
import { atLondon, daysAfter, londonDay, weekdayOf } from '#src/kernel/london.ts'

/** When the digests go out, on London's clock: after the morning surgery has been read in, before it begins. */
export const DIGEST_TIME = '07:30'

export type DigestCadence = 'daily' | 'weekly'

/**
 * When the digest goes for what comes at `at`: the first after it on a day on which they work, and a weekly one on the
 * first such day of a week.
 */
export function digestAt(
  who: Attention,
  cadence: DigestCadence,
  holidays: BankHolidays,
  at: Date,
): Date {
  const today = londonDay(at)
  const weekly = cadence === 'weekly'
  let day = weekly ? daysAfter(today, 1 - weekdayOf(today)) : today
  for (;;) {
    const due = openOn(who, holidays, day, DIGEST_TIME)
    if (due > at) return due
    day = daysAfter(day, weekly ? 7 : 1)
  }
}

/** A digest takes all that is due before then, so that nothing of one day is left for the next. */
export const endOfDay = (at: Date): Date => atLondon(daysAfter(londonDay(at), 1), '00:00')

/**
 * When somebody's next digest may go, of whom something is due at `at`: now, unless they had one today, or this week when
 * all that they follow comes weekly, or are not to be disturbed. A run that was missed is made up for in the first open
 * hour. What was paused on their day waits for their next: one a week is what they chose.
 */
export function nextDigest(
  who: Attention & Readonly<{ digestedOn: string | null; weekly: boolean }>,
  holidays: BankHolidays,
  at: Date,
): Date {
  const today = londonDay(at)
  const since = who.weekly ? daysAfter(today, 1 - weekdayOf(today)) : today
  const hadOne = who.digestedOn !== null && who.digestedOn >= since
  if (!hadOne && isOpen(who, holidays, at)) return at
  if (!hadOne) return digestAt(who, 'daily', holidays, at)
  const over = atLondon(daysAfter(since, who.weekly ? 7 : 1), '00:00')
  return digestAt(who, who.weekly ? 'weekly' : 'daily', holidays, new Date(over.getTime() - 1))
}
