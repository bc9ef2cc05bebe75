import { type Message, message, paragraph } from './message.ts'

/** What an adapter says by itself, alike on every platform: the core was not asked, or could not answer. */
export const COULD_NOT = 'That could not be done'

/** What was in it may be about a patient, so that it cannot wait until somebody opens it. */
export const formLostCard = (title: string): Message =>
  message({
    title: `Not taken: ${title}`,
    preview: COULD_NOT,
    blocks: [
      paragraph(
        'What you filled in may be about a patient, so nothing of it was kept. Nothing was changed. Ask for the form again, and leave out anything about a patient.',
      ),
    ],
  })

export const troubleCard = (reference: string): Message =>
  message({
    title: 'Something went wrong at our end',
    preview: COULD_NOT,
    blocks: [
      paragraph(
        `Nothing was changed. Try again in a minute. If it goes on, tell whoever runs Cascade this reference: ${reference}.`,
      ),
    ],
  })

export const troubleLine = (reference: string): string =>
  `Something went wrong at our end. Nothing was changed. Try again in a minute. Reference ${reference}`

export const fileCard = (): Message =>
  message({
    title: 'I cannot read files or pictures',
    preview: COULD_NOT,
    blocks: [
      paragraph(
        'I did not open it, and nothing was changed. If it shows anything about a patient, delete it now. Type what you want to say.',
      ),
    ],
  })

/** A few letters to tell the operator: the random end of a fresh id, since its beginning is only the time. */
export const referenceOf = (freshId: string): string => freshId.slice(-6).toUpperCase()
