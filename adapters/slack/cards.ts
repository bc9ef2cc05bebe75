import { button, type Message, message, paragraph } from '#src/chat/message.ts'
import { OPEN_FORM } from './inbound.ts'

/** The cards that are Slack's own: what is said when Slack is the reason. */
const COULD_NOT = 'That could not be done'

export const waitingFormCard = (title: string, id: string): Message =>
  message({
    title,
    blocks: [paragraph('Slack opens a form only from a button or from /cascade.')],
    actions: [button('Open the form', { do: OPEN_FORM, with: { form: id } }, 'primary')],
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

export const formGoneCard = (): Message =>
  message({
    title: 'That form has closed',
    preview: COULD_NOT,
    blocks: [paragraph('A form waits for an hour. Nothing was changed. Ask for it again.')],
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

export const strangerCard = (): Message =>
  message({
    title: 'I can only talk with people of this workspace',
    preview: COULD_NOT,
    blocks: [
      paragraph(
        'You are here from another organisation, through Slack Connect. Nothing was changed. Ask whoever runs Slack where you work to install Cascade, and join there.',
      ),
    ],
  })

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

export const TROUBLE_LINE = (reference: string): string =>
  `Something went wrong at our end. Nothing was changed. Try again in a minute. Reference ${reference}`
