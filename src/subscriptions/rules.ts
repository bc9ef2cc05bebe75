import { z } from 'zod'
import { KIND_WORDS, KINDS } from '#src/broadcasts/kind-names.ts'
import type { FormValues } from '#src/chat/form.ts'
import { type FormRead, many, oneOf, readForm, time } from '#src/chat/read-form.ts'
import type { BroadcastKind, Cadence, OrganisationKind, Urgency } from '#src/kernel/schema.ts'
import { fromLondon, londonDay, londonTime, nextLondon } from '#src/kernel/london.ts'
import { SPECIALTIES } from './specialties.ts'

/** What one subscription asks for: a kind, at an organisation and everything above and under it, perhaps of one specialty. */
export type Topic = Readonly<{
  kind: BroadcastKind
  organisation: string
  specialty: string | null
  cadence: Cadence
}>

export const CADENCES = ['now', 'daily', 'weekly'] as const satisfies readonly Cadence[]

/** When the digests go out, on London's clock: after the morning surgery has been read in, before it begins. */
export const DIGEST_TIME = '07:30'
const MONDAY = 1
const HOUR_MS = 60 * 60 * 1000

export type Workplace = Readonly<{ code: string; name: string; kind: OrganisationKind }>

/** What fits where somebody works. Opportunities only for those who agreed to them (PECR). */
export function suggestTopics(
  workplaces: readonly Workplace[],
  optional: boolean,
): readonly Topic[] {
  const kinds = KINDS.filter((kind) => optional || kind !== 'opportunity')
  return workplaces.flatMap((place) =>
    kinds.map((kind) => ({
      kind,
      organisation: place.code,
      specialty: null,
      cadence: 'now' as const,
    })),
  )
}

export type Wishes = Readonly<{
  cadence: Cadence
  quietFrom: string | null
  quietTo: string | null
  /** When they are back from an absence; null or past for somebody who is here. */
  awayUntil: Date | null
}>

export const isAway = <W extends Pick<Wishes, 'awayUntil'>>(
  wishes: W,
  at: Date,
): wishes is W & { awayUntil: Date } => wishes.awayUntil !== null && wishes.awayUntil > at

/** When somebody's copy is due, and whether it comes by itself or in their digest. */
export type Due = Readonly<{ state: 'waiting' | 'digest'; at: Date }>

/**
 * A critical message goes at once, whatever somebody chose (product.md, Subscriptions).
 * `lastDay` is the last day on which it is true, YYYY-MM-DD; null while nobody has said.
 */
export function dueFor(
  wishes: Wishes,
  urgency: Urgency,
  at: Date,
  lastDay: string | null = null,
): Due {
  if (urgency === 'critical') return { state: 'waiting', at }
  // Kept for their catch-up, even what is out of date by then: they asked to be left alone.
  if (isAway(wishes, at)) return { state: 'digest', at: wishes.awayUntil }
  const now: Due = { state: 'waiting', at: afterQuiet(wishes, at) }
  if (wishes.cadence === 'now') return now
  const weekday = wishes.cadence === 'weekly' ? MONDAY : undefined
  const digest = afterQuiet(wishes, nextLondon(at, DIGEST_TIME, weekday))
  // A digest after the meeting, or after the closing date, would tell them too late.
  return lastDay !== null && londonDay(digest) >= lastDay ? now : { state: 'digest', at: digest }
}

/** The moment itself, or the end of the quiet hours that it falls into. */
function afterQuiet(wishes: Pick<Wishes, 'quietFrom' | 'quietTo'>, at: Date): Date {
  const { quietFrom, quietTo } = wishes
  if (quietFrom === null || quietTo === null) return at
  const clock = londonTime(at)
  const quiet =
    quietFrom <= quietTo
      ? clock >= quietFrom && clock < quietTo
      : clock >= quietFrom || clock < quietTo
  // An end in the hour that a night in March does not have may be quiet again: then it is the next night's.
  return quiet ? afterQuiet(wishes, nextShown(quietTo, at)) : at
}

/** When somebody whose last day away is `lastDay` (YYYY-MM-DD) is told what they missed: with the next morning's digest. */
export function backAfter(lastDay: string, wishes: Pick<Wishes, 'quietFrom' | 'quietTo'>): Date {
  const noon = fromLondon(lastDay, '12:00')
  if (noon.is !== 'instant') throw new Error('Midday in London is never skipped or doubled')
  return afterQuiet(wishes, nextLondon(noon.at, DIGEST_TIME))
}

/** When the clock next shows `time`: the second time too, on the night when an hour comes twice. */
function nextShown(time: string, at: Date): Date {
  const first = nextLondon(at, time)
  const hourBefore = nextLondon(new Date(at.getTime() - HOUR_MS), time)
  const again = new Date(hourBefore.getTime() + HOUR_MS)
  return again > at && again < first && londonTime(again) === time ? again : first
}

const FollowForm = z.object({
  organisation: many(1, 'Choose one place').refine((codes) => codes.length === 1, {
    error: 'Choose a place: type a few letters of its name, or its ODS code',
  }),
  kinds: many(KINDS.length, 'Choose from the list')
    .transform((kinds) => KINDS.filter((kind) => kinds.includes(kind)))
    .refine((kinds) => kinds.length > 0, { error: 'Choose at least one kind of message' }),
  specialty: many(1, 'Choose one specialty, or none for all').refine(
    (tags) => tags.every((tag) => SPECIALTIES.has(tag)),
    {
      error: 'Choose a specialty from the list, or leave it empty for all',
    },
  ),
  cadence: oneOf(CADENCES, 'Choose when to be told'),
})

export type FollowGiven = Readonly<{
  organisation: string
  kinds: readonly BroadcastKind[]
  specialty: string | null
  cadence: Cadence
}>

export function readFollow(values: FormValues): FormRead<FollowGiven> {
  const read = readForm(FollowForm, values)
  if (!read.ok) return read
  const { organisation, kinds, specialty, cadence } = read.value
  return {
    ok: true,
    value: { organisation: organisation[0] ?? '', kinds, specialty: specialty[0] ?? null, cadence },
  }
}

const QuietForm = z.discriminatedUnion('quiet', [
  z.object({ quiet: z.literal('no') }),
  z.object({ quiet: z.literal('yes'), from: time('The start'), to: time('The end') }),
])

export type QuietGiven = Readonly<{ from: string; to: string }> | null

export function readQuiet(values: FormValues): FormRead<QuietGiven> {
  if (values['quiet'] !== 'yes' && values['quiet'] !== 'no') {
    return { ok: false, errors: { quiet: 'Choose whether you want quiet hours' } }
  }
  const read = readForm(QuietForm, values)
  if (!read.ok) return read
  if (read.value.quiet === 'no') return { ok: true, value: null }
  if (read.value.from === read.value.to) {
    return { ok: false, errors: { to: 'Quiet hours must end at another time than they start' } }
  }
  return { ok: true, value: { from: read.value.from, to: read.value.to } }
}

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

/** Reads "7pm to 7am", "19:00-07:00" or "off"; null when it is none of these. */
export function readTypedQuiet(rest: string): FormValues | null {
  const typed = rest.toLowerCase().replaceAll(/\s+/g, ' ').trim()
  if (typed === 'off' || typed === 'no' || typed === 'none') return { quiet: 'no' }
  const [from, to, ...more] = typed.split(/ ?(?:to|-|until|–) ?/)
  const start = clock(from ?? '')
  const end = clock(to ?? '')
  return start === null || end === null || more.length > 0
    ? null
    : { quiet: 'yes', from: start, to: end }
}

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
