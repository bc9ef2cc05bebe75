import { button, type Message, message, paragraph } from '#src/chat/message.ts'
import { OPEN_FORM } from './inbound.ts'

/** The cards and lines that are Teams' own: what is said when Teams is the reason. */
const COULD_NOT = 'That could not be done'

export const waitingFormCard = (title: string, id: string): Message =>
  message({
    title,
    blocks: [paragraph('Teams opens a form only from a button.')],
    actions: [
      button('Open the form', { do: OPEN_FORM, with: { form: id }, opens: 'form' }, 'primary'),
    ],
  })

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

export const FORM_GONE =
  'A form waits for an hour, and this one has closed. Nothing was changed. Ask for it again.'

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

export const inPublicCard = (): Message =>
  message({
    title: 'I talk with people one to one',
    preview: COULD_NOT,
    blocks: [
      paragraph(
        'I did not read what you wrote in the team or the group, and nothing was changed. Type it here, where only you and I can see it. Type help to see what you can do.',
      ),
    ],
  })

export const IN_PUBLIC =
  'I talk with people one to one. Nothing was changed. Open your own chat with me, and do it there.'

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

/** The core had an answer ready in time, and it was no card for this place. */
export const DONE = 'That is done.'
export const ANSWERED = 'I have answered in our chat.'
/** The core has not answered in time, and goes on. */
export const BEING_DONE =
  'That is being done, and takes longer than usual. I will tell you in our chat.'

/** A few letters to tell the operator: the random end of a fresh id, since its beginning is only the time. */
export const referenceOf = (freshId: string): string => freshId.slice(-6).toUpperCase()
