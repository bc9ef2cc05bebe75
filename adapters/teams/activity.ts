import type { Message } from '#src/chat/message.ts'
import { CARD_TYPE } from './adaptive-card.ts'
import { renderCard } from './render.ts'

/** Where a message goes, as it stands in the message. */
export type Place = Readonly<{
  tenant: string
  conversation: string
  bot: string
  /** The delivery's id; null for what is drawn anew. */
  delivery: string | null
}>

/**
 * The activity that the Connector takes. Text beside a card would make two messages of it, and no id would come back:
 * the toast's words are the `summary`. What differs from person to person comes first: see `writeActivity`.
 */
export const renderActivity = (message: Message, to: Place) => ({
  ...forOne(message, to),
  ...forAll(message),
})

/** Shown in the activity feed and as a toast. What is only drawn anew disturbs nobody. */
const isLoud = ({ urgency }: Message, { delivery }: Place): boolean =>
  delivery !== null && (urgency === 'critical' || urgency === 'important')

const forOne = (message: Message, place: Place) => ({
  from: { id: place.bot },
  // Without its tenant, told twice, a message is refused with a 403.
  conversation: {
    id: place.conversation,
    conversationType: 'personal',
    tenantId: place.tenant,
  },
  channelData: {
    tenant: { id: place.tenant },
    ...(isLoud(message, place) ? { notification: { alert: true } } : {}),
    // An opaque id, for finding doubles by; Teams does nothing with it.
    ...(place.delivery === null ? {} : { delivery: place.delivery }),
  },
})

const forAll = (message: Message) => ({
  type: 'message',
  summary: message.preview,
  attachments: [{ contentType: CARD_TYPE, content: renderCard(message) }],
})

/** What everybody's activity ends with, for as long as somebody holds the message: a broadcast is one message to thousands. */
const endings = new WeakMap<Message, string>()

function endingOf(message: Message): string {
  const known = endings.get(message)
  if (known !== undefined) return known
  const ending = JSON.stringify(forAll(message)).slice(1)
  endings.set(message, ending)
  return ending
}

const quoted = (text: string) => JSON.stringify(text)

/** `renderActivity` as JSON, to the byte; the card is drawn once for all who get it. */
export function writeActivity(message: Message, place: Place): string {
  const { conversation, bot, delivery } = place
  const tenant = quoted(place.tenant)
  const notification = isLoud(message, place) ? ',"notification":{"alert":true}' : ''
  const key = delivery === null ? '' : `,"delivery":${quoted(delivery)}`
  return `{"from":{"id":${quoted(bot)}},"conversation":{"id":${quoted(conversation)},"conversationType":"personal","tenantId":${tenant}},"channelData":{"tenant":{"id":${tenant}}${notification}${key}},${endingOf(message)}`
}
