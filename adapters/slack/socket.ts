import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'undici'
import { z } from 'zod'
import type { Log } from '#src/kernel/log.ts'
import type { Hear } from './hear.ts'
import type { Heard } from './heard.ts'
import { parseJson, readCommand, readEvent, readInteraction } from './inbound.ts'
import type { SlackApi } from './transport.ts'

/** Slack pings every few seconds; a line this quiet is dead. */
const QUIET_MS = 60_000
const LOOK_EVERY_MS = 10_000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000

const Connection = z.object({ url: z.url({ protocol: /^wss?$/ }) })

const Told = z.object({
  envelope_id: z.string(),
  type: z.enum(['events_api', 'interactive', 'slash_commands']),
  payload: z.unknown(),
})
type Told = z.infer<typeof Told>
const Envelope = z.discriminatedUnion('type', [
  Told,
  z.object({ type: z.literal('hello') }),
  z.object({ type: z.literal('disconnect') }),
])

type Desk = Readonly<{
  api: SlackApi
  appToken: string
  log: Log
  random: () => number
  hear: () => Hear | null
  during: <T>(work: Promise<T>) => Promise<T>
}>

export type Socket = Readonly<{
  /** Resolves once Slack has said hello; throws when it refuses the token. */
  start: () => Promise<void>
  connected: () => boolean
  stop: () => void
}>

/** Why a connection could not be opened. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected'
}

/**
 * Socket Mode: everything that would come to /slack/events comes over a connection that we open, so that no public
 * address is needed. Slack's own client ends the process when the network is away while it reconnects.
 */
export function createSocket({ api, appToken, log, random, hear, during }: Desk): Socket {
  let open: WebSocket | null = null
  let stopped = false
  let reconnecting = false

  async function address(): Promise<string> {
    const answer = await api.call({ method: 'apps.connections.open', token: appToken, args: {} })
    if (answer.is === 'refused') throw new NotConnected(answer.code)
    const connection = answer.is === 'ok' ? Connection.safeParse(answer.body).data : undefined
    if (connection === undefined) throw new NotConnected(answer.is)
    return connection.url
  }

  /** One connection, from its hello to its end. */
  async function connect(): Promise<void> {
    const socket = new WebSocket(await address())
    const hello = Promise.withResolvers<void>()
    let heardAt = performance.now()
    const alive = () => {
      heardAt = performance.now()
    }
    const onPing = (told: unknown) => {
      if (typeof told === 'object' && told !== null && Reflect.get(told, 'websocket') === socket)
        alive()
    }
    subscribe('undici:websocket:ping', onPing)
    const watch = setInterval(() => {
      if (performance.now() - heardAt > QUIET_MS) socket.close()
    }, LOOK_EVERY_MS)

    socket.addEventListener('message', ({ data }) => {
      alive()
      const envelope = Envelope.safeParse(typeof data === 'string' ? parseJson(data) : null).data
      if (envelope === undefined) return log.info('slack.ignored', { type: 'envelope' })
      if (envelope.type === 'hello') return hello.resolve()
      // Slack renews connections every few hours: the next one is opened before this one closes.
      if (envelope.type === 'disconnect') return void reconnect()
      void answer(socket, envelope)
    })
    // Every end of a connection comes with a close, also after an error.
    socket.addEventListener('error', () => {})
    socket.addEventListener('close', () => {
      clearInterval(watch)
      unsubscribe('undici:websocket:ping', onPing)
      hello.reject(new NotConnected('closed'))
      if (open === socket) {
        open = null
        void reconnect()
      }
    })
    const early = setTimeout(() => socket.close(), LOOK_EVERY_MS)
    try {
      await hello.promise
    } finally {
      clearTimeout(early)
    }
    const before = open
    open = socket
    before?.close()
    if (stopped) socket.close()
  }

  async function answer(socket: WebSocket, { envelope_id, type, payload }: Told): Promise<void> {
    const hearing = hear()
    // Not acknowledged: Slack tells an event again.
    if (hearing === null) return
    try {
      const reply = await during(hearing(read(type, payload)))
      if (reply.status !== 200) return
      if (socket.readyState === WebSocket.OPEN)
        socket.send(
          JSON.stringify({ envelope_id, ...(reply.body === null ? {} : { payload: reply.body }) }),
        )
      if (reply.after !== null) await during(reply.after())
    } catch (error) {
      log.error('slack.request-failed', error)
    }
  }

  async function reconnect(): Promise<void> {
    if (reconnecting || stopped) return
    reconnecting = true
    try {
      for (let ms = FIRST_WAIT_MS; ; ms = Math.min(ms * 2, LONGEST_WAIT_MS)) {
        if (await reconnected()) return
        await wait(ms * (0.5 + random() / 2), undefined, { ref: false })
      }
    } finally {
      reconnecting = false
    }
    // The new connection may have ended while this was still counted as reconnecting.
    if (open === null) await reconnect()
  }

  /** Whether there is nothing more to try. */
  async function reconnected(): Promise<boolean> {
    if (stopped) return true
    try {
      await connect()
      log.info('slack.socket-reconnected')
      return true
    } catch (error) {
      const detail = error instanceof NotConnected ? error.message : 'error'
      log.warn('slack.socket-lost', { detail })
      return false
    }
  }

  return {
    start: connect,
    connected: () => open !== null,
    stop: () => {
      stopped = true
      open?.close()
    },
  }
}

function read(type: Told['type'], payload: unknown): Heard {
  switch (type) {
    case 'events_api':
      return readEvent(payload)
    case 'interactive':
      return readInteraction(payload)
    case 'slash_commands':
      return readCommand(payload)
  }
}
