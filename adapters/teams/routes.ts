import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Log } from '#src/kernel/log.ts'
import type { TokenCheck } from './botbuilder.ts'
import type { Reply } from './hear.ts'
import { Activity, Envelope } from './payloads.ts'
import type { ServiceUrls } from './service-urls.ts'

export const MESSAGES_PATH = '/api/messages'

/** A message is at most 100 KB, and nothing lawful is near this. */
const MOST_BYTES = 1024 * 1024

/** One activity that Teams sent, from one of our tenants. */
export type Received = Readonly<{ activity: Activity; tenant: string; serviceUrl: string }>

type Desk = Readonly<{
  check: TokenCheck
  /** The tenants whose people are heard, in lower case. */
  tenants: ReadonlySet<string>
  serviceUrls: Pick<ServiceUrls, 'isTrusted'>
  log: Log
  /** Null before the start and after the stop. */
  hear: () => ((received: Received) => Promise<Reply>) | null
  /** Keeps count of what is under way, so that the stop can wait for it. */
  during: <T>(work: Promise<T>) => Promise<T>
}>

/** The one address that Teams tells everything to. */
export function createMessageRoutes(desk: Desk): Hono {
  const { check, tenants, serviceUrls, log, hear, during } = desk
  const routes = new Hono()

  function refuse(c: Context, why: string): Response {
    log.warn('teams.refused', { why })
    return c.text('This is not from Teams, or not for this app.', 401)
  }

  /** Why the envelope is not one of ours; null when it is. */
  function wrongEnvelope({ serviceUrl, tenants: told }: Envelope): string | null {
    if (!serviceUrls.isTrusted(serviceUrl)) return 'service-url'
    const [tenant] = told
    if (tenant === undefined || told.some((other) => other !== tenant)) return 'tenant-unclear'
    return tenants.has(tenant) ? null : 'tenant'
  }

  function answer(c: Context, { status, body, after }: Reply): Response {
    if (after !== null)
      void during(after()).catch((error: unknown) => log.error('teams.answer-failed', error))
    return body === null ? c.body(null, status) : c.json(body, status)
  }

  routes.post(
    MESSAGES_PATH,
    bodyLimit({ maxSize: MOST_BYTES, onError: (c) => c.text('Too large', 413) }),
    async (c) => {
      const told = parseJson(await c.req.text())
      const envelope = Envelope.safeParse(told).data
      if (envelope === undefined) return refuse(c, 'envelope')
      const wrong = wrongEnvelope(envelope)
      if (wrong !== null) return refuse(c, wrong)
      const verdict = await check(c.req.header('authorization'), envelope.serviceUrl)
      if (verdict === 'bad') return refuse(c, 'token')
      if (verdict === 'cannot-tell') return c.text('The keys of Teams cannot be had just now', 503)
      const open = hear()
      // Told again later, if it is a message: Cascade is starting or stopping.
      if (open === null) return c.text('Starting or stopping', 503)
      const activity = Activity.safeParse(told).data
      const [tenant] = envelope.tenants
      if (activity === undefined || tenant === undefined) {
        log.info('teams.ignored', { type: 'unreadable' })
        return c.body(null, 200)
      }
      try {
        const { serviceUrl } = envelope
        return answer(c, await during(open({ activity, tenant, serviceUrl })))
      } catch (error) {
        log.error('teams.request-failed', error)
        return c.text('Something went wrong at our end.', 500)
      }
    },
  )
  return routes
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
