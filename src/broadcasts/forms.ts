import {
  choiceField,
  choicesField,
  dateField,
  type Field,
  type Form,
  linkField,
  longTextField,
  option,
  type Option,
  searchField,
  textField,
  timeField,
} from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import type { BroadcastKind, GpKind, Urgency } from '#src/kernel/schema.ts'
import { GP_KIND_NAMES, GP_KINDS } from '#src/people/rules.ts'
import { specialtyName } from '#src/subscriptions/specialties.ts'
import { type Content } from './content.ts'
import { kindFields } from './kind-fields.ts'
import { KIND_NAMES, URGENCIES, URGENCY_NAMES } from './kind-names.ts'

/** What a compose form starts from: nothing, or a draft that is being changed. */
export type Composing = Readonly<{
  organisation: Option | null
  urgency: Urgency
  specialties: readonly Option[]
  gpKinds: readonly GpKind[]
  content: Content | null
  /** The messages that it is to take the place of. */
  replaces?: readonly number[]
}>

export const EMPTY_DRAFT: Composing = {
  organisation: null,
  urgency: 'routine',
  specialties: [],
  gpKinds: [],
  content: null,
}

const AUDIENCE_NAMES = { ...GP_KIND_NAMES, 'not-a-gp': 'Not GPs' } as const

/** What an optional list of lines looks like in its field. */
const linesOf = (entries: readonly string[] = []) => entries.join('\n')

/** What a message says, whoever it is for: the fields that a correction changes too. */
export const contentFields = (kind: BroadcastKind, content: Content | null): readonly Field[] => [
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
    value: linesOf(content?.actions),
    hint: 'One thing on each line, up to 4 lines of 120 characters',
  }),
  ...kindFields(kind, content),
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
]

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
      ...contentFields(kind, content),
      choiceField(
        'urgency',
        'How urgent is it?',
        URGENCIES.map((one) => option(one, URGENCY_NAMES[one])),
        {
          value: shown.urgency,
          hint: 'Critical goes straight away, whatever people chose. A second person must agree to it first',
        },
      ),
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
        GP_KINDS.map((one) => option(one, AUDIENCE_NAMES[one])),
        {
          required: false,
          value: [...shown.gpKinds],
          hint: 'Leave empty for everybody',
        },
      ),
      textField('replaces', 'Does it replace earlier messages?', 60, {
        required: false,
        value: (shown.replaces ?? []).join(', '),
        hint: 'Their numbers, like 12 or 12, 15. Their copies will say so when this one is sent',
      }),
    ],
    intent,
  }
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
