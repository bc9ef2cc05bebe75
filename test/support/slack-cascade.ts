import { serve, type ServerType } from '@hono/node-server'
import { createSlackPlatform, type SlackOptions } from '#adapters/slack/platform.ts'
import type { SlackTables } from '#adapters/slack/tables.ts'
import { type App, createApp } from '#src/app/app.ts'
import type { Database } from '#src/kernel/db.ts'
import { type Log, silentLog } from '#src/kernel/log.ts'
import { realWorld, type World } from '#src/kernel/world.ts'
import { until } from './process.ts'
import type { FakeSlack, Person } from './fake-slack/fake-slack.ts'

export type SlackCascade = Readonly<{ url: string; app: App; stop: () => Promise<void> }>

type Options = Readonly<{
  world?: World
  log?: Log
  sendsPerSecond?: number | null
  installed: SlackOptions['app']
}>

/** Everything as `main.ts` puts it together with Slack alone, in this process, between a database and a fake Slack. */
export async function startSlackCascade(
  database: Database,
  slack: FakeSlack,
  { world = realWorld, log = silentLog, sendsPerSecond = null, installed }: Options,
): Promise<SlackCascade> {
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
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const { platform, routes } = createSlackPlatform({
    db: database.db.withTables<SlackTables>(),
    world,
    log,
    apiUrl: slack.apiUrl,
    signingSecret: slack.app.signingSecret,
    app: installed,
    appToken: null,
    publicUrl: url,
    sendsPerSecond,
  })
  const app = await createApp({ database, world, log, platforms: [platform], publicUrl: url })
  app.http.route('/', routes)
  holder.app = app
  await app.start()
  slack.connectApp(url)
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

/** Presses Send on the draft's own card, as its author does; resolves when Slack has been answered. */
export async function pressSend(author: Person, draft: number): Promise<void> {
  await author.command('/cascade', `progress ${draft}`)
  const ready = () =>
    author.messages().findLast(({ buttons }) => buttons.some((one) => one.startsWith('Send now')))
  await until('the card of the draft', async () => ready() !== undefined)
  const card = ready()
  const label = card?.buttons.find((one) => one.startsWith('Send now')) ?? ''
  await author.press(card?.ts ?? '', label)
}

/** Waits until nothing of a message is on its way any more. */
export const allEnded = ({ pool }: Pick<Database, 'pool'>, broadcast: number, ms = 60_000) =>
  until(
    `message ${broadcast} to be over`,
    async () => {
      const { rows } = await pool.query(
        `select 1 from broadcasts b where id = $1 and state in ('sent', 'stopped') and not exists
           (select 1 from deliveries d where d.broadcast_id = b.id and d.state in ('waiting', 'sending'))`,
        [broadcast],
      )
      return rows.length > 0
    },
    ms,
  )
