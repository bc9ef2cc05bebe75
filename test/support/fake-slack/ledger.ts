import { type Json, objectOf, objectsIn, textOf } from './json.ts'
import type { Stored } from './messages.ts'

/** One request to the Web API, and how it ended. */
export type Asked = Readonly<{
  at: number
  method: string
  team: string | null
  channel: string | null
  /** 0 where the connection was cut. */
  status: number
  error: string | null
  fault: string | null
}>

/** Somebody's phone would have buzzed because of what a text said. */
export type Page = Readonly<{ channel: string; ts: string; who: string }>

const PAGING = /<(!(?:channel|here|everyone|subteam\^)[^>]*|@[UW][A-Z0-9]+[^>]*)>/g

/** Whom a message pages: unescaped mentions in text that is read as mrkdwn, and mentions in rich text. */
function paged(text: string, blocks: readonly Json[]): readonly string[] {
  const read = [text]
  const named: string[] = []
  for (const part of objectsIn(blocks)) {
    if (part['type'] === 'mrkdwn' || part['type'] === 'markdown') read.push(textOf(part['text']))
    if (part['type'] === 'broadcast') named.push(`!${textOf(part['range'])}`)
    if (part['type'] === 'user') named.push(`@${textOf(part['user_id'])}`)
    if (part['type'] === 'usergroup') named.push(`!subteam^${textOf(part['usergroup_id'])}`)
  }
  const mentions = read.flatMap((one) => [...one.matchAll(PAGING)].map((found) => found[1] ?? ''))
  return [...named, ...mentions]
}

/** The delivery's id that a message carries in its metadata; empty for one that carries none. */
export const deliveryOf = (message: Stored): string =>
  textOf(objectOf(objectOf(message.metadata)['event_payload'])['id'])

export type Ledger = ReturnType<typeof createLedger>

/** Everything that was asked for and stored, for a test to count. */
export function createLedger() {
  const requests: Asked[] = []
  const pages: Page[] = []
  const messages: Stored[] = []

  const byDelivery = (keyOf: (message: Stored) => string = deliveryOf) =>
    Map.groupBy(
      messages.filter((message) => keyOf(message) !== ''),
      keyOf,
    )

  return {
    requests: requests as readonly Asked[],
    pages: pages as readonly Page[],
    /** Every message that was ever stored, deleted ones too. */
    messages: messages as readonly Stored[],

    ask: (asked: Asked) => {
      requests.push(asked)
    },
    store: (message: Stored) => {
      messages.push(message)
    },
    /** To be told of each text that is stored, new or changed. */
    page: (message: Stored) => {
      for (const who of paged(message.text, message.blocks))
        pages.push({ channel: message.channel, ts: message.ts, who })
    },

    requestsTo: (method: string) => requests.filter((one) => one.method === method),
    tooMany: () => requests.filter(({ status }) => status === 429).length,
    inChannel: (channel: string) => messages.filter((one) => one.channel === channel),
    /** What was stored under each delivery id that messages carry in their metadata. */
    byDelivery,
    /** The delivery ids that were stored more than once. */
    duplicates: (keyOf?: (message: Stored) => string): readonly string[] =>
      [...byDelivery(keyOf)].filter(([, found]) => found.length > 1).map(([key]) => key),
  }
}
