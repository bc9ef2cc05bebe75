import { createSlackPlatform } from '#adapters/slack/platform.ts'
import type { SlackTables } from '#adapters/slack/tables.ts'
import { createTeamsPlatform } from '#adapters/teams/platform.ts'
import type { TeamsTables } from '#adapters/teams/tables.ts'
import { type App, createApp } from '#src/app/app.ts'
import { SendNow } from '#src/broadcasts/intents.ts'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { realWorld } from '#src/kernel/world.ts'
import { type Account, addAuthor, addDraft, addFollowers } from '#test/support/announcements.ts'
import type { Sink } from './sink/sink.ts'
import { placeInTeams, waitUntilSent } from './store.ts'

export type On = 'slack' | 'teams'

export const TENANT: Readonly<Record<On, string>> = {
  slack: 'T0BENCH',
  teams: 'aaaaaaaa-0000-4000-8000-000000000001',
}
export const BOT_APP = 'bbbbbbbb-0000-4000-8000-000000000001'

const guid = (n: number) => `cccccccc-0000-4000-8000-${String(n).padStart(12, '0')}`

export const accountOn = (on: On, n: number, tenant = TENANT[on]): Account => ({
  platform: on,
  tenant,
  user: on === 'slack' ? `U0READER${String(n).padStart(7, '0')}` : guid(n),
})

/** What an operator sets so that a process of its own sends to the sink. */
export const settingsFor = (on: On, sink: Sink, tenants: readonly string[] = [TENANT.teams]) =>
  on === 'slack'
    ? { SLACK_BOT_TOKEN: 'xoxb-bench', SLACK_SIGNING_SECRET: 'secret', SLACK_API_URL: sink.apiUrl }
    : {
        MicrosoftAppId: BOT_APP,
        MicrosoftAppPassword: 'secret',
        MicrosoftAppTenantId: TENANT.teams,
        TEAMS_ALLOWED_TENANTS: tenants.join(','),
        TEAMS_OPENID_METADATA_URL: `${sink.url}/openid`,
        TEAMS_LOGIN_URL: sink.url,
        TEAMS_SERVICE_ORIGINS: sink.url,
      }

function platformOn(on: On, database: Database, sink: Sink) {
  const shared = { world: realWorld, log: silentLog, sendsPerSecond: null }
  return on === 'slack'
    ? createSlackPlatform({
        ...shared,
        db: database.db.withTables<SlackTables>(),
        apiUrl: sink.apiUrl,
        signingSecret: 'secret',
        app: { botToken: 'xoxb-bench' },
        appToken: null,
        publicUrl: 'http://localhost',
      })
    : createTeamsPlatform({
        ...shared,
        db: database.db.withTables<TeamsTables>(),
        registration: { appId: BOT_APP, password: 'secret', tenant: TENANT.teams },
        allowedTenants: [TENANT.teams],
        openIdMetadataUrl: `${sink.url}/openid`,
        loginUrl: `${sink.url}/`,
        serviceOrigins: [sink.url],
      })
}

/** The people from the `first` to the `last`, who follow what the author sends. */
export async function followers(
  database: Pick<Database, 'pool'>,
  on: On,
  first: number,
  last: number,
  tenant = TENANT[on],
): Promise<readonly string[]> {
  const ids: string[] = []
  for (let from = first; from <= last; from += 5_000) {
    const count = Math.min(5_000, last - from + 1)
    const accounts = Array.from({ length: count }, (_, n) => accountOn(on, from + n, tenant))
    ids.push(...(await addFollowers(database, accounts)))
  }
  return ids
}

/** Tables with an author and so many followers; on Teams their conversations are known when `known` says so. */
export async function fill(
  database: Database,
  sink: Sink,
  { on, readers, known = true }: Readonly<{ on: On; readers: number; known?: boolean }>,
): Promise<string> {
  await migrate(database.db)
  const author = await addAuthor(database, accountOn(on, 0))
  await followers(database, on, 1, readers)
  if (on === 'teams' && known) await placeInTeams(database, `28:${BOT_APP}`, sink.url)
  await database.pool.query('analyze')
  return author
}

export type Engine = Readonly<{
  app: App
  /** Writes a draft, presses Send as its author, and says when that was answered. */
  send: (title?: string) => Promise<number>
  /** Until nothing of it is on its way. */
  over: (broadcast: number) => Promise<void>
  stop: () => Promise<void>
}>

/** Everything as `main.ts` puts it together, in this process, with no limit to how fast it may send. */
export async function startEngine(
  database: Database,
  sink: Sink,
  { on, author }: Readonly<{ on: On; author: string }>,
): Promise<Engine> {
  const { platform } = platformOn(on, database, sink)
  const app = await createApp({
    database,
    world: realWorld,
    log: silentLog,
    platforms: [platform],
    publicUrl: 'http://localhost',
  })
  await app.start()
  const who = accountOn(on, 0)
  return {
    app,
    send: async (title = 'Rooms move on Monday') => {
      const broadcast = await addDraft(database, author, title)
      await app.core.receive({
        eventId: realWorld.newId(),
        who,
        reachableAt: { platform: on, ref: `${on}:1:${who.tenant}:${who.user}` },
        on: null,
        what: { is: 'press', intent: SendNow({ broadcast }) },
      })
      return broadcast
    },
    over: (broadcast) => waitUntilSent(database, broadcast),
    stop: () => app.stop(5_000),
  }
}
