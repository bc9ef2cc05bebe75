import { choicesField, type Form, option } from '#src/chat/form.ts'
import { paragraph } from '#src/chat/message.ts'
import { clip } from '#src/kernel/words.ts'
import { SaveCame } from '../intents.ts'
import { type Attender, isMarked, isTicked, listsOf } from '../rules/came.ts'
import type { Notice } from '../rules/rsvp.ts'

/** Who was there: lists of a hundred names, those who were expected first, and ticked until somebody has marked it. */
export function cameForm({ id, content }: Notice, all: readonly Attender[]): Form {
  const marked = isMarked(all)
  return {
    title: 'Who came?',
    submit: 'Save',
    intro: [
      paragraph(clip(content.title, 300)),
      paragraph(
        'Nobody is told what you mark. Minutes then go to those who were not there. You can change it later.',
      ),
    ],
    fields: listsOf(all).map(({ field, expected, people }) =>
      choicesField(
        field,
        clip(
          `${expected ? 'Were expected' : 'Others'}: ${people[0]?.name ?? ''} to ${people.at(-1)?.name ?? ''}`,
          120,
        ),
        people.map(({ personId, name }) => option(personId, clip(name, 75))),
        {
          required: false,
          value: people.filter((one) => isTicked(one, marked)).map(({ personId }) => personId),
        },
      ),
    ),
    intent: SaveCame({ broadcast: id }),
  }
}
