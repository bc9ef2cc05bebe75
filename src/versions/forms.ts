import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Content } from '#src/broadcasts/content.ts'
import { contentFields } from '#src/broadcasts/forms.ts'
import { type Form, textField, tickField } from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import { paragraph } from '#src/chat/message.ts'
import { clip, count } from '#src/kernel/words.ts'
import { type HowMany, type InHand, LONGEST_CHANGE, LONGEST_REASON } from './rules.ts'

const people = (n: number) => count(n, 'person', 'people')

/** The message as it is, or as a correction in hand says it, to be put right. */
export function correctionForm(
  broadcast: Broadcast,
  shown: Pick<InHand, 'content' | 'what' | 'material'> | null,
  intent: Intent,
): Form {
  const content: Content = shown?.content ?? broadcast.content
  return {
    title: `Correct a message`,
    submit: 'See what changes',
    intro: [
      paragraph(
        clip(
          `Message ${broadcast.id}. Nothing changes until you have seen the difference and sent it. Who it is for stays as it is.`,
          300,
        ),
      ),
    ],
    fields: [
      textField('whatChanged', 'What changed', LONGEST_CHANGE, {
        value: shown?.what ?? '',
        hint: 'One line. It stands first on every copy',
      }),
      ...contentFields(broadcast.kind, content),
      tickField(
        'material',
        'Does it matter?',
        'This change matters: ask those who answered again',
        {
          value: shown?.material ?? false,
        },
      ),
    ],
    intent,
  }
}

export const withdrawForm = (broadcast: Broadcast, { has }: HowMany, intent: Intent): Form => ({
  title: 'Withdraw a message',
  submit: 'Withdraw it',
  intro: [
    paragraph(
      clip(
        `Message ${broadcast.id}: ${broadcast.content.title}. ${has === 1 ? '1 person has' : `${people(has)} have`} it. Every copy will say that it is withdrawn, and why. This cannot be undone.`,
        500,
      ),
    ),
  ],
  fields: [
    textField('reason', 'Why is it withdrawn?', LONGEST_REASON, {
      hint: 'One or two short sentences. Nothing about a patient',
    }),
  ],
  intent,
})
