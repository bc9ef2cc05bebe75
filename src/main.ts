import { createWebPlatform } from '#adapters/web/platform.ts'
import type { WebTables } from '#adapters/web/tables.ts'
import { createApp } from './app/app.ts'
import { type Config, readConfig } from './config.ts'
import { seedDemo } from './demo/seed.ts'
import { whyNotStarted } from './kernel/cannot-start.ts'
import { DataLocked, lockDataDir } from './kernel/data-lock.ts'
import { type Database, openEmbedded, openPostgres } from './kernel/db.ts'
import { PortNotOurs, takePort } from './kernel/door.ts'
import { createLog } from './kernel/log.ts'
import { migrate } from './kernel/migrate.ts'
import { realWorld } from './kernel/world.ts'

/** SIGTERM to exit: orchestrators kill after 10 seconds. */
const STOP_MS = 8_000

/** The local chat is paced like a platform, so that a sending can be watched and stopped as it would be there. */
const LOCAL_SENDS_PER_SECOND = 4

const leave = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

async function main(config: Config): Promise<void> {
  const log = createLog(config.logLevel)
  // What another process may hold is asked for first: whoever is refused here has changed nothing.
  const lock = config.databaseUrl === null ? await lockDataDir(config.dataDir) : null
  const door = await takePort(config.port)
  const database: Database =
    config.databaseUrl === null
      ? await openEmbedded(`${config.dataDir}/pglite`)
      : openPostgres(config.databaseUrl)
  const migrations = await migrate(database.db)
  const web = createWebPlatform({
    db: database.db.withTables<WebTables>(),
    world: realWorld,
    log,
    sendsPerSecond: LOCAL_SENDS_PER_SECOND,
  })
  const address = `http://localhost:${door.port}`
  const app = await createApp({
    database,
    world: realWorld,
    log,
    platforms: [web.platform],
    publicUrl: config.publicUrl ?? address,
  })
  if (config.demo)
    await seedDemo({
      db: database.db,
      at: realWorld.now(),
      newId: realWorld.newId,
      accounts: web.accounts,
    })
  await app.start()
  app.http.route('/', web.routes)
  door.open(app.http.fetch)
  log.info('started', {
    port: door.port,
    database: database.kind,
    migrations: migrations.length,
  })
  process.stdout.write(
    `\n  Cascade is ready: ${address}\n  The local chat lets whoever opens it act as anybody. It is for trying Cascade out.\n\n`,
  )

  let stopping = false
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return
    stopping = true
    log.info('stopping', { signal })
    const closed = door.close(STOP_MS)
    await app.stop(STOP_MS - 2_000)
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 1_000))])
    await database.close()
    await lock?.release()
    log.info('stopped')
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
}

const read = readConfig(process.env)
if (!read.ok)
  leave(
    `Cascade did not start. ${read.problems.length === 1 ? 'One setting is' : 'These settings are'} wrong:\n${read.problems.map((problem) => `  ${problem}`).join('\n')}`,
  )
else {
  try {
    await main(read.config)
  } catch (error) {
    if (error instanceof DataLocked || error instanceof PortNotOurs) leave(error.message)
    const reason = whyNotStarted(error)
    if (reason !== null) leave(`Cascade did not start. ${reason}`)
    createLog('error').error('start.failed', error)
    leave('Cascade could not start. Nothing was sent. The line above says where it stopped.')
  }
}
