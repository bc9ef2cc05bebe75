import { z } from 'zod'
import { isDay } from '#src/kernel/london.ts'

/** What each kind of broadcast says. Lengths keep every card on one screen and inside the message budget. */
const line = (max: number) => z.string().trim().min(1).max(max)
const day = z.string().refine(isDay, 'not a day')
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const url = z.url({ protocol: /^https?$/ }).max(500)

const common = {
  title: line(80),
  summary: line(400),
  /** What to do, one thing a line. */
  actions: z.array(line(120)).max(4),
  sourceName: line(100).nullable(),
  sourceUrl: url.nullable(),
  contact: line(120).nullable(),
  /** The last day on which it is in force; null while nobody has said. */
  until: day.nullable(),
}

export const OPPORTUNITY_TYPES = [
  'clinical-director',
  'pathway-lead',
  'supervision',
  'special-interest',
  'representative',
  'education',
  'research',
  'other',
] as const

export const OPPORTUNITY_TERMS = [
  'employed-model-terms',
  'self-employed',
  'unpaid',
  'not-said',
] as const

/** The most questions of one consultation, and the most answers to choose from in one. */
export const MOST_QUESTIONS = 5
export const MOST_CHOICES = 6

/** Asks for free text where there is nothing to choose from. */
export const ConsultationQuestion = z.strictObject({
  text: line(120),
  choices: z.array(line(60)).max(MOST_CHOICES),
})
export type ConsultationQuestion = z.infer<typeof ConsultationQuestion>

/** Whose time it takes. */
export const OPPORTUNITY_TIMES = ['paid', 'own'] as const
/** The most places of one event: as many names as its organiser can be shown to mark. */
export const MOST_PLACES = 500

export const Content = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('prescribing'),
    ...common,
    /** The issuer's own reference, as "EL(24)A/52", untouched. */
    reference: line(60).nullable(),
    effectiveFrom: day.nullable(),
    /** When its author is asked whether it is still right. */
    reviewBy: day.nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal('pathway'),
    ...common,
    effectiveFrom: day.nullable(),
    reviewBy: day.nullable(),
  }),
  z.strictObject({
    kind: z.literal('board-meeting'),
    ...common,
    date: day,
    starts: time,
    ends: time,
    place: line(120),
    joinUrl: url.nullable(),
    agenda: z.array(line(80)).max(6),
    openForum: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('announcement'), ...common }),
  z.strictObject({
    kind: z.literal('opportunity'),
    ...common,
    type: z.enum(OPPORTUNITY_TYPES),
    sessions: line(80),
    paidBy: line(80).nullable(),
    /** Whether the time that it takes is paid or their own; not there while nobody has said. */
    time: z.enum(OPPORTUNITY_TIMES).optional(),
    /** An employed post states terms no less favourable than the model salaried contract (seed 000). */
    terms: z.enum(OPPORTUNITY_TERMS),
    eligibility: line(200).nullable(),
    closes: day,
  }),
  z.strictObject({
    kind: z.literal('consultation'),
    ...common,
    /** The first day on which it can be answered; null for as soon as it arrives. */
    opens: day.nullable(),
    /** The last day on which it can be answered. */
    closes: day,
    questions: z.array(ConsultationQuestion).min(1).max(MOST_QUESTIONS),
  }),
  z.strictObject({
    kind: z.literal('education-event'),
    ...common,
    date: day,
    starts: time,
    ends: time,
    place: line(120),
    joinUrl: url.nullable(),
    capacity: z.int().min(1).max(MOST_PLACES),
    /** What it costs whoever comes, in words; null for what is free. */
    cost: line(60).nullable(),
    /** An hour is a credit (research/domain.md §1.3). */
    cpdHours: z.number().min(0.25).max(24).multipleOf(0.25).nullable(),
  }),
])
export type Content = z.infer<typeof Content>

/** The last day on which it is still true; null while nobody has said. */
export function lastDayOf(content: Content): string | null {
  const days = [
    content.until,
    content.kind === 'board-meeting' || content.kind === 'education-event' ? content.date : null,
    content.kind === 'opportunity' || content.kind === 'consultation' ? content.closes : null,
  ].filter((one) => one !== null)
  return days.toSorted()[0] ?? null
}

/** The day on which its author is asked whether it is still right; null for a kind or a message that has none. */
export const reviewDayOf = (content: Content): string | null =>
  content.kind === 'pathway' || content.kind === 'prescribing' ? content.reviewBy : null

export type ContentOf<K extends Content['kind']> = Extract<Content, { kind: K }>
