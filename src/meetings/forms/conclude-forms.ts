import {
  choiceField,
  dateField,
  type Form,
  linkField,
  longTextField,
  type Option,
  option,
  textField,
} from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import { paragraph } from '#src/chat/message.ts'
import { clip } from '#src/kernel/words.ts'
import { SaveMinutes } from '../intents.ts'
import type { Minutes } from '../rules/brought.ts'
import type { Notice } from '../rules/rsvp.ts'

export const minutesForm = (
  { id, content }: Notice,
  minutes: Minutes | null,
  /** Whether it was marked who was there. */
  marked: boolean,
): Form => ({
  title: 'Minutes',
  submit: 'Send them out',
  intro: [paragraph(clip(content.title, 300))],
  fields: [
    longTextField('summary', 'What was said', 600, { value: minutes?.summary ?? '' }),
    longTextField('decisions', 'What was decided', 620, {
      required: false,
      value: (minutes?.decisions ?? []).join('\n'),
      hint: 'One decision on each line, up to 5 lines of 120 characters',
    }),
    linkField('url', 'Link to the minutes in full', { value: minutes?.url ?? '' }),
    choiceField(
      'to',
      'Who gets them?',
      [
        option('absent', marked ? 'Those who were not there' : 'Those who were not expected'),
        option('all', 'Everybody who has the notice'),
      ],
      {
        value: 'absent',
        hint: marked
          ? 'Whoever has an earlier version always gets what has changed'
          : 'Mark who came first, and they go by that. Whoever has an earlier version always gets what has changed',
      },
    ),
  ],
  intent: SaveMinutes({ broadcast: id }),
})

export const actionForm = (
  { content }: Notice,
  owners: readonly Option[],
  intent: Intent,
): Form => ({
  title: 'Something to do',
  submit: 'Give it to them',
  intro: [
    paragraph(clip(content.title, 300)),
    paragraph('They are told now and on the day. You hear when it is done, and when it is not.'),
  ],
  fields: [
    textField('what', 'What is to be done?', 200),
    choiceField('owner', 'Who does it?', owners),
    dateField('due', 'By when?'),
  ],
  intent,
})
