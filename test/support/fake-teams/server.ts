import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { isJson, type Json, objectOf, parsed, textOf } from '../fake-slack/json.ts'
import { type Answer, type Call, createConnector, failed } from './connector.ts'
import type { FarEnd } from './far-end.ts'
import { codeFor, type Fault, nameOf, type Route } from './faults.ts'

export type Control = (name: string, body: Json) => Promise<unknown>

type Reply = Answer & Readonly<{ headers?: Readonly<Record<string, string>> }>

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** The Bot Connector's addresses, each with what it is for. Ids stand in them encoded: a%3A1. */
const ROUTES: readonly (readonly [method: string, path: RegExp, route: Route])[] = [
  ['POST', /^conversations$/, 'create'],
  ['POST', /^conversations\/([^/]+)\/activities$/, 'post'],
  // A reply; the id that it is to need not be one of a message.
  ['POST', /^conversations\/([^/]+)\/activities\/([^/]+)$/, 'post'],
  ['PUT', /^conversations\/([^/]+)\/activities\/([^/]+)$/, 'update'],
  ['DELETE', /^conversations\/([^/]+)\/activities\/([^/]+)$/, 'delete'],
  ['GET', /^conversations\/([^/]+)\/pagedmembers$/, 'members'],
  ['GET', /^conversations\/([^/]+)\/members\/([^/]+)$/, 'members'],
  ['GET', /^teams\/([^/]+)$/, 'get'],
]
/** Perhaps a region, then in these years a tenant: https://smba.trafficmanager.net/uk/<tenant>/v3/… */
const SERVICE = /^(?:\/[a-z]+(?:\/([^/]+))?)?\/v3\/(.+)$/

function callOf(method: string, url: URL, body: Json): Call | null {
  const [, tenant = '', rest = ''] = SERVICE.exec(url.pathname) ?? []
  for (const [verb, path, route] of ROUTES) {
    const found = verb === method ? path.exec(rest) : null
    if (found === null) continue
    const [, conversation = '', one = ''] = found.map((part) => decodeURIComponent(part))
    return { route, tenant, conversation, one, query: url.searchParams, body }
  }
  return null
}

const late = (clock: FarEnd['clock'], seconds: number, as: 'seconds' | 'date' | 'nothing') => {
  if (as === 'nothing') return {}
  const date = new Date(clock.now() + seconds * 1000).toUTCString()
  return { 'retry-after': as === 'date' ? date : String(seconds) }
}

/** The HTTP side: sign-in, keys, the Bot Connector, and /__control/… for tests in other processes. */
export function createHttp(far: FarEnd, control: Control): Server {
  const connector = createConnector(far)

  const allowed = (call: Call, authorization: string): Reply => {
    if (!far.tokens.isGood(authorization))
      return { status: 401, body: { message: 'Authorization has been denied for this request.' } }
    const known = far.conversations.find(call.conversation)?.tenant ?? call.tenant
    const thread =
      call.route === 'create' ? JSON.stringify(call.body['members'] ?? '') : call.conversation
    const seconds = far.limits.refuse(call.route, known, thread)
    if (seconds === null) return connector(call)
    return { ...failed(429), headers: late(far.clock, seconds, far.limits.as()) }
  }

  const faulty = (fault: Extract<Fault, { status: number }>): Reply => {
    const { status, code, subCode, retryAfter, retryAfterAs = 'seconds' } = fault
    const more = subCode === undefined ? {} : { subCode }
    const headers = retryAfter === undefined ? {} : late(far.clock, retryAfter, retryAfterAs)
    return { ...failed(status, code ?? codeFor(status), more), headers }
  }

  /** Does what is asked, with what is to go wrong. A reset cuts the connection; a hang never answers. */
  const answered = async (
    fault: Fault | null,
    work: () => Reply,
  ): Promise<Reply | 'reset' | 'hang'> => {
    if (fault === null) return work()
    if (fault === 'reset-before') return 'reset'
    if (fault === 'hang-before') return 'hang'
    if (typeof fault === 'object' && 'status' in fault && fault.when !== 'after')
      return faulty(fault)
    const done = work()
    if (fault === 'reset-after') return 'reset'
    if (fault === 'hang-after') return 'hang'
    if ('status' in fault) return faulty(fault)
    await wait(fault.slow)
    return done
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const method = request.method ?? 'GET'
    const text = await bodyOf(request)
    const send = ({ status, body, headers = {} }: Reply) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
      response.end(JSON.stringify(body))
    }
    const run = async (route: Route, call: Call | null, work: () => Reply) => {
      const fault = far.faults.pick(route, call?.conversation ?? '')
      const answer = await answered(fault, work)
      const isGone = typeof answer === 'string'
      far.ledger.ask({
        at: far.clock.now(),
        route,
        tenant: call?.tenant ?? null,
        conversation: call?.conversation ?? null,
        body: text,
        status: isGone ? 0 : answer.status,
        error: isGone ? answer : textOf(objectOf(answer.body['error'])['code']) || null,
        fault: fault === null ? null : nameOf(fault),
      })
      if (answer === 'reset') request.socket.destroy()
      else if (answer !== 'hang') send(answer)
    }

    const { pathname } = url
    const json = parsed(text)
    const body = isJson(json) ? json : {}
    const signIn = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(pathname)
    if (pathname.startsWith('/__control/')) {
      const said = await control(pathname.slice('/__control/'.length), body)
      send({ status: 200, body: (said ?? {}) as Json })
    } else if (pathname === far.keys.paths.metadata)
      send({ status: 200, body: far.keys.metadata(far.settings.url) })
    else if (pathname === far.keys.paths.keys) send({ status: 200, body: far.keys.jwks() })
    else if (signIn !== null && method === 'POST') {
      const form = Object.fromEntries(new URLSearchParams(text))
      await run('token', null, () => far.tokens.ask(decodeURIComponent(signIn[1] ?? ''), form))
    } else {
      const call = callOf(method, url, body)
      if (call === null) send(failed(404, 'NotFound'))
      else await run(call.route, call, () => allowed(call, request.headers.authorization ?? ''))
    }
  }

  return createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else {
        response.writeHead(500)
        response.end(JSON.stringify({ fault_of_the_fake: String(error) }))
      }
    })
  })
}
