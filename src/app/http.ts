import { Hono } from 'hono'
import { holidaysKnownUntil } from '#src/attention/store.ts'
import type { ChatPlatform } from '#src/chat/chat-platform.ts'
import type { Database } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { assetRoutes, PAGE_ASSETS } from '#src/pages/assets.ts'
import { problem } from '#src/pages/layout.ts'
import type { Metrics } from './metrics.ts'

type Deps = Readonly<{
  database: Database
  queue: Queue
  platforms: readonly ChatPlatform[]
  metrics: Metrics
  log: Log
  /** False from the moment that the process begins to stop. */
  open: () => boolean
}>

/** The HTTP surface that belongs to no capability: health, metrics, assets, and the page for what is not there. */
export function createHttp(deps: Deps): Hono {
  const http = new Hono()
  http.get('/healthz', (c) => c.json({ status: 'ok' }))
  http.get('/readyz', async (c) => {
    const platforms = await Promise.all(
      deps.platforms.map(
        async (platform) => [platform.name, await platform.healthy().catch(() => false)] as const,
      ),
    )
    const checks = {
      database: await deps.database.healthy(),
      disk: await deps.database.hasRoom(),
      queue: deps.queue.healthy(),
      accepting: deps.open(),
      ...Object.fromEntries(platforms),
    }
    const ready = Object.values(checks).every(Boolean)
    // After that day every weekday is a working day: nothing stops, and an operator should know.
    const bankHolidaysKnownUntil = checks.database
      ? await holidaysKnownUntil(deps.database.db).catch(() => null)
      : null
    return c.json(
      { status: ready ? 'ready' : 'not-ready', checks, bankHolidaysKnownUntil },
      ready ? 200 : 503,
    )
  })
  http.get('/metrics', async (c) => {
    c.header('Content-Type', deps.metrics.registry.contentType)
    return c.body(await deps.metrics.registry.metrics())
  })
  http.route('/', assetRoutes(PAGE_ASSETS))
  http.notFound(async (c) => {
    for (const [name, value] of Object.entries({
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    }))
      c.header(name, value)
    return c.html(
      problem(
        'There is nothing at this address',
        'Nothing was changed. Check the address, or ask for a new link in chat.',
        '/',
      ),
      404,
    )
  })
  http.onError(async (error, c) => {
    deps.log.error('http.failed', error, { method: c.req.method })
    return c.html(
      problem(
        'Something went wrong at our end',
        'Nothing was changed. Try again in a minute.',
        '/',
      ),
      500,
    )
  })
  return http
}
