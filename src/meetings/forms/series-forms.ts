import {
  choiceField,
  choicesField,
  dateField,
  type Form,
  longTextField,
  option,
  textField,
} from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import { paragraph } from '#src/chat/message.ts'
import { dateWords } from '#src/kernel/london.ts'
import { clip } from '#src/kernel/words.ts'
import { everyWords } from '../cards/series-cards.ts'
import { whenWords } from '../cards/rsvp-parts.ts'
import type { Notice } from '../rules/rsvp.ts'
import { EVERY, LOOK_DAYS, MOST_REPEATS } from '../rules/series.ts'

/** What a meeting is repeated by; `holidays` are the bank holidays that it could fall on. */
export const seriesForm = (
  { content }: Notice,
  holidays: readonly string[],
  intent: Intent,
): Form => ({
  title: 'Repeat this meeting',
  submit: 'Show the dates',
  intro: [
    paragraph(clip(`${content.title}: ${whenWords(content)}.`, 300)),
    paragraph('You see the dates before anything is kept. Nothing is sent by itself.'),
  ],
  fields: [
    choiceField(
      'every',
      'How often?',
      EVERY.map((every) => option(every, everyWords(every, content.date))),
    ),
    dateField('last', 'Until which day?', { required: false }),
    textField('times', 'Or how many more?', 3, {
      required: false,
      hint: `Up to ${MOST_REPEATS}. Give this or a last day, and not both`,
    }),
    ...(holidays.length === 0
      ? []
      : [
          choicesField(
            'holidays',
            'Bank holidays left out',
            holidays.slice(0, 100).map((day) => option(day, dateWords(day))),
            { required: false, value: holidays.slice(0, 100) },
          ),
        ]),
    longTextField('without', 'Other days left out', 240, {
      required: false,
      hint: 'One day on each line, like 2026-12-09',
    }),
    choiceField(
      'look',
      'When are you asked to look at each?',
      LOOK_DAYS.map((days) => option(days, `${days} days before its day`)),
      { value: '14' },
    ),
  ],
  intent,
})
