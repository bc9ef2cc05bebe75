import { choiceField, dateField, type Form, option, textField } from '#src/chat/form.ts'
import { paragraph } from '#src/chat/message.ts'
import { clip, listWords } from '#src/kernel/words.ts'
import { SaveStandIn, SubmitReturn } from './intents.ts'
import { type Approval, LONGEST_RETURN } from './rules.ts'

export const returnForm = (approval: Approval): Form => ({
  title: 'Return a message',
  submit: 'Return it',
  intro: [
    paragraph(
      clip(
        `Message ${approval.broadcast}: ${approval.content.title}. It goes back to ${approval.asked.name} with your reason, and is not sent.`,
        500,
      ),
    ),
  ],
  fields: [
    textField('reason', 'What has to change?', LONGEST_RETURN, {
      hint: 'One or two short sentences. Nothing about a patient',
    }),
  ],
  intent: SubmitReturn({ approval: approval.id }),
})

/** Whom somebody may choose to stand in for them. */
export type Choice = Readonly<{ id: string; name: string; places: readonly string[] }>

export const standInForm = (choices: readonly Choice[], today: string): Form => ({
  title: 'Name a stand-in',
  submit: 'Save',
  intro: [
    paragraph(
      'What you would be asked to approve goes to them too, and they can answer in your place. You can still answer yourself.',
    ),
  ],
  fields: [
    choiceField(
      'standIn',
      'Who stands in for you?',
      choices.map(({ id, name, places }) =>
        option(id, clip(`${clip(name, 40)}: ${listWords(places)}`, 75)),
      ),
      { value: choices[0]?.id ?? '' },
    ),
    dateField('from', 'From which day?', { value: today }),
    dateField('until', 'Until and including which day?'),
  ],
  intent: SaveStandIn({}),
})
