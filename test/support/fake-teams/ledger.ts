import { type Json, objectOf, parsed, textOf } from '../fake-slack/json.ts'
import type { Route } from './faults.ts'

/** One request to Teams, and how it ended. */
export type Asked = Readonly<{
  at: number
  route: Route
  tenant: string | null
  conversation: string | null
  /** What would be sent, so that the same send can be told from another. */
  body: string
  /** 0 where there was no answer. */
  status: number
  error: string | null
  fault: string | null
}>

/** A message as Teams holds it. `from` is null for the bot's own. */
export type Stored = {
  readonly id: string
  readonly tenant: string
  readonly conversation: string
  readonly from: string | null
  readonly at: number
  activity: Json
  readonly earlier: Json[]
  deleted: boolean
}

/**
 * The delivery that a message is of: `channelData.delivery`, where an app puts one. Nothing that people see
 * has to carry it, so a message may well have none; `repeats` finds doubles without it.
 */
export const deliveryOf = (message: Stored): string => deliveryIn(firstOf(message))

const deliveryIn = (activity: Json): string => textOf(objectOf(activity['channelData'])['delivery'])

/** A message as first sent: what is drawn anew need not say again which delivery it is of. */
const firstOf = ({ activity, earlier }: Stored): Json => earlier[0] ?? activity

const content = (message: Stored): string => {
  const { text = '', attachments = [] } = firstOf(message)
  return JSON.stringify([message.conversation, text, attachments])
}

export type Ledger = ReturnType<typeof createLedger>

/** Everything that was asked for and stored, for a test to count. */
export function createLedger() {
  const requests: Asked[] = []
  const messages: Stored[] = []
  const fromBot = () => messages.filter(({ from }) => from === null)

  const byDelivery = (keyOf: (message: Stored) => string = deliveryOf) =>
    Map.groupBy(
      fromBot().filter((message) => keyOf(message) !== ''),
      keyOf,
    )

  return {
    requests: requests as readonly Asked[],
    /** Every message that was ever stored, deleted ones too. */
    messages: messages as readonly Stored[],
    ask: (asked: Asked) => {
      requests.push(asked)
    },
    store: (message: Stored) => {
      messages.push(message)
    },

    requestsTo: (route: Route) => requests.filter((one) => one.route === route),
    tooMany: () => requests.filter(({ status }) => status === 429).length,
    inConversation: (conversation: string) =>
      messages.filter((one) => one.conversation === conversation),
    byDelivery,
    /** The delivery ids that were stored more than once. */
    duplicates: (keyOf?: (message: Stored) => string): readonly string[] =>
      [...byDelivery(keyOf)].filter(([, found]) => found.length > 1).map(([key]) => key),
    /** The bot's messages that stand more than once, word for word as first sent, in one conversation. */
    repeats: (): readonly (readonly Stored[])[] =>
      [...Map.groupBy(fromBot(), content).values()].filter((found) => found.length > 1),
    /** Every request to send something: of which delivery, and how it was answered; 0 where it was not. */
    sends: (): readonly Readonly<{ delivery: string; status: number }>[] =>
      requests
        .filter(({ route }) => route === 'post')
        .map(({ body, status }) => ({ delivery: deliveryIn(objectOf(parsed(body))), status })),
    /** How often the same words were asked to be sent to the same conversation: what a hidden retry shows up in. */
    requestsPerSend: (): readonly number[] =>
      [
        ...Map.groupBy(
          requests.filter(({ route }) => route === 'post'),
          ({ conversation, body }) => JSON.stringify([conversation, body]),
        ).values(),
      ].map(({ length }) => length),
  }
}
