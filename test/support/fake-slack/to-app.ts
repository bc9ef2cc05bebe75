import { createHmac } from 'node:crypto'
import type { Clock } from './clock.ts'
import { isJson, type Json, parsed } from './json.ts'
import { post } from './post.ts'

/** What the app said. `trouble` is Slack's word for no good answer within three seconds. */
export type AppAnswer = Readonly<{
  status: number
  body: Json | null
  text: string
  trouble: 'http_error' | 'http_timeout' | 'connection_failed' | null
  noRetry: boolean
}>

export type Kind = 'events' | 'interactivity' | 'commands'

/** How payloads travel while the app is connected by Socket Mode. */
export type Wire = (kind: Kind, payload: Json, retry: Retry | null) => Promise<AppAnswer>
export type Retry = Readonly<{ num: number; reason: string }>

export type AppPlace = Readonly<{ url: string; paths?: Partial<Record<Kind, string>> }>

export const nothing = (trouble: AppAnswer['trouble']): AppAnswer => ({
  status: 0,
  body: null,
  text: '',
  trouble,
  noRetry: false,
})

export type ToApp = ReturnType<typeof createToApp>

/** Requests from Slack to the app: signed, and given three seconds. */
export function createToApp(clock: Clock, signingSecret: string, answerWithinMs: number) {
  let place: AppPlace | null = null
  let wire: Wire | null = null

  /** The headers of a body, signed now or at `timestamp` (seconds), with the app's secret or another. */
  const sign = (
    body: string,
    { timestamp, secret = signingSecret }: Readonly<{ timestamp?: number; secret?: string }> = {},
  ): Readonly<Record<string, string>> => {
    const at = String(timestamp ?? Math.floor(clock.stamp() / 1000))
    const hmac = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')
    return { 'x-slack-request-timestamp': at, 'x-slack-signature': `v0=${hmac}` }
  }

  const urlOf = (kind: Kind): string | null =>
    place === null ? null : new URL(place.paths?.[kind] ?? '/slack/events', place.url).href

  /** Sends exactly this, with no signature but what is in the headers. */
  const deliver = async (
    body: string,
    headers: Readonly<Record<string, string>>,
    kind: Kind = 'events',
  ): Promise<AppAnswer> => {
    const url = urlOf(kind)
    if (url === null) return nothing('connection_failed')
    try {
      const agent = { 'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)' }
      const answer = await post(url, body, { ...agent, ...headers }, answerWithinMs)
      const said = parsed(answer.text)
      const good = answer.status >= 200 && answer.status < 300
      return {
        ...answer,
        body: isJson(said) ? said : null,
        trouble: good ? null : 'http_error',
      }
    } catch (error) {
      const cause = error instanceof Error ? (error.cause ?? error) : error
      const late = cause instanceof Error && cause.name === 'TimeoutError'
      return nothing(late ? 'http_timeout' : 'connection_failed')
    }
  }

  const bodyOf = (kind: Kind, payload: Json): readonly [string, string] => {
    if (kind === 'events') return [JSON.stringify(payload), 'application/json']
    const fields =
      kind === 'commands'
        ? Object.entries(payload).map(([key, value]): [string, string] => [key, String(value)])
        : [['payload', JSON.stringify(payload)] satisfies [string, string]]
    return [new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded']
  }

  return {
    sign,
    deliver,
    connect: (to: AppPlace | null) => {
      place = to
    },
    setWire: (to: Wire | null) => {
      wire = to
    },
    /** Sends a payload as Slack would, signed, over HTTP or the socket. */
    send: async (kind: Kind, payload: Json, retry: Retry | null = null): Promise<AppAnswer> => {
      if (wire !== null) return wire(kind, payload, retry)
      const [body, type] = bodyOf(kind, payload)
      const again: Record<string, string> =
        retry === null
          ? {}
          : { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason }
      return deliver(body, { 'content-type': type, ...sign(body), ...again }, kind)
    },
  }
}
