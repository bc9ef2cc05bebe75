import { Pool } from 'undici'
import { z } from 'zod'
import { requestFailed } from '#src/chat/request-failed.ts'

/** What came of one request to Slack's Web API. */
export type Answer =
  | Readonly<{
      is: 'ok'
      body: Readonly<Record<string, unknown>>
      scopes: readonly string[] | null
    }>
  /** Slack answered `ok: false`: nothing was done. */
  | Readonly<{ is: 'refused'; code: string }>
  | Readonly<{ is: 'limited'; afterMs: number | null }>
  /** The request never left. */
  | Readonly<{ is: 'unsent'; code: string }>
  /** The request left and no clear answer came: it may have been done. */
  | Readonly<{ is: 'lost'; code: string }>

export type Call = Readonly<{
  method: string
  token: string | null
  args: Readonly<Record<string, unknown>>
  /** Most methods take JSON; a few older ones only a form. */
  as?: 'json' | 'form'
}>

export type SlackApi = Readonly<{
  /** Makes exactly one request. Slack's own client tries again by itself, and so delivers twice. */
  call: (call: Call) => Promise<Answer>
  close: () => Promise<void>
}>

const TIMEOUT_MS = 10_000
const CONNECT_MS = 5_000
const CONNECTIONS = 32

const Body = z.looseObject({ ok: z.boolean(), error: z.string().optional() })

/** One pool of kept connections to Slack. */
export function createTransport(apiUrl: string): SlackApi {
  const base = new URL(apiUrl)
  const pool = new Pool(base.origin, {
    connections: CONNECTIONS,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    connect: { timeout: CONNECT_MS },
  })
  return {
    call: async ({ method, token, args, as = 'json' }) => {
      try {
        const { statusCode, headers, body } = await pool.request({
          method: 'POST',
          path: `${base.pathname}${method}`,
          headers: {
            'content-type': `${as === 'json' ? 'application/json' : 'application/x-www-form-urlencoded'}; charset=utf-8`,
            ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          },
          body: as === 'json' ? JSON.stringify(args) : formOf(args),
        })
        return read(statusCode, headers, await body.text())
      } catch (error) {
        return requestFailed(error)
      }
    },
    // Lets what is under way finish.
    close: () => pool.close(),
  }
}

function formOf(args: Readonly<Record<string, unknown>>): string {
  const form = new URLSearchParams()
  for (const [key, value] of Object.entries(args))
    form.set(key, typeof value === 'string' ? value : JSON.stringify(value))
  return form.toString()
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

function read(status: number, headers: Headers, text: string): Answer {
  if (status === 429) return { is: 'limited', afterMs: retryAfter(headers) }
  if (status >= 500) return { is: 'lost', code: `http_${status}` }
  const body = Body.safeParse(parsed(text)).data
  if (body === undefined)
    return status < 300
      ? { is: 'lost', code: 'unreadable' }
      : { is: 'refused', code: `http_${status}` }
  if (body.ok) return { is: 'ok', body, scopes: scopesIn(headers) }
  const code = body.error ?? 'unnamed'
  return code === 'ratelimited' || code === 'rate_limited'
    ? { is: 'limited', afterMs: retryAfter(headers) }
    : { is: 'refused', code }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const one = (header: string | string[] | undefined) =>
  typeof header === 'string' ? header : header?.[0]

function retryAfter(headers: Headers): number | null {
  const seconds = Number(one(headers['retry-after']))
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null
}

const scopesIn = (headers: Headers): readonly string[] | null =>
  one(headers['x-oauth-scopes'])
    ?.split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '') ?? null
