import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Log } from '#src/kernel/log.ts'
import type { World } from '#src/kernel/world.ts'
import { isFromSlack } from './bolt.ts'
import type { Hear, Reply } from './hear.ts'
import { type Heard, nothing } from './heard.ts'
import { parseJson, readCommand, readEvent, readInteraction } from './inbound.ts'
import { Challenge } from './payloads.ts'

export const EVENTS_PATH = '/slack/events'

/** A modal's state is at most 250 kB; nothing lawful is near this. */
const MOST_BYTES = 2 * 1024 * 1024

type Desk = Readonly<{
  signingSecret: string
  world: World
  log: Log
  /** Null before the start and after the stop. */
  hear: () => Hear | null
  /** Keeps count of what is under way, so that the stop can wait for it. */
  during: <T>(work: Promise<T>) => Promise<T>
}>

/** The one address that Slack tells everything to: events, buttons and forms, and commands. */
export function createEventRoutes({ signingSecret, world, log, hear, during }: Desk): Hono {
  const routes = new Hono()

  const verified = (c: Context, body: string) =>
    isFromSlack(
      {
        body,
        signature: c.req.header('x-slack-signature'),
        timestamp: c.req.header('x-slack-request-timestamp'),
      },
      signingSecret,
      world.now(),
    )

  function answer(c: Context, { status, body, after }: Reply): Response {
    if (after !== null)
      void during(after()).catch((error: unknown) => log.error('slack.answer-failed', error))
    return body === null ? c.body(null, status) : c.json(body, status)
  }

  routes.post(
    EVENTS_PATH,
    bodyLimit({ maxSize: MOST_BYTES, onError: (c) => c.text('Too large', 413) }),
    async (c) => {
      const body = await c.req.text()
      const type = c.req.header('content-type') ?? ''
      // Slack looks whether the address is there, and tells nothing.
      if (isForm(type) && new URLSearchParams(body).get('ssl_check') === '1')
        return c.body(null, 200)
      if (!verified(c, body)) {
        log.warn('slack.unsigned')
        return c.text('The signature is missing, wrong or too old.', 401)
      }
      const told = isForm(type) ? readForm(body) : parseJson(body)
      if (told === undefined) return c.text('That is not JSON.', 400)
      const challenge = Challenge.safeParse(told).data
      if (challenge !== undefined) return c.json({ challenge: challenge.challenge })
      const open = hear()
      // Told again later, if it is an event: Cascade is starting or stopping.
      if (open === null) return c.text('Starting or stopping', 503)
      try {
        const reply = await during(open(isForm(type) ? (told as Heard) : readEvent(told)))
        return answer(c, reply)
      } catch (error) {
        log.error('slack.request-failed', error)
        return c.text('Something went wrong at our end.', 500)
      }
    },
  )
  return routes
}

const isForm = (type: string) => type.startsWith('application/x-www-form-urlencoded')

/** Buttons and forms come as one field of JSON, commands as fields of their own. */
function readForm(body: string): Heard | undefined {
  const fields = new URLSearchParams(body)
  const payload = fields.get('payload')
  if (payload !== null) {
    const told = parseJson(payload)
    return told === undefined ? undefined : readInteraction(told)
  }
  return fields.has('command') ? readCommand(Object.fromEntries(fields)) : nothing('form')
}
