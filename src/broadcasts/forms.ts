import { z } from 'zod'
import {
  choiceField,
  choicesField,
  dateField,
  type Field,
  type Form,
  type FormValues,
  linkField,
  longTextField,
  option,
  type Option,
  searchField,
  textField,
  tickField,
  timeField,
} from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import {
  day,
  type FormRead,
  line,
  lines,
  many,
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
import { GP_KIND_NAMES, GP_KINDS } from '#src/people/rules.ts'
import { SPECIALTIES, specialtyName } from '#src/subscriptions/specialties.ts'
import { opportunityName, TERMS_NAMES } from './broadcast-card.ts'
import { type Content, type ContentOf, OPPORTUNITY_TYPES } from './content.ts'
import { KIND_NAMES, URGENCY_NAMES } from './kind-names.ts'

/** What a compose form starts from: nothing, or a draft that is being changed. */
export type Composing = Readonly<{
  organisation: Option | null
  urgency: Urgency
  specialties: readonly Option[]
  gpKinds: readonly GpKind[]
  content: Content | null
}>

export const EMPTY_DRAFT: Composing = {
  organisation: null,
  urgency: 'routine',
  specialties: [],
  gpKinds: [],
  content: null,
}

const URGENCIES = ['important', 'routine', 'info'] as const
const TERMS = ['employed-model-terms', 'self-employed', 'unpaid', 'not-said'] as const

const contentOf = <K extends BroadcastKind>(
  content: Content | null,
  kind: K,
): ContentOf<K> | null => (content?.kind === kind ? (content as ContentOf<K>) : null)

export function composeForm(kind: BroadcastKind, shown: Composing, intent: Intent): Form {
  const { content } = shown
  return {
    title: KIND_NAMES[kind].one,
    submit: 'Save and preview',
    intro: [],
    fields: [
      searchField('organisation', 'Who is it for?', {
        source: 'own-organisations',
        most: 1,
        value: shown.organisation === null ? [] : [shown.organisation],
        hint: 'It goes to those who follow this place, anything above it or anything under it',
      }),
      textField('title', 'Title', 80, {
        value: content?.title ?? '',
        hint: 'The one thing to know, in up to 80 characters',
      }),
      longTextField('summary', 'Message', 400, {
        value: content?.summary ?? '',
        hint: 'Up to 400 characters. Say micrograms, not mcg. Nothing about a patient',
      }),
      longTextField('actions', 'What to do', 600, {
        required: false,
        value: content?.actions.join('\n') ?? '',
        hint: 'One thing on each line, up to 4 lines of 120 characters',
      }),
      ...kindFields(kind, content),
      choiceField(
        'urgency',
        'How urgent is it?',
        URGENCIES.map((one) => option(one, URGENCY_NAMES[one])),
        {
          value: shown.urgency === 'critical' ? 'important' : shown.urgency,
        },
      ),
      textField('sourceName', 'Source', 100, {
        required: false,
        value: content?.sourceName ?? '',
        hint: 'Who says so, like MHRA',
      }),
      linkField('sourceUrl', 'Link to the source', { value: content?.sourceUrl ?? '' }),
      textField('contact', 'Who to contact', 120, {
        required: false,
        value: content?.contact ?? '',
      }),
      searchField('specialties', 'Specialties', {
        source: 'specialties',
        most: 5,
        required: false,
        value: [...shown.specialties],
        hint: 'Leave empty for all',
      }),
      choicesField(
        'gpKinds',
        'Only some kinds of GP?',
        GP_KINDS.map((one) => option(one, one === 'not-a-gp' ? 'Not GPs' : GP_KIND_NAMES[one])),
        {
          required: false,
          value: [...shown.gpKinds],
          hint: 'Leave empty for everybody',
        },
      ),
    ],
    intent,
  }
}

const until = (content: Content | null) =>
  dateField('until', 'In force until', {
    required: false,
    value: content?.until ?? '',
    hint: 'The last day. Leave empty if nobody has said',
  })

function kindFields(kind: BroadcastKind, draft: Content | null): readonly Field[] {
  switch (kind) {
    case 'prescribing': {
      const content = contentOf(draft, kind)
      return [
        dateField('effectiveFrom', 'From', {
          required: false,
          value: content?.effectiveFrom ?? '',
        }),
        until(content),
        textField('reference', 'Reference', 60, {
          required: false,
          value: content?.reference ?? '',
          hint: "The issuer's own, like EL(24)A/52",
        }),
      ]
    }
    case 'pathway': {
      const content = contentOf(draft, kind)
      return [
        dateField('effectiveFrom', 'From', {
          required: false,
          value: content?.effectiveFrom ?? '',
        }),
        until(content),
        dateField('reviewBy', 'Next review', { required: false, value: content?.reviewBy ?? '' }),
      ]
    }
    case 'board-meeting': {
      const content = contentOf(draft, kind)
      return [
        dateField('date', 'Date', { value: content?.date ?? '' }),
        timeField('starts', 'Starts', { value: content?.starts ?? '' }),
        timeField('ends', 'Ends', { value: content?.ends ?? '' }),
        textField('place', 'Place', 120, { value: content?.place ?? '' }),
        linkField('joinUrl', 'Link to join online', { value: content?.joinUrl ?? '' }),
        longTextField('agenda', 'Agenda', 600, {
          required: false,
          value: content?.agenda.join('\n') ?? '',
          hint: 'One item on each line, up to 6 lines of 80 characters',
        }),
        tickField('openForum', 'Open forum', 'Any GP who works in the network may come', {
          value: content?.openForum ?? false,
        }),
      ]
    }
    case 'announcement':
      return [until(draft)]
    case 'opportunity': {
      const content = contentOf(draft, kind)
      return [
        choiceField(
          'type',
          'What sort of role?',
          OPPORTUNITY_TYPES.map((one) => option(one, opportunityName(one))),
          { value: content?.type ?? '' },
        ),
        textField('sessions', 'How much time?', 80, {
          value: content?.sessions ?? '',
          hint: 'Like: 1 session a week for 12 months',
        }),
        textField('paidBy', 'Paid by', 80, { required: false, value: content?.paidBy ?? '' }),
        choiceField(
          'terms',
          'Terms',
          TERMS.map((one) => option(one, TERMS_LABELS[one])),
          {
            value: content?.terms ?? '',
            hint: `Employed means: ${TERMS_NAMES['employed-model-terms'].toLowerCase()}`,
          },
        ),
        textField('eligibility', 'Who can apply?', 200, {
          required: false,
          value: content?.eligibility ?? '',
        }),
        dateField('closes', 'Closing date', { value: content?.closes ?? '' }),
      ]
    }
  }
}

const TERMS_LABELS: Readonly<Record<(typeof TERMS)[number], string>> = {
  'employed-model-terms': 'Employed, on model salaried terms or better',
  'self-employed': 'Self-employed',
  unpaid: 'Not paid',
  'not-said': 'Not said yet',
}

const common = {
  title: line('Title', 80),
  summary: text('Message', 400),
  actions: lines('What to do', 4, 120),
  sourceName: optionalLine('Source', 100),
  sourceUrl: optionalUrl('Link to the source'),
  contact: optionalLine('Who to contact', 120),
}

const forKind = {
  prescribing: z.object({
    ...common,
    until: optionalDay('In force until'),
    effectiveFrom: optionalDay('From'),
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
      date: day('Date'),
      starts: time('Starts'),
      ends: time('Ends'),
      place: line('Place', 120),
      joinUrl: optionalUrl('Link to join online'),
      agenda: lines('Agenda', 6, 80),
      openForum: tick,
    })
    .refine((value) => value.ends > value.starts, {
      path: ['ends'],
      error: 'The meeting must end after it starts',
    })
    .transform((value) => ({ ...value, until: value.date })),
  announcement: z.object({ ...common, until: optionalDay('In force until') }),
  opportunity: z
    .object({
      ...common,
      type: oneOf(OPPORTUNITY_TYPES, 'Choose what sort of role it is'),
      sessions: line('How much time', 80),
      paidBy: optionalLine('Paid by', 80),
      terms: oneOf(TERMS, 'Choose the terms'),
      eligibility: optionalLine('Who can apply', 200),
      closes: day('Closing date'),
    })
    .transform((value) => ({ ...value, until: value.closes })),
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
})

