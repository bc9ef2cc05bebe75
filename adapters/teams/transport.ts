import { Agent } from 'undici'
import { z } from 'zod'
import { requestFailed } from '#src/chat/request-failed.ts'
import type { World } from '#src/kernel/world.ts'

/** What came of one request to Microsoft. */
export type Answer =
  | Readonly<{ is: 'ok'; body: unknown }>
  /** A clear no: nothing was done. `code` is Microsoft's own, or "http_" and the status. */
  | Readonly<{ is: 'refused'; status: number; code: string }>
  /** Not now: nothing was done. */
  | Readonly<{ is: 'limited'; afterMs: number | null; code: string }>
  /** The request never left. */
  | Readonly<{ is: 'unsent'; code: string }>
  /** The request left and no clear answer came: it may have been done. */
  | Readonly<{ is: 'lost'; code: string }>

export type Call = Readonly<{
  method: 'POST' | 'PUT'
  url: URL
  token: string | null
  body: string
  as: 'json' | 'form'
}>

export type Transport = Readonly<{
  /** Makes exactly one request. Microsoft's own clients try again by themselves, and so deliver up to four times. */
  call: (call: Call) => Promise<Answer>
  /** Lets what is under way finish. */
  close: () => Promise<void>
}>

const TIMEOUT_MS = 15_000
const CONNECT_MS = 5_000
const CONNECTIONS = 32
const LONGEST_ANSWER = 1_000_000

export type Timeouts = Readonly<{ answerMs?: number }>

/** Kept connections to the Connector and to the sign-in, one set for each. */
export function createTransport(world: World, { answerMs = TIMEOUT_MS }: Timeouts = {}): Transport {
  const agent = new Agent({
    connections: CONNECTIONS,
    headersTimeout: answerMs,
    bodyTimeout: answerMs,
    maxResponseSize: LONGEST_ANSWER,
    connect: { timeout: CONNECT_MS },
  })
  return {
    call: async ({ method, url, token, body, as }) => {
      try {
        const answer = await agent.request({
          method,
          origin: url.origin,
          path: `${url.pathname}${url.search}`,
          headers: {
            'content-type':
              as === 'json'
                ? 'application/json; charset=utf-8'
                : 'application/x-www-form-urlencoded',
            ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          },
          body,
        })
        const { statusCode, headers } = answer
        return read(statusCode, headers, await answer.body.text(), world.now())
      } catch (error) {
        return requestFailed(error)
      }
    },
    close: () => agent.close(),
  }
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

function read(status: number, headers: Headers, text: string, now: Date): Answer {
  const body = parsed(text)
  if (status >= 200 && status < 300)
    return body === undefined ? { is: 'lost', code: 'unreadable' } : { is: 'ok', body }
  const code = codeIn(body) ?? `http_${status}`
  // Teams answers 412 to a send that meets another in the same conversation.
  if (status === 429 || status === 412)
    return { is: 'limited', afterMs: retryAfter(headers, now), code }
  // Whoever was told to wait for Teams in vain does not know what Teams did.
  if (status >= 500 || status === 408) return { is: 'lost', code }
  return { is: 'refused', status, code }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A code, and nothing that could hold more than one. */
const Code = z.string().regex(/^[\w.-]{1,80}$/)
const Failed = z.object({
  error: z.union([
    Code,
    z.object({ code: Code.optional().catch(undefined), subCode: Code.optional().catch(undefined) }),
  ]),
})

/** The Connector's code, or the narrower one beside it; the sign-in's is the error itself. */
function codeIn(body: unknown): string | null {
  const error = Failed.safeParse(body).data?.error
  return typeof error === 'string' ? error : (error?.subCode ?? error?.code ?? null)
}

/** Seconds, or a date. */
function retryAfter(headers: Headers, now: Date): number | null {
  const header = headers['retry-after']
  const text = (typeof header === 'string' ? header : header?.[0]) ?? ''
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime())
}
