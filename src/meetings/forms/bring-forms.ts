import {
  choiceField,
  type Field,
  type Form,
  linkField,
  longTextField,
  option,
  textField,
} from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import { paragraph } from '#src/chat/message.ts'
import { clip } from '#src/kernel/words.ts'
import type { Proposal } from '../rules/brought.ts'
import { PAPERS_AT_ONCE } from '../rules/bringing.ts'
import type { Notice } from '../rules/rsvp.ts'

const about = ({ content }: Notice) => paragraph(clip(content.title, 300))

export const papersForm = (notice: Notice, intent: Intent): Form => ({
  title: 'Add papers',
  submit: 'Add them',
  intro: [
    about(notice),
    paragraph('Those who come are told once that there is something to read.'),
  ],
  fields: Array.from({ length: PAPERS_AT_ONCE }, (_, n): Field[] => [
    textField(`title${n + 1}`, `Paper ${n + 1}`, 100, { required: n === 0 }),
    linkField(`url${n + 1}`, `Link to paper ${n + 1}`, { required: n === 0 }),
  ]).flat(),
  intent,
})

export const proposalForm = (notice: Notice, intent: Intent): Form => ({
  title: 'Put something forward',
  submit: 'Send',
  intro: [
    about(notice),
    paragraph(
      'The organiser decides whether it is taken up, and you are told why. Nothing about a patient.',
    ),
  ],
  fields: [
    choiceField('sort', 'What is it?', [
      option('item', 'An item for the agenda'),
      option('question', 'A question for the meeting'),
    ]),
    longTextField('words', 'In your words', 400),
  ],
  intent,
})

export const agendaDecisionForm = (
  { words }: Proposal,
  as: 'accepted' | 'declined',
  intent: Intent,
): Form => ({
  title: as === 'accepted' ? 'Accept' : 'Decline',
  submit: as === 'accepted' ? 'Accept it' : 'Decline it',
  intro: [paragraph(clip(words, 400))],
  fields: [
    textField('reason', as === 'accepted' ? 'Anything to say?' : 'Why?', 200, {
      required: as === 'declined',
      hint: 'Whoever put it forward reads it',
    }),
  ],
  intent,
})

export const declarationForm = (notice: Notice, words: string | null, intent: Intent): Form => ({
  title: 'Declare an interest',
  submit: 'Declare it',
  intro: [
    about(notice),
    paragraph(
      'Something of yours, or of somebody close to you, that bears on what the meeting decides: a business, a post, a payment. Whoever runs the meeting sees it, and it may be put in the minutes.',
    ),
  ],
  fields: [
    longTextField('words', 'Your interest', 400, {
      required: false,
      value: words ?? '',
      hint: 'Leave it empty when you have nothing to declare',
    }),
  ],
  intent,
})
