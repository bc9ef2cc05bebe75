import { button, type Message, message, paragraph } from '#src/chat/message.ts'
import { COULD_NOT } from '#src/chat/platform-cards.ts'
import { OPEN_FORM } from './inbound.ts'

/* The cards that are Slack's own: what is said when Slack is the reason. */

export const waitingFormCard = (title: string, id: string): Message =>
  message({
    title,
    blocks: [paragraph('Slack opens a form only from a button or from /cascade.')],
    actions: [button('Open the form', { do: OPEN_FORM, with: { form: id } }, 'primary')],
  })

export const formGoneCard = (): Message =>
  message({
    title: 'That form has closed',
    preview: COULD_NOT,
    blocks: [paragraph('A form waits for an hour. Nothing was changed. Ask for it again.')],
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
