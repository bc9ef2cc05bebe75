import { serve, type ServerType } from '@hono/node-server'
import type { Hono } from 'hono'
import { type App, createApp } from '#src/app/app.ts'
import type { ChatPlatform } from '#src/chat/chat-platform.ts'
import type { Database } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import type { World } from '#src/kernel/world.ts'

export type Adapter = Readonly<{ platform: ChatPlatform; routes: Hono }>
export type RunningApp = Readonly<{ url: string; app: App; stop: () => Promise<void> }>

type Around = Readonly<{
  world: World
  log: Log
  /** What its address calls this machine. */
  host?: '127.0.0.1' | 'localhost'
  /** What is there before it starts. */
  seed?: () => Promise<unknown>
}>

/** Everything as `main.ts` puts it together, in this process, with the platforms that `open` makes for its address. */
export async function startApp(
  database: Database,
  { world, log, host = '127.0.0.1', seed = async () => {} }: Around,
  open: (url: string) => readonly Adapter[],
): Promise<RunningApp> {
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
  const url = `http://${host}:${typeof address === 'object' && address !== null ? address.port : 0}`
  const adapters = open(url)
  const platforms = adapters.map(({ platform }) => platform)
  const app = await createApp({ database, world, log, platforms, publicUrl: url })
  holder.app = app
  await seed()
  for (const { routes } of adapters) app.http.route('/', routes)
  await app.start()
  return {
    url,
    app,
    stop: async () => {
      await app.stop(5_000)
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
    },
  }
}
