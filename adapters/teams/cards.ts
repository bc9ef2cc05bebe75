import { button, type Message, message, paragraph } from '#src/chat/message.ts'
import { COULD_NOT } from '#src/chat/platform-cards.ts'
import { OPEN_FORM } from './inbound.ts'

/* The cards and lines that are Teams' own: what is said when Teams is the reason. */

export const waitingFormCard = (title: string, id: string): Message =>
  message({
    title,
    blocks: [paragraph('Teams opens a form only from a button.')],
    actions: [
      button('Open the form', { do: OPEN_FORM, with: { form: id }, opens: 'form' }, 'primary'),
    ],
  })

export const FORM_GONE =
  'A form waits for an hour, and this one has closed. Nothing was changed. Ask for it again.'

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

/** The core had an answer ready in time, and it was no card for this place. */
export const DONE = 'That is done.'
export const ANSWERED = 'I have answered in our chat.'
/** The core has not answered in time, and goes on. */
export const BEING_DONE =
  'That is being done, and takes longer than usual. I will tell you in our chat.'
