import { serve, type ServerType } from '@hono/node-server'
import type { Hono } from 'hono'
import { createWebPlatform } from '#adapters/web/platform.ts'
import type { WebTables } from '#adapters/web/tables.ts'
import type { ChatPlatform } from '#src/chat/chat-platform.ts'
import { type App, createApp } from '#src/app/app.ts'
import { seedDemo } from '#src/demo/seed.ts'
import type { Database } from '#src/kernel/db.ts'
import { judge } from '#src/privacy/rules.ts'
import { type Log, silentLog } from '#src/kernel/log.ts'
import { realWorld, type World } from '#src/kernel/world.ts'
import { visitor, type Visitor } from './visitor.ts'

export type Cascade = Readonly<{
  url: string
  app: App
  database: Database
  /** Somebody of the demonstration, in a browser of their own. */
  as: (user: string) => Visitor
  stop: () => Promise<void>
}>

type Options = Readonly<{
  world?: World
  log?: Log
  sendsPerSecond?: number | null
  demo?: boolean
  /** Another platform beside the local chat, in the same process. */
  beside?: (url: string) => Readonly<{ platform: ChatPlatform; routes: Hono }>
}>

/** The whole product as `main.ts` puts it together, on a database of the test's, listening on a port of its own. */
export async function startCascade(database: Database, options: Options = {}): Promise<Cascade> {
  const { world = realWorld, log = silentLog, sendsPerSecond = null, demo = true, beside } = options
  const web = createWebPlatform({
    db: database.db.withTables<WebTables>(),
    world,
    log,
    sendsPerSecond,
    mayKeep: (name) => judge([name]).is === 'pass',
  })
  const holder: { app?: App } = {}
  const server = await new Promise<ServerType>((resolve) => {
    const listening = serve(
      {
        fetch: (request, env) =>
          holder.app?.http.fetch(request, env) ?? new Response('not yet', { status: 503 }),
        port: 0,
        hostname: '127.0.0.1',
      },
      () => resolve(listening),
    )
  })
  const address = server.address()
  const url = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`
  const other = beside?.(url) ?? null
  const app = await createApp({
    database,
    world,
    log,
    platforms: other === null ? [web.platform] : [web.platform, other.platform],
    publicUrl: url,
  })
  holder.app = app
  if (demo)
    await seedDemo({ db: database.db, at: world.now(), newId: world.newId, accounts: web.accounts })
  app.http.route('/', web.routes)
  if (other !== null) app.http.route('/', other.routes)
  await app.start()
  return {
    url,
    app,
    database,
    as: (user) => visitor(url, user),
    stop: async () => {
      await app.stop(5_000)
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
    },
  }
}
