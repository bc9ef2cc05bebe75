import { createWebPlatform } from '#adapters/web/platform.ts'
import type { WebTables } from '#adapters/web/tables.ts'
import { seedDemo } from '#src/demo/seed.ts'
import type { Database } from '#src/kernel/db.ts'
import { judge } from '#src/privacy/rules.ts'
import { type Log, silentLog } from '#src/kernel/log.ts'
import { realWorld, type World } from '#src/kernel/world.ts'
import { type Adapter, type RunningApp, startApp } from './app-server.ts'
import { visitor, type Visitor } from './visitor.ts'

export type Cascade = RunningApp &
  Readonly<{
    database: Database
    /** Somebody of the demonstration, in a browser of their own. */
    as: (user: string) => Visitor
  }>

type Options = Readonly<{
  world?: World
  log?: Log
  sendsPerSecond?: number | null
  demo?: boolean
  /** Another platform beside the local chat, in the same process. */
  beside?: (url: string) => Adapter
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
  const running = await startApp(
    database,
    {
      world,
      log,
      host: 'localhost',
      seed: async () => {
        if (demo)
          await seedDemo({
            db: database.db,
            at: world.now(),
            newId: world.newId,
            accounts: web.accounts,
          })
      },
    },
    (url) => (beside === undefined ? [web] : [web, beside(url)]),
  )
  return { ...running, database, as: (user) => visitor(running.url, user) }
}
