import type { Hono } from 'hono'
import type { SlackTables } from '#adapters/slack/tables.ts'
import type { TeamsTables } from '#adapters/teams/tables.ts'
import { createWebPlatform, type WebPlatform } from '#adapters/web/platform.ts'
import type { WebTables } from '#adapters/web/tables.ts'
import type { ChatPlatform } from '#src/chat/chat-platform.ts'
import { createApp } from './app/app.ts'
import { type Config, readConfig } from './config.ts'
import type { SlackConfig } from './config-slack.ts'
import type { TeamsConfig } from './config-teams.ts'
import { seedDemo } from './demo/seed.ts'
import { judge } from './privacy/rules.ts'
import { whyNotStarted } from './kernel/cannot-start.ts'
import { DataLocked, lockDataDir } from './kernel/data-lock.ts'
import { type Database, openPostgres } from './kernel/db.ts'
import { hasRoom, openEmbedded } from './kernel/embedded.ts'
import { PortNotOurs, takePort } from './kernel/door.ts'
import { createLog, type Log } from './kernel/log.ts'
import { migrate } from './kernel/migrate.ts'
import { SecretChanged, sharedSecret } from './kernel/secret.ts'
import { realWorld } from './kernel/world.ts'

/** SIGTERM to exit: orchestrators kill after 10 seconds. */
const STOP_MS = 8_000

/** The local chat is paced like a platform, so that a sending can be watched and stopped as it would be there. */
const LOCAL_SENDS_PER_SECOND = 4

const leave = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

/** The embedded database has stopped itself. What watches over the process starts it again. */
const leaveStopped = (code: string): never =>
  leave(
    `Cascade has stopped, because its embedded database could not go on (${code}). Everything that was written down is kept. Make room on the disk of DATA_DIR; Cascade then goes on from where it was.`,
  )

const LOCAL_CHAT_NOTICE =
  '  The local chat lets whoever opens it act as anybody. It is for trying Cascade out.\n'

type Adapter = Readonly<{ platform: ChatPlatform; routes: Hono }>

const openLocalChat = (database: Database, log: Log): WebPlatform =>
  createWebPlatform({
    db: database.db.withTables<WebTables>(),
    world: realWorld,
    log,
    sendsPerSecond: LOCAL_SENDS_PER_SECOND,
    mayKeep: (name) => judge([name]).is === 'pass',
  })

async function openSlack(
  config: SlackConfig,
  { database, log, publicUrl }: Readonly<{ database: Database; log: Log; publicUrl: string }>,
): Promise<Adapter> {
  // Loaded only here: a process without Slack never pays for its SDK.
  const [slack, { NEEDED }] = await Promise.all([
    import('#adapters/slack/platform.ts'),
    import('#adapters/slack/scopes.ts'),
  ])
  const { app } = config
  return slack.createSlackPlatform({
    db: database.db.withTables<SlackTables>(),
    world: realWorld,
    log,
    apiUrl: config.apiUrl ?? slack.SLACK_API_URL,
    signingSecret: config.signingSecret,
    app:
      app.is === 'one'
        ? { botToken: app.botToken }
        : {
            oauth: {
              clientId: app.clientId,
              clientSecret: app.clientSecret,
              stateSecret: await sharedSecret(database.db, 'slack-state-secret'),
              scopes: NEEDED,
            },
            tokenKeys: app.tokenKeys,
          },
    appToken: config.appToken,
    publicUrl,
    sendsPerSecond: {
      first: config.sendsPerSecond ?? slack.SLACK_SENDS_PER_SECOND,
      most: config.sendsPerSecond,
    },
    changesPerMinute: config.changesPerMinute ?? slack.SLACK_CHANGES_PER_MINUTE,
  })
}

async function openTeams(config: TeamsConfig, database: Database, log: Log): Promise<Adapter> {
  // Loaded only here: Microsoft's SDK takes a second to load and 80 MB.
  const [teams, { OPENID_METADATA }, { TEAMS_SENDS_PER_SECOND }] = await Promise.all([
    import('#adapters/teams/platform.ts'),
    import('#adapters/teams/botbuilder.ts'),
    import('#adapters/teams/posting.ts'),
  ])
  const { appId, password, tenant } = config
  return teams.createTeamsPlatform({
    db: database.db.withTables<TeamsTables>(),
    world: realWorld,
    log,
    registration: { appId, password, tenant },
    allowedTenants: config.allowedTenants,
    openIdMetadataUrl: config.openIdMetadataUrl ?? OPENID_METADATA,
    loginUrl: config.loginUrl ?? teams.LOGIN,
    serviceOrigins: config.serviceOrigins,
    sendsPerSecond: {
      first: config.sendsPerSecond ?? TEAMS_SENDS_PER_SECOND,
      most: config.sendsPerSecond,
    },
  })
}

async function main(config: Config): Promise<void> {
  const log = createLog(config.logLevel)
  // What another process may hold is asked for first: whoever is refused here has changed nothing.
  const lock = config.databaseUrl === null ? await lockDataDir(config.dataDir) : null
  // With a disk that is full the embedded database cannot even be opened.
  if (lock !== null && !(await hasRoom(config.dataDir)))
    leave(
      'Cascade did not start. The disk of DATA_DIR is full: make 100 MB free. Nothing was changed.',
    )
  const door = await takePort(config.port)
  const database: Database =
    config.databaseUrl === null
      ? await openEmbedded(`${config.dataDir}/pglite`, { onStopped: leaveStopped })
      : openPostgres(config.databaseUrl, 10, config.databaseServer)
  const migrations = await migrate(database.db)
  const address = `http://localhost:${door.port}`
  const publicUrl = config.publicUrl ?? address
  const web = config.localChat ? openLocalChat(database, log) : null
  const slack =
    config.slack === null ? null : await openSlack(config.slack, { database, log, publicUrl })
  const teams = config.teams === null ? null : await openTeams(config.teams, database, log)
  const adapters = [web, slack, teams].filter((adapter) => adapter !== null)
  const app = await createApp({
    database,
    world: realWorld,
    log,
    platforms: adapters.map((adapter) => adapter.platform),
    publicUrl,
    suppressionSecret: config.suppressionSecret,
    retention: config.retention,
  })
  if (config.demo && web !== null)
    await seedDemo({
      db: database.db,
      at: realWorld.now(),
      newId: realWorld.newId,
      accounts: web.accounts,
    })
  await app.start()
  for (const adapter of adapters) app.http.route('/', adapter.routes)
  door.open(app.http.fetch)
  log.info('started', {
    port: door.port,
    database: database.kind,
    migrations: migrations.length,
  })
  process.stdout.write(
    `\n  Cascade is ready: ${address}\n${web === null ? '' : LOCAL_CHAT_NOTICE}\n`,
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
    if (error instanceof SecretChanged)
      leave(`Cascade did not start. SUPPRESSION_SECRET: ${error.message} Nothing was changed.`)
    // By its name: the class itself would bring its platform's SDK into every process.
    if (error instanceof Error && /^(Slack|Teams)NotReady$/.test(error.name))
      leave(`Cascade did not start. ${error.message}`)
    const reason = whyNotStarted(error)
    if (reason !== null) leave(`Cascade did not start. ${reason}`)
    createLog('error').error('start.failed', error)
    leave('Cascade could not start. Nothing was sent. The line above says where it stopped.')
  }
}
