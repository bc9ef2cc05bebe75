import { z } from 'zod'
import type { FieldErrors, FormValues } from '#src/chat/form.ts'
import {
  day,
  type FormRead,
  line,
  lines,
  many,
  numbers,
  oneOf,
  optionalDay,
  optionalLine,
  optionalUrl,
  readForm,
  text,
  tick,
  time,
} from '#src/chat/read-form.ts'
import type { BroadcastKind, GpKind, Urgency } from '#src/kernel/schema.ts'
import { GP_KINDS } from '#src/people/rules.ts'
import { SPECIALTIES } from '#src/subscriptions/specialties.ts'
import { type Content, OPPORTUNITY_TERMS, OPPORTUNITY_TIMES, OPPORTUNITY_TYPES } from './content.ts'
import { cpdHours, places } from './read-event.ts'
import { question } from './read-question.ts'
import { URGENCIES } from './kind-names.ts'

const common = {
  title: line('The title', 80),
  summary: text('The message', 400),
  actions: lines('What to do', 4, 120),
  sourceName: optionalLine('Source', 100),
  sourceUrl: optionalUrl('Link to the source'),
  contact: optionalLine('Who to contact', 120),
}

const endsAfterItStarts = (value: Readonly<{ starts: string; ends: string }>) =>
  value.ends > value.starts

const ENDS_AFTER = {
  path: ['ends'],
  error: 'It must end after it starts',
  // A time that is none has its own sentence, and says nothing about the other.
  when: ({
    issues,
  }: Readonly<{ issues: readonly Readonly<{ path?: readonly PropertyKey[] | undefined }>[] }>) =>
    !issues.some(({ path }) => path?.[0] === 'starts' || path?.[0] === 'ends'),
}

const forKind = {
  prescribing: z.object({
    ...common,
    until: optionalDay('In force until'),
    effectiveFrom: optionalDay('From'),
    reviewBy: optionalDay('Next review'),
    reference: optionalLine('Reference', 60),
  }),
  pathway: z.object({
    ...common,
    until: optionalDay('In force until'),
    effectiveFrom: optionalDay('From'),
    reviewBy: optionalDay('Next review'),
  }),
  'board-meeting': z
    .object({
      ...common,
      date: day('The date'),
      starts: time('When it starts'),
      ends: time('When it ends'),
      place: line('The place', 120),
      joinUrl: optionalUrl('Link to join online'),
      agenda: lines('Agenda', 6, 80),
      openForum: tick,
    })
    .refine(endsAfterItStarts, ENDS_AFTER)
    .transform((value) => ({ ...value, until: value.date })),
  announcement: z.object({ ...common, until: optionalDay('In force until') }),
  opportunity: z
    .object({
      ...common,
      type: oneOf(OPPORTUNITY_TYPES, 'Choose what sort of role it is'),
      sessions: line('How much time', 80),
      paidBy: optionalLine('Paid by', 80),
      terms: oneOf(OPPORTUNITY_TERMS, 'Choose the terms'),
      eligibility: optionalLine('Who can apply', 200),
      time: oneOf(['', ...OPPORTUNITY_TIMES], 'Choose whose time it takes'),
      closes: day('The closing date'),
    })
    .transform(({ time: whose, ...value }) => ({
      ...value,
      until: value.closes,
      ...(whose === '' ? {} : { time: whose }),
    })),
  consultation: z
    .object({
      ...common,
      opens: optionalDay('The day on which it opens'),
      closes: day('The day on which it closes'),
      question1: question('Question 1').refine((value) => value !== null, 'Enter a question'),
      question2: question('Question 2'),
      question3: question('Question 3'),
      question4: question('Question 4'),
      question5: question('Question 5'),
    })
    .refine((value) => value.opens === null || value.opens <= value.closes, {
      path: ['closes'],
      error: 'It must close on the day on which it opens, or after it',
      when: ({ issues }) =>
        !issues.some(({ path }) => path?.[0] === 'opens' || path?.[0] === 'closes'),
    })
    .transform(({ question1, question2, question3, question4, question5, ...value }) => ({
      ...value,
      until: value.closes,
      questions: [question1, question2, question3, question4, question5].filter(
        (one) => one !== null,
      ),
    })),
  'education-event': z
    .object({
      ...common,
      date: day('The date'),
      starts: time('When it starts'),
      ends: time('When it ends'),
      place: line('The place', 120),
      joinUrl: optionalUrl('Link to join online'),
      capacity: places,
      cost: optionalLine('Cost', 60),
      cpdHours,
    })
    .refine(endsAfterItStarts, ENDS_AFTER)
    .transform((value) => ({ ...value, until: value.date })),
} as const satisfies Record<BroadcastKind, z.ZodType>

const Around = z.object({
  organisation: many(1, 'Choose one place').refine((codes) => codes.length === 1, {
    error: 'Choose who it is for: type a few letters of the name',
  }),
  urgency: oneOf(URGENCIES, 'Choose how urgent it is'),
  specialties: many(5, 'Choose up to 5 specialties').refine(
    (tags) => tags.every((tag) => SPECIALTIES.has(tag)),
    { error: 'Choose specialties from the list' },
  ),
  gpKinds: many(GP_KINDS.length, 'Choose from the list').transform((kinds) =>
    GP_KINDS.filter((kind) => kinds.includes(kind)),
  ),
  replaces: numbers('Does it replace earlier messages', 5),
})

export type Composed = Readonly<{
  organisation: string
  urgency: Urgency
  specialties: readonly string[]
  gpKinds: readonly GpKind[]
  content: Content
  replaces: readonly number[]
}>

/** Reads what a message says, without who it is for. */
export function readContent(
  kind: BroadcastKind,
  values: FormValues,
  today: string,
): FormRead<Content> {
  const inside = readForm(forKind[kind], values)
  const gone = goneBy(kind, values, today)
  if (!inside.ok || Object.keys(gone).length > 0)
    return { ok: false, errors: { ...gone, ...(inside.ok ? {} : inside.errors) } }
  return { ok: true, value: { kind, ...inside.value } as Content }
}

/** Reads a compose form. Dates that have gone by are named at once, not when it is sent. */
export function readCompose(
  kind: BroadcastKind,
  values: FormValues,
  today: string,
): FormRead<Composed> {
  const around = readForm(Around, values)
  const inside = readContent(kind, values, today)
  if (!around.ok || !inside.ok)
    return {
      ok: false,
      errors: { ...(inside.ok ? {} : inside.errors), ...(around.ok ? {} : around.errors) },
    }
  const { organisation, ...rest } = around.value
  return {
    ok: true,
    value: { ...rest, organisation: organisation[0] ?? '', content: inside.value },
  }
}

/** The field that holds each kind's last day. */
const LAST_DAYS = {
  prescribing: ['until', 'In force until'],
  pathway: ['until', 'In force until'],
  announcement: ['until', 'In force until'],
  'board-meeting': ['date', 'The date'],
  opportunity: ['closes', 'The closing date'],
  consultation: ['closes', 'The day on which it closes'],
  'education-event': ['date', 'The date'],
} as const satisfies Record<BroadcastKind, readonly [field: string, label: string]>

function goneBy(kind: BroadcastKind, values: FormValues, today: string): FieldErrors {
  const [field, label] = LAST_DAYS[kind]
  const read = readForm(z.object({ last: optionalDay(label) }), { last: values[field] ?? '' })
  return read.ok && read.value.last !== null && read.value.last < today
    ? { [field]: `${label} has gone by. Give a day from today on` }
    : {}
}
