import { Hono } from 'hono'
import type { Kysely } from 'kysely'
import type { ChatPlatform, LookUp, Pacing } from '#src/chat/chat-platform.ts'
import { createUnderWay, inTime } from '#src/chat/under-way.ts'
import type { Log } from '#src/kernel/log.ts'
import type { World } from '#src/kernel/world.ts'
import { accountAt } from './address.ts'
import { findByEmail } from './find-by-email.ts'
import { createHear, type Hear } from './hear.ts'
import { createInstallRoutes, type OAuth } from './install-routes.ts'
import { type Installations, SlackNotReady } from './installations.ts'
import { manyWorkspaces } from './many-workspaces.ts'
import { oneWorkspace } from './one-workspace.ts'
import { never } from './outcome.ts'
import { createPosting } from './posting.ts'
import { createReact } from './react.ts'
import { createEventRoutes } from './routes.ts'
import { createSocket, NotConnected, type Socket } from './socket.ts'
import type { SlackTables } from './tables.ts'
import { createTokenVault } from './token-vault.ts'
import { createTransport } from './transport.ts'
import { createWaitingForms } from './waiting-forms.ts'

/** Slack's own Web API. */
export const SLACK_API_URL = 'https://slack.com/api/'

/** Slack allows "several hundred a minute" in a workspace, and says no more: what is begun with, before its limit is found. */
export const SLACK_SENDS_PER_SECOND = 4

/** `chat.update` is tier 3, 50 a minute; ten are left for the answers of people. */
export const SLACK_CHANGES_PER_MINUTE = 40

export type SlackOptions = Readonly<{
  db: Kysely<SlackTables>
  world: World
  log: Log
  /** Ends in a slash. */
  apiUrl: string
  signingSecret: string
  /** One workspace by its bot token, or many by OAuth, whose tokens are sealed with the first of the keys. */
  app: Readonly<{ botToken: string }> | Readonly<{ oauth: OAuth; tokenKeys: readonly string[] }>
  /** For Socket Mode; null where Slack can reach `publicUrl`. */
  appToken: string | null
  publicUrl: string
  /** How fast one workspace is sent to. */
  sendsPerSecond: Pacing | null
  /** Null or absent for no limit. */
  changesPerMinute?: number | null
}>

export type SlackPlatform = Readonly<{ platform: ChatPlatform; routes: Hono }>

export function createSlackPlatform(options: SlackOptions): SlackPlatform {
  const { db, world, log, apiUrl, signingSecret, app, appToken, publicUrl } = options
  const api = createTransport(apiUrl)
  const installations: Installations =
    'botToken' in app
      ? oneWorkspace(api, app.botToken, log)
      : manyWorkspaces({ db, api, vault: createTokenVault(app.tokenKeys), world, log })
  const { during, settled } = createUnderWay()
  const forms = createWaitingForms(db, world)
  const posting = createPosting(api, installations, world, (work) => {
    void during(work).catch((error: unknown) => log.error('slack.doubt-failed', error))
  })
  let hear: Hear | null = null

  const socket: Socket | null =
    appToken === null
      ? null
      : createSocket({ api, appToken, log, random: world.random, hear: () => hear, during })

  const platform: ChatPlatform = {
    name: 'slack',
    capabilities: {
      sendsPerSecond: options.sendsPerSecond,
      changesPerMinute: options.changesPerMinute ?? null,
      canLookUp: true,
      formsAfterText: false,
    },

    async start(core) {
      await installations.start()
      hear = createHear({
        core,
        installations,
        posting,
        react: createReact({ posting, forms, said: core.said, log }),
        forms,
        world,
        log,
        here: () => hear !== null,
      })
      if (socket !== null) await connected(socket)
    },

    async send(to, message, key) {
      const account = accountAt(to)
      return account === null
        ? never('rejected', 'bad-address')
        : posting.send(account, message, key)
    },

    async lookUp(to, key): Promise<LookUp> {
      const account = accountAt(to)
      return account === null ? { is: 'absent' } : posting.lookUp(account, key)
    },

    redraw: (handle, message) => posting.redraw(handle, message),

    findByEmail: async (email) => findByEmail(posting, await installations.teams(), email),

    async healthy() {
      if (socket !== null && !socket.connected()) return false
      return installations.healthy().catch(() => false)
    },

    async stop() {
      hear = null
      await inTime(settled())
      socket?.stop()
      await inTime(api.close())
    },
  }

  const routes = new Hono()
  routes.route('/', createEventRoutes({ signingSecret, world, log, hear: () => hear, during }))
  if ('oauth' in app)
    routes.route(
      '/',
      createInstallRoutes({ oauth: app.oauth, api, apiUrl, publicUrl, installations, world, log }),
    )
  return { platform, routes }
}

async function connected(socket: Socket): Promise<void> {
  try {
    await socket.start()
  } catch (error) {
    const code = error instanceof NotConnected ? error.message : 'error'
    throw new SlackNotReady(
      `Slack did not open a Socket Mode connection (${code}). Check SLACK_APP_TOKEN (xapp-…, with connections:write), and that Socket Mode is on for the app.`,
    )
  }
}
