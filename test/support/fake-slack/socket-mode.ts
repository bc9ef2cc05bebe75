import type { Server } from 'node:http'
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { type WebSocket, WebSocketServer } from 'ws'
import type { FarEnd } from './far-end.ts'
import { isJson, type Json, objectOf, parsed, textOf } from './json.ts'
import { type AppAnswer, type Kind, nothing, type Retry } from './to-app.ts'

const TYPES: Readonly<Record<Kind, string>> = {
  events: 'events_api',
  interactivity: 'interactive',
  commands: 'slash_commands',
}

export type SocketMode = ReturnType<typeof createSocketMode>

/** Socket Mode: the app connects, and payloads come to it as envelopes that it acknowledges. */
export function createSocketMode(far: FarEnd, http: Server, answerWithinMs: number) {
  const tickets = new Set<string>()
  const open: WebSocket[] = []
  const waiting = new Map<string, (payload: Json) => void>()
  const server = new WebSocketServer({ noServer: true })

  const wire = async (kind: Kind, payload: Json, retry: Retry | null): Promise<AppAnswer> => {
    const socket = open.at(-1)
    if (socket === undefined) return nothing('connection_failed')
    const envelopeId = randomUUID()
    const answered = Promise.withResolvers<AppAnswer>()
    const late = setTimeout(() => answered.resolve(nothing('http_timeout')), answerWithinMs)
    waiting.set(envelopeId, (body) => {
      const text = Object.keys(body).length === 0 ? '' : JSON.stringify(body)
      answered.resolve({ status: 200, body, text, trouble: null, noRetry: false })
    })
    socket.send(
      JSON.stringify({
        envelope_id: envelopeId,
        type: TYPES[kind],
        accepts_response_payload: kind !== 'events',
        payload,
        ...(kind === 'events'
          ? { retry_attempt: retry?.num ?? 0, retry_reason: retry?.reason ?? '' }
          : {}),
      }),
    )
    const answer = await answered.promise
    clearTimeout(late)
    waiting.delete(envelopeId)
    return answer
  }

  const gone = (socket: WebSocket) => {
    const at = open.indexOf(socket)
    if (at >= 0) open.splice(at, 1)
    if (open.length === 0) far.toApp.setWire(null)
  }

  const welcome = (socket: WebSocket) => {
    open.push(socket)
    far.toApp.setWire(wire)
    socket.on('close', () => gone(socket))
    socket.on('message', (data: Buffer) => {
      const said = parsed(data.toString())
      if (!isJson(said)) return
      waiting.get(textOf(said['envelope_id']))?.(objectOf(said['payload']))
    })
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: open.length,
        debug_info: { host: 'applink-fake', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: far.app.id },
      }),
    )
  }

  http.on('upgrade', (request, socket, head) => {
    const ticket = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('ticket') ?? ''
    if (!tickets.delete(ticket)) {
      socket.destroy()
      return
    }
    server.handleUpgrade(request, socket, head, welcome)
  })
  const heartbeat = setInterval(() => {
    for (const socket of open) socket.ping()
  }, 5000)
  heartbeat.unref()

  return {
    /** apps.connections.open */
    ticket: (): Json => {
      const ticket = randomUUID()
      tickets.add(ticket)
      return {
        url: `${far.settings.url.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${far.app.id}`,
      }
    },
    connections: () => open.length,
    /** Tells the app to connect anew, as Slack does every few hours, and hangs up. */
    disconnect: (
      reason: 'refresh_requested' | 'warning' | 'link_disabled' = 'refresh_requested',
    ) => {
      for (const socket of open.slice()) {
        socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'fake' } }))
        socket.close()
      }
    },
    /** The line goes dead without a word. */
    cut: () => {
      for (const socket of open.slice()) socket.terminate()
    },
    close: async () => {
      clearInterval(heartbeat)
      for (const socket of open) socket.close()
      for (let tries = 0; open.length > 0 && tries < 20; tries += 1) await wait(10)
      for (const socket of open.slice()) socket.terminate()
      server.close()
    },
  }
}
