import { type Message, message, paragraph } from '#src/chat/message.ts'
import type { Stopped } from './rules.ts'
import { signalWords } from './signal-names.ts'

/** Typed at the end of a line, it is what the tick is in a form. */
export const CONFIRM_WORDS = 'not about a patient'

const KEPT_NOTHING =
  'It went to nobody, and I kept nothing of it. If your message still shows in this chat and it is about a patient, delete it: I cannot.'

/** Says what was seen and never repeats it. */
export function patientDataCard({ is, found }: Stopped): Message {
  const saw = signalWords(found)
  return message({
    title:
      is === 'ask'
        ? 'That may be about a patient'
        : found.includes('nhs-number')
          ? 'That looks like it has an NHS number in it'
          : 'That looks like it names a patient',
    preview: 'That could not be done',
    blocks: [
      paragraph(`${KEPT_NOTHING} I saw ${saw}. Nothing about a patient may be written here.`),
      paragraph(
        is === 'ask'
          ? `Take that out and send it again. If it is not about a patient, send it again with these words at its end: ${CONFIRM_WORDS}.`
          : 'Take that out and send it again. If it is a phone number, write it with its leading 0. For a clinical question, use advice and guidance.',
      ),
    ],
  })
}