export type Composed = Readonly<{
  organisation: string
  urgency: Urgency
  specialties: readonly string[]
  gpKinds: readonly GpKind[]
  content: Content
}>

/** Reads a compose form. Dates that have gone by are named at once, not when it is sent. */
export function readCompose(
  kind: BroadcastKind,
  values: FormValues,
  today: string,
): FormRead<Composed> {
  const around = readForm(Around, values)
  const inside = readForm(forKind[kind], values)
  const gone = goneBy(values, today)
  if (!around.ok || !inside.ok || Object.keys(gone).length > 0) {
    return {
      ok: false,
      errors: { ...gone, ...(around.ok ? {} : around.errors), ...(inside.ok ? {} : inside.errors) },
    }
  }
  const { organisation, ...rest } = around.value
  const content = { kind, ...inside.value } as Content
  return { ok: true, value: { ...rest, organisation: organisation[0] ?? '', content } }
}

const LAST_DAYS = { until: 'In force until', date: 'The date', closes: 'The closing date' } as const

function goneBy(values: FormValues, today: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(LAST_DAYS).flatMap(([field, label]) => {
      const value = values[field]
      const given = typeof value === 'string' ? value.trim() : ''
      return /^\d{4}-\d{2}-\d{2}$/.test(given) && given < today
        ? [[field, `${label} has gone by. Give a day from today on`]]
        : []
    }),
  )
}

export const specialtyOption = (tag: string): Option => option(tag, specialtyName(tag).slice(0, 75))

export const scheduleForm = (id: number, intent: Intent): Form => ({
  title: 'Schedule',
  submit: 'Schedule',
  intro: [],
  fields: [
    dateField('date', `When should message ${id} go?`),
    timeField('time', 'At what time?', { hint: 'UK time' }),
  ],
  intent,
})
