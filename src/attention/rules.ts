import {
  atLondon,
  daysAfter,
  londonDay,
  londonTime,
  nextLondon,
  weekdayOf,
} from '#src/kernel/london.ts'

/** When somebody wants to be left alone. Quiet hours as HH:MM, both or neither. */
export type Quiet = Readonly<{ quietFrom: string | null; quietTo: string | null }>

/** The same with the weekdays on which they work, as "12345": 1 Monday to 7 Sunday, in that order. */
export type Attention = Quiet & Readonly<{ workingDays: string }>

/** Bank holidays of England as YYYY-MM-DD. A day after the last known year is in no set, so it is a working day. */
export type BankHolidays = ReadonlySet<string>

/** The week of somebody who has said nothing, and the one in which times to answer are counted. */
export const USUAL_WEEK = '12345'

/** The night, for what is never so urgent that it may come then: of whoever has chosen no quiet hours. */
const NIGHT = { quietFrom: '19:00', quietTo: '07:00' }

const HOUR_MS = 60 * 60 * 1000

/** Nobody works on so few days that this many in a row hold none. */
const MOST_DAYS = 100

/** The moment itself, or the end of the quiet hours that it falls into. */
export function afterQuiet(quiet: Quiet, at: Date): Date {
  const { quietFrom, quietTo } = quiet
  if (quietFrom === null || quietTo === null) return at
  const clock = londonTime(at)
  const isQuiet =
    quietFrom <= quietTo
      ? clock >= quietFrom && clock < quietTo
      : clock >= quietFrom || clock < quietTo
  // An end in the hour that a night in March does not have may be quiet already: then it is the next night's.
  return isQuiet ? afterQuiet(quiet, nextShown(quietTo, at)) : at
}

/**
 * When the clock next shows `time`: the second time too, on the night when an hour comes twice. In the night that does not
 * have that hour it is the moment at which the clocks go forward.
 */
function nextShown(time: string, at: Date): Date {
  const found = nextLondon(at, time)
  if (londonTime(found) !== time) {
    const forward = new Date(Math.floor(found.getTime() / HOUR_MS) * HOUR_MS)
    return forward > at ? forward : nextLondon(found, time)
  }
  const hourBefore = nextLondon(new Date(at.getTime() - HOUR_MS), time)
  const again = new Date(hourBefore.getTime() + HOUR_MS)
  return again > at && again < found && londonTime(again) === time ? again : found
}

/** Whether somebody works on a day, YYYY-MM-DD: on no bank holiday. */
export const worksOn = (day: string, workingDays: string, holidays: BankHolidays): boolean =>
  workingDays.includes(String(weekdayOf(day))) && !holidays.has(day)

/** The day itself, or the next on which they work. */
function workingDayFrom(day: string, workingDays: string, holidays: BankHolidays): string {
  for (let after = 0; after < MOST_DAYS; after += 1) {
    const next = daysAfter(day, after)
    if (worksOn(next, workingDays, holidays)) return next
  }
  throw new Error('Somebody works on no day')
}

/**
 * The first moment from `at` on when somebody may be disturbed by what can wait: on a day on which they work, out of
 * their quiet hours, and not at night when they have chosen none.
 */
export function whenOpen(who: Attention, holidays: BankHolidays, at: Date): Date {
  const quiet = who.quietFrom === null || who.quietTo === null ? NIGHT : who
  let open = at
  for (let tries = 0; tries < MOST_DAYS; tries += 1) {
    const day = londonDay(open)
    const works = workingDayFrom(day, who.workingDays, holidays)
    const next = afterQuiet(quiet, works === day ? open : atLondon(works, '00:00'))
    if (next.getTime() === open.getTime()) return open
    open = next
  }
  throw new Error('Somebody is never open')
}

export const isOpen = (who: Attention, holidays: BankHolidays, at: Date): boolean =>
  whenOpen(who, holidays, at).getTime() === at.getTime()

/**
 * `time` (HH:MM) on the first day from `day` on on which they work; when their quiet hours end after that; or, where these
 * last for the rest of the day, as soon as it begins to be open.
 */
export function openOn(who: Attention, holidays: BankHolidays, day: string, time: string): Date {
  const works = workingDayFrom(day, who.workingDays, holidays)
  const open = whenOpen(who, holidays, atLondon(works, time))
  return londonDay(open) === works ? open : whenOpen(who, holidays, atLondon(works, '00:00'))
}

/** The day that comes so many working days after another, in the usual week: Friday and two days are Tuesday. */
export function workingDaysAfter(day: string, days: number, holidays: BankHolidays): string {
  let after = day
  for (let n = 0; n < days; n += 1)
    after = workingDayFrom(daysAfter(after, 1), USUAL_WEEK, holidays)
  return after
}

/** So long before they run out somebody has time to fetch the newer file. */
const HOLIDAYS_NOTICE_DAYS = 60

/** Whether the bank holidays run out soon, or have; days as YYYY-MM-DD. After them every weekday is a working day. */
export const holidaysRunOut = (today: string, knownUntil: string): boolean =>
  daysAfter(today, HOLIDAYS_NOTICE_DAYS) > knownUntil
