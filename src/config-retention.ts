import { z } from 'zod'

/** A time for which something is kept, in days: what it is by itself, and between which an operator may choose. */
type Period = Readonly<{ setting: string; days: number; least: number; most: number }>

/**
 * NHS records guidance and the needs of the product: proof of delivery for two years, what people wrote for one, what only
 * serves the machine for days. The least keeps what others still act on; the most is what can be defended.
 */
export const PERIODS = {
  events: { setting: 'RETENTION_EVENTS_DAYS', days: 14, least: 3, most: 60 },
  notices: { setting: 'RETENTION_NOTICES_DAYS', days: 90, least: 30, most: 365 },
  words: { setting: 'RETENTION_WORDS_DAYS', days: 365, least: 90, most: 1825 },
  handles: { setting: 'RETENTION_HANDLES_DAYS', days: 730, least: 180, most: 3650 },
  strangers: { setting: 'RETENTION_STRANGERS_DAYS', days: 730, least: 30, most: 3650 },
  left: { setting: 'RETENTION_LEFT_DAYS', days: 730, least: 30, most: 3650 },
  chat: { setting: 'RETENTION_CHAT_DAYS', days: 365, least: 7, most: 1825 },
} as const satisfies Readonly<Record<string, Period>>

export type PeriodName = keyof typeof PERIODS
/** For how many days each is kept. */
export type Retention = Readonly<Record<PeriodName, number>>

const names = Object.keys(PERIODS) as readonly PeriodName[]

export const RETENTION_SETTINGS: readonly string[] = names.map((name) => PERIODS[name].setting)

export const DEFAULT_RETENTION: Retention = {
  events: PERIODS.events.days,
  notices: PERIODS.notices.days,
  words: PERIODS.words.days,
  handles: PERIODS.handles.days,
  strangers: PERIODS.strangers.days,
  left: PERIODS.left.days,
  chat: PERIODS.chat.days,
}

/** Reads the settings of how long what is kept; what is not set is the default. */
export function readRetention(
  given: Readonly<Record<string, string | undefined>>,
): Readonly<{ retention: Retention; problems: readonly string[] }> {
  const retention = { ...DEFAULT_RETENTION }
  const problems: string[] = []
  for (const name of names) {
    const { setting, least, most } = PERIODS[name]
    const value = given[setting]?.trim() ?? ''
    if (value === '') continue
    const days = z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .pipe(z.int().min(least).max(most))
      .safeParse(value)
    if (days.success) retention[name] = days.data
    else problems.push(`${setting}: must be a whole number of days from ${least} to ${most}`)
  }
  return { retention, problems }
}
