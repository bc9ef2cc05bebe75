import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { html } from 'hono/html'
import { csrf } from 'hono/csrf'
import { secureHeaders } from 'hono/secure-headers'
import { type Html, problem } from './layout.ts'

const SELF = ["'self'"]
const NONE = ["'none'"]

/** For everything that a browser shows: nothing from anywhere else, nothing inline, in nobody's frame, kept nowhere. */
export const pageSecurity: readonly MiddlewareHandler[] = [
  createMiddleware(async (c, next) => {
    await next()
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
  }),
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: NONE,
      scriptSrc: SELF,
      styleSrc: SELF,
      imgSrc: ["'self'", 'data:'],
      connectSrc: SELF,
      formAction: SELF,
      frameAncestors: NONE,
      baseUri: NONE,
    },
    xFrameOptions: 'DENY',
    referrerPolicy: 'no-referrer',
    crossOriginEmbedderPolicy: 'require-corp',
    // Whoever ends TLS decides about it; on plain http browsers ignore it.
    strictTransportSecurity: false,
    permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
  }),
]

/** Refuses a request under another name: a page elsewhere could point its own name at this machine (DNS rebinding). */
export const loopbackOnly: MiddlewareHandler = createMiddleware(async (c, next) => {
  const host = c.req.header('host') ?? new URL(c.req.url).host
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host))
    return c.text('This page opens only on the machine that it runs on, as localhost.', 403)
  return next()
})

export type FormGuard = Readonly<{
  /** Put into every form. */
  field: () => Html
  /** Put before every POST. */
  check: readonly MiddlewareHandler[]
}>

export const TOKEN_FIELD = '_token'

/** Two locks on every POST: it comes from one of our own pages, and from one that this process made. */
export function createFormGuard(home: string): FormGuard {
  const token = randomBytes(24).toString('base64url')
  const wanted = Buffer.from(token)
  const matches = (sent: unknown) => {
    const given = Buffer.from(typeof sent === 'string' ? sent : '')
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  }
  return {
    field: () => html`<input type="hidden" name="${TOKEN_FIELD}" value="${token}" />`,
    check: [
      csrf(),
      createMiddleware(async (c, next) => {
        const form = await c.req.formData().catch(() => null)
        if (matches(form?.get(TOKEN_FIELD))) return next()
        return c.html(
          problem(
            'Load the page again',
            'This page is from before Cascade was last started. Load it again, and then repeat what you did.',
            home,
          ),
          403,
        )
      }),
    ],
  }
}
