import { z } from 'zod'
import { afterQuiet, type Attention, type BankHolidays, type Quiet } from '#src/attention/rules.ts'
import { KINDS } from '#src/broadcasts/kind-names.ts'
import type { FormValues } from '#src/chat/form.ts'
import { type FormRead, many, oneOf, readForm, time } from '#src/chat/read-form.ts'
import { DIGEST_TIME, digestAt } from '#src/digests/rules.ts'
import type { BroadcastKind, Cadence, OrganisationKind, Urgency } from '#src/kernel/schema.ts'
import { daysAfter, atLondon, londonDay } from '#src/kernel/london.ts'
import { SPECIALTIES } from './specialties.ts'

/** What one subscription asks for: a kind, at an organisation and everything above and under it, perhaps of one specialty. */
export type Topic = Readonly<{
  kind: BroadcastKind
  organisation: string
  specialty: string | null
  cadence: Cadence
}>

export const CADENCES = ['now', 'daily', 'weekly'] as const satisfies readonly Cadence[]

/** 1 Monday to 7 Sunday. */
export const WEEK = ['1', '2', '3', '4', '5', '6', '7'] as const

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

/** Somebody whom something is kept for until they are back; null or past for who is here. */
type Absence = Readonly<{ awayUntil: Date | null }>

export type Wishes = Attention & Absence & Readonly<{ cadence: Cadence }>

export const isAway = <W extends Absence>(wishes: W, at: Date): wishes is W & { awayUntil: Date } =>
  wishes.awayUntil !== null && wishes.awayUntil > at

/** When somebody's copy is due, and whether it comes by itself or in their digest. */
export type Due = Readonly<{ state: 'waiting' | 'digest'; at: Date }>

/**
 * A critical message goes at once, whatever somebody chose (product.md, Subscriptions). What they follow straight away
 * waits for the end of their quiet hours and for nothing else; a digest for a day on which they work.
 * `lastDay` is the last day on which it is true, YYYY-MM-DD; null while nobody has said.
 */
export function dueFor(
  wishes: Wishes,
  urgency: Urgency,
  at: Date,
  holidays: BankHolidays,
  lastDay: string | null = null,
): Due {
  if (urgency === 'critical') return { state: 'waiting', at }
  // Kept for their catch-up, even what is out of date by then: they asked to be left alone.
  if (isAway(wishes, at)) return { state: 'digest', at: wishes.awayUntil }
  const now: Due = { state: 'waiting', at: afterQuiet(wishes, at) }
  if (wishes.cadence === 'now') return now
  const digest = digestAt(wishes, wishes.cadence, holidays, at)
  // A digest after the meeting, or after the closing date, would tell them too late.
  return lastDay !== null && londonDay(digest) >= lastDay ? now : { state: 'digest', at: digest }
}

/** When somebody is told something that is not in a digest: not while they are away or in their quiet hours, but for what is critical. */
export function noticeAt(who: Quiet & Absence, urgency: Urgency, at: Date): Date {
  if (urgency === 'critical') return at
  return isAway(who, at) ? who.awayUntil : afterQuiet(who, at)
}

/** When somebody whose last day away is `lastDay` (YYYY-MM-DD) is told what they missed: with the next morning's digest. */
export const backAfter = (lastDay: string, quiet: Quiet): Date =>
  afterQuiet(quiet, atLondon(daysAfter(lastDay, 1), DIGEST_TIME))

/** The due times of many, in their order. Those who wish the same have one due time, worked out once. */
export function duesFor(
  many: readonly Wishes[],
  urgency: Urgency,
  at: Date,
  holidays: BankHolidays,
  lastDay: string | null,
): readonly Due[] {
  const known = new Map<string, Due>()
  return many.map((wishes) => {
    const { cadence, quietFrom, quietTo, workingDays, awayUntil } = wishes
    const key = [cadence, quietFrom, quietTo, workingDays, awayUntil?.getTime()].join(' ')
    const due = known.get(key) ?? dueFor(wishes, urgency, at, holidays, lastDay)
    known.set(key, due)
    return due
  })
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

const DaysForm = z.object({
  days: many(7, 'Choose from the list')
    .transform((days) => WEEK.filter((day) => days.includes(day)))
    .refine((days) => days.length > 0, { error: 'Choose at least one day' }),
})

/** The weekdays on which somebody works, as "12345". */
export function readDays(values: FormValues): FormRead<string> {
  const read = readForm(DaysForm, values)
  return read.ok ? { ok: true, value: read.value.days.join('') } : read
}
