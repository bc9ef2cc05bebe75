import { KIND_WORDS } from '#src/broadcasts/kind-names.ts'
import type { FormValues } from '#src/chat/form.ts'
import { WEEKDAYS } from '#src/kernel/london.ts'
import type { BroadcastKind, Cadence } from '#src/kernel/schema.ts'
import { CADENCES, WEEK } from './rules.ts'

/** Reads "prescribing pathway L85001 daily", in any order. What it does not know it returns, to be asked about. */
export function readTyped(rest: string): Readonly<{
  kinds: readonly BroadcastKind[]
  organisation: string | null
  cadence: Cadence
  strange: readonly string[]
}> {
  let left = ` ${rest.toLowerCase().replaceAll(/[,;]/g, ' ').replaceAll(/\s+/g, ' ')} `
  const kinds = new Set<BroadcastKind>()
  for (const words of [...KIND_WORDS.keys()].toSorted((a, b) => b.length - a.length)) {
    if (!left.includes(` ${words} `)) continue
    const kind = KIND_WORDS.get(words)
    if (kind !== undefined) kinds.add(kind)
    left = left.replace(` ${words} `, ' ')
  }
  const cadence = CADENCES.find((one) => left.includes(` ${one} `)) ?? 'now'
  const others = left
    .split(' ')
    .filter(
      (word) =>
        word !== '' && word !== cadence && word !== 'at' && word !== 'for' && word !== 'and',
    )
  const code =
    others.find((word) => /^[a-z0-9]{3,10}$/.test(word) && /\d/.test(word)) ??
    others.find((word) => /^[a-z0-9]{3,5}$/.test(word))
  return {
    kinds: [...kinds],
    organisation: code?.toUpperCase() ?? null,
    cadence,
    strange: others.filter((word) => word !== code),
  }
}

/**
 * Reads "7pm to 7am", "19:00-07:00" or "off"; null when it is none of these. "9 to 7" is none: as 9am it would hold
 * nearly everything back, and who types it means the evening.
 */
export function readTypedQuiet(rest: string): FormValues | null {
  const typed = rest.toLowerCase().replaceAll(/\s+/g, ' ').trim()
  if (typed === 'off' || typed === 'no' || typed === 'none') return { quiet: 'no' }
  const [from, to, ...more] = typed.split(/ ?(?:to|-|until|–) ?/)
  const start = clock(from ?? '')
  const end = clock(to ?? '')
  const unclear = eitherHalf(from ?? '') || (eitherHalf(to ?? '') && !endsNextMorning(start, end))
  return start === null || end === null || more.length > 0 || unclear
    ? null
    : { quiet: 'yes', from: start, to: end }
}

/** Whether it may be the morning as well as the evening: "9" or "9.30", and not "9:30", "09.30" or "9am". */
const eitherHalf = (words: string): boolean => /^([1-9]|1[0-2])(\.\d{2})?$/.test(words.trim())

/** After an evening only one morning can be meant: "7pm to 7". */
const endsNextMorning = (start: string | null, end: string | null): boolean =>
  start !== null && end !== null && start >= '12:00' && end < '12:00'

/** "7pm", "7.30am", "19:00", "midnight" as HH:MM. */
function clock(words: string): string | null {
  if (words.trim() === 'midnight') return '00:00'
  if (words.trim() === 'midday') return '12:00'
  const match = /^(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)?$/.exec(words.trim())
  if (match === null) return null
  const [, hours = '', minutes = '00', half] = match
  const hour = Number(hours)
  if (half !== undefined && (hour < 1 || hour > 12)) return null
  const whole = half === undefined ? hour : (hour % 12) + (half === 'pm' ? 12 : 0)
  return whole > 23 || Number(minutes) > 59 ? null : `${String(whole).padStart(2, '0')}:${minutes}`
}

/** Reads "tue and fri", "monday to thursday", "weekdays" or "every day"; null when it is none of these. */
export function readTypedDays(rest: string): FormValues | null {
  const typed = ` ${rest
    .toLowerCase()
    .replaceAll(/[,;&]| and /g, ' ')
    .replaceAll(/ ?[-–] ?/g, ' to ')
    .replaceAll(/\s+/g, ' ')
    .trim()} `
  if (typed === ' every day ' || typed === ' all ') return { days: [...WEEK] }
  if (typed === ' weekdays ') return { days: WEEK.slice(0, 5) }
  const days = new Set<number>()
  const words = typed.trim().split(' ')
  for (let n = 0; n < words.length; n += 1) {
    const range = words[n + 1] === 'to'
    const from = weekday(words[n] ?? '')
    const to = range ? weekday(words[n + 2] ?? '') : from
    if (from === null || to === null || from > to) return null
    for (let day = from; day <= to; day += 1) days.add(day)
    if (range) n += 2
  }
  return { days: WEEK.filter((day) => days.has(Number(day))) }
}

/** "fri", "Tues" or "wednesday" as 1 to 7. */
function weekday(word: string): number | null {
  const found = WEEKDAYS.findIndex((name) => word.length > 2 && name.toLowerCase().startsWith(word))
  return found < 0 ? null : found + 1
}
