import { atLondon, daysAfter, londonDay } from '#src/kernel/london.ts'
import { noticeAt, type Wishes } from '#src/subscriptions/rules.ts'
import { type Candidate, type Eligibility, type Unmet, unmetBy } from './eligibility.ts'

/** So many days before the last one members are told. */
export const STEPS = [30, 7, 1] as const

/** From this hour on, on London's clock: a countdown wakes nobody. */
export const COUNTDOWN_TIME = '09:00'

/** How many whole days lie between two days, YYYY-MM-DD; negative when the second comes first. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / 86_400_000)

/** The steps whose day has come on or before a day. */
export const stepsPassed = (closes: string, today: string): readonly number[] =>
  STEPS.filter((days) => daysAfter(closes, -days) <= today)

/**
 * The step that is due on a day, of those that nobody was told of: the nearest to the end alone, so that a run that was
 * missed is made up for once. Null once it is over.
 */
export function stepDue(closes: string, told: readonly number[], today: string): number | null {
  if (today > closes) return null
  const nearest = stepsPassed(closes, today).at(-1)
  return nearest === undefined || told.includes(nearest) ? null : nearest
}

/** Why somebody does not move to another forum; nothing when they do. Its days to join do not count: they join with all the others. */
export const staysBehind = (rule: Eligibility, who: Candidate, today: string): readonly Unmet[] =>
  unmetBy(rule, who, today).filter((one) => one !== 'not-yet' && one !== 'over')

/** When each is told that a forum has closed at midnight: in the morning, and not in their quiet hours or while they are away. */
export const tellAt = (
  who: Pick<Wishes, 'quietFrom' | 'quietTo' | 'awayUntil'>,
  at: Date,
): Date => {
  const morning = atLondon(londonDay(at), '08:00')
  return noticeAt(who, 'routine', morning > at ? morning : at)
}
