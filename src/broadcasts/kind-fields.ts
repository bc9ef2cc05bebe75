import {
  choiceField,
  dateField,
  type Field,
  linkField,
  longTextField,
  option,
  textField,
  tickField,
  timeField,
} from '#src/chat/form.ts'
import type { BroadcastKind } from '#src/kernel/schema.ts'
import { opportunityName, TERMS_NAMES, TIME_NAMES } from './kind-names.ts'
import {
  type ConsultationQuestion,
  type Content,
  type ContentOf,
  MOST_PLACES,
  MOST_QUESTIONS,
  OPPORTUNITY_TERMS,
  OPPORTUNITY_TIMES,
  OPPORTUNITY_TYPES,
} from './content.ts'

const until = (draft: Pick<Content, 'until'> | null) =>
  dateField('until', 'In force until', {
    required: false,
    value: draft?.until ?? '',
    hint: 'The last day. Leave empty if nobody has said',
  })

const from = (draft: Readonly<{ effectiveFrom: string | null }> | null) =>
  dateField('effectiveFrom', 'From', { required: false, value: draft?.effectiveFrom ?? '' })

const review = (draft: Readonly<{ reviewBy: string | null }> | null) =>
  dateField('reviewBy', 'Next review', {
    required: false,
    value: draft?.reviewBy ?? '',
    hint: 'You are asked on that day whether it is still right',
  })

const prescribing = (draft: ContentOf<'prescribing'> | null): readonly Field[] => [
  from(draft),
  until(draft),
  review(draft),
  textField('reference', 'Reference', 60, {
    required: false,
    value: draft?.reference ?? '',
    hint: "The issuer's own, like EL(24)A/52",
  }),
]

const pathway = (draft: ContentOf<'pathway'> | null): readonly Field[] => [
  from(draft),
  until(draft),
  review(draft),
]

const onlineLink = (draft: Readonly<{ joinUrl: string | null }> | null) =>
  linkField('joinUrl', 'Link to join online', { value: draft?.joinUrl ?? '' })

const boardMeeting = (draft: ContentOf<'board-meeting'> | null): readonly Field[] => [
  dateField('date', 'Date', { value: draft?.date ?? '' }),
  timeField('starts', 'Starts', { value: draft?.starts ?? '' }),
  timeField('ends', 'Ends', { value: draft?.ends ?? '' }),
  textField('place', 'Place', 120, { value: draft?.place ?? '' }),
  onlineLink(draft),
  longTextField('agenda', 'Agenda', 600, {
    required: false,
    value: (draft?.agenda ?? []).join('\n'),
    hint: 'One item on each line, up to 6 lines of 80 characters',
  }),
  tickField('openForum', 'Open forum', 'Any GP who works in the network may come', {
    value: draft?.openForum ?? false,
  }),
]

const whoseTime = (draft: ContentOf<'opportunity'> | null) =>
  choiceField(
    'time',
    'Paid time or own time?',
    OPPORTUNITY_TIMES.map((one) => option(one, TIME_NAMES[one])),
    { required: false, value: draft?.time ?? '' },
  )

const opportunity = (draft: ContentOf<'opportunity'> | null): readonly Field[] => [
  choiceField(
    'type',
    'What sort of role?',
    OPPORTUNITY_TYPES.map((one) => option(one, opportunityName(one))),
    { value: draft?.type ?? '' },
  ),
  textField('sessions', 'How much time?', 80, {
    value: draft?.sessions ?? '',
    hint: 'Like: 1 session a week for 12 months',
  }),
  textField('paidBy', 'Paid by', 80, { required: false, value: draft?.paidBy ?? '' }),
  whoseTime(draft),
  choiceField(
    'terms',
    'Terms',
    OPPORTUNITY_TERMS.map((one) => option(one, TERMS_LABELS[one])),
    {
      value: draft?.terms ?? '',
      hint: `Employed means: ${TERMS_NAMES['employed-model-terms'].toLowerCase()}`,
    },
  ),
  textField('eligibility', 'Who can apply?', 200, {
    required: false,
    value: draft?.eligibility ?? '',
  }),
  dateField('closes', 'Closing date', { value: draft?.closes ?? '' }),
]

const educationEvent = (draft: ContentOf<'education-event'> | null): readonly Field[] => [
  dateField('date', 'Date', { value: draft?.date ?? '' }),
  timeField('starts', 'Starts', { value: draft?.starts ?? '' }),
  timeField('ends', 'Ends', { value: draft?.ends ?? '' }),
  textField('place', 'Place', 120, { value: draft?.place ?? '' }),
  onlineLink(draft),
  textField('capacity', 'Places', 3, {
    value: draft === null ? '' : String(draft.capacity),
    hint: `How many can come, up to ${MOST_PLACES}. Who comes after them waits for a place`,
  }),
  textField('cost', 'Cost', 60, {
    required: false,
    value: draft?.cost ?? '',
    hint: 'Leave empty if it is free. What costs goes only to those who agreed to education',
  }),
  textField('cpdHours', 'CPD hours', 5, {
    required: false,
    value: draft?.cpdHours == null ? '' : String(draft.cpdHours),
    hint: 'Like 1 or 1.5',
  }),
]

/** How a question is typed: what can be chosen after a bar each. */
const typedQuestion = (question: ConsultationQuestion | undefined): string =>
  question === undefined ? '' : [question.text, ...question.choices].join(' | ')

const consultation = (draft: ContentOf<'consultation'> | null): readonly Field[] => [
  dateField('opens', 'Opens', {
    required: false,
    value: draft?.opens ?? '',
    hint: 'The first day for answers. Leave empty for as soon as it is sent',
  }),
  dateField('closes', 'Closes', { value: draft?.closes ?? '', hint: 'The last day for answers' }),
  ...Array.from({ length: MOST_QUESTIONS }, (_, n) =>
    textField(`question${n + 1}`, `Question ${n + 1}`, 500, {
      required: n === 0,
      value: typedQuestion(draft?.questions[n]),
      hint:
        n === 0
          ? 'Answered in their own words. To let them choose, add the answers: Which day suits you? | Monday | Thursday'
          : null,
    }),
  ),
]

const contentOf = <K extends BroadcastKind>(
  content: Content | null,
  kind: K,
): ContentOf<K> | null => (content?.kind === kind ? (content as ContentOf<K>) : null)

/** The fields that only this kind has, with what a draft says in them. */
export function kindFields(kind: BroadcastKind, draft: Content | null): readonly Field[] {
  switch (kind) {
    case 'prescribing':
      return prescribing(contentOf(draft, kind))
    case 'pathway':
      return pathway(contentOf(draft, kind))
    case 'board-meeting':
      return boardMeeting(contentOf(draft, kind))
    case 'announcement':
      return [until(draft)]
    case 'opportunity':
      return opportunity(contentOf(draft, kind))
    case 'consultation':
      return consultation(contentOf(draft, kind))
    case 'education-event':
      return educationEvent(contentOf(draft, kind))
  }
}

const TERMS_LABELS: Readonly<Record<(typeof OPPORTUNITY_TERMS)[number], string>> = {
  'employed-model-terms': 'Employed, on model salaried terms or better',
  'self-employed': 'Self-employed',
  unpaid: 'Not paid',
  'not-said': 'Not said yet',
}
