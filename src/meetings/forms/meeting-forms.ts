import {
  choiceField,
  type Form,
  option,
  type Option,
  searchField,
  textField,
} from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import { paragraph } from '#src/chat/message.ts'
import { clip } from '#src/kernel/words.ts'
import { whenWords } from '../cards/rsvp-parts.ts'
import type { MemberPractice, QuorumRule } from '../rules/quorum.ts'
import { QUORUM_CHOICES, type QuorumChoice, choiceOf } from '../rules/read-quorum.ts'
import type { Notice } from '../rules/rsvp.ts'

/** Who goes in somebody's place; which practice is asked only of those who work at several. */
export const deputyForm = (
  { content }: Notice,
  practices: readonly MemberPractice[],
  chosen: readonly Option[],
  intent: Intent,
): Form => ({
  title: 'Send a deputy',
  submit: 'Ask them',
  intro: [
    paragraph(clip(`${content.title}: ${whenWords(content)}.`, 300)),
    paragraph('They are asked at once, and you hear what they say.'),
  ],
  fields: [
    searchField('deputy', 'Who goes in your place?', {
      source: 'colleagues',
      most: 1,
      value: [...chosen],
      hint: 'Somebody of the same practice who has joined Cascade. Type a few letters of their name',
    }),
    ...(practices.length > 1
      ? [
          choiceField(
            'practice',
            'For which practice?',
            practices.slice(0, 100).map(({ code, name }) => option(code, clip(name, 75))),
          ),
        ]
      : []),
  ],
  intent,
})

const CHOICE_NAMES: Readonly<Record<QuorumChoice, string>> = {
  'more-than-half': 'More than half of the member practices',
  half: 'At least half of the member practices',
  'two-thirds': 'At least 2 in 3 of the member practices',
  'three-quarters': 'At least 3 in 4 of the member practices',
  all: 'All member practices',
  number: 'A number of practices',
}

/** The network's own rule, as Schedule 1 of its Network Agreement has it. */
export const quorumForm = (
  { organisationName }: Notice,
  rule: QuorumRule | null,
  intent: Intent,
): Form => ({
  title: 'The quorum',
  submit: 'Set it',
  intro: [
    paragraph(
      clip(
        `How many practices must be there for ${organisationName} to decide? It is in Schedule 1 of the Network Agreement. It holds for all its meetings.`,
        400,
      ),
    ),
  ],
  fields: [
    choiceField(
      'rule',
      'The quorum is',
      QUORUM_CHOICES.map((one) => option(one, CHOICE_NAMES[one])),
      { value: rule === null ? '' : choiceOf(rule) },
    ),
    textField('number', 'How many, if it is a number', 3, {
      required: false,
      value: rule?.is === 'number' ? String(rule.number) : '',
    }),
  ],
  intent,
})
