import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { isJson, type Json, parsed } from './json.ts'
import type { OAuth } from './oauth.ts'
import type { ResponseUrls } from './response-urls.ts'
import type { WebApi } from './web-api.ts'

export type Control = (path: string, body: Json) => Promise<unknown>

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** A form or JSON; what is in the address counts too. */
function argsOf(url: URL, type: string, body: string): Json {
  const json = type.includes('json') ? parsed(body) : undefined
  const form = type.includes('json') ? {} : Object.fromEntries(new URLSearchParams(body))
  return { ...Object.fromEntries(url.searchParams), ...form, ...(isJson(json) ? json : {}) }
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const isText = typeof body === 'string'
  response.writeHead(status, {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
    ...headers,
  })
  response.end(isText ? body : JSON.stringify(body))
}

/** The HTTP side: /api/…, /oauth/v2/authorize, response URLs, and /__control/… for tests in other processes. */
export function createHttp(parts: {
  api: WebApi
  oauth: OAuth
  urls: ResponseUrls
  control: Control
}): Server {
  const { api, oauth, urls, control } = parts

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const args = argsOf(url, request.headers['content-type'] ?? '', await bodyOf(request))
    if (url.pathname.startsWith('/__control/')) {
      send(response, 200, (await control(url.pathname.slice('/__control/'.length), args)) ?? {})
    } else if (url.pathname.startsWith('/api/')) {
      const method = url.pathname.slice('/api/'.length)
      const authorization = request.headers.authorization ?? ''
      const answer = await api({ method, raw: args, authorization })
      if (answer.is === 'cut') {
        request.socket.destroy()
        return
      }
      if (answer.afterMs > 0) await wait(answer.afterMs)
      send(response, answer.status, answer.body, answer.headers)
    } else if (url.pathname === '/oauth/v2/authorize') {
      const answer = oauth.authorize(args)
      if ('to' in answer) send(response, 302, '', { location: answer.to })
      else send(response, 400, answer.wrong)
    } else if (url.pathname.startsWith('/actions/')) {
      const { status, text } = urls.take(url.pathname, args)
      send(response, status, text)
    } else send(response, 404, 'Not found')
  }

  return createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      send(response, 500, { fault_of_the_fake: String(error) })
    })
  })
}
