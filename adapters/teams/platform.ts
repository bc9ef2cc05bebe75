import { setTimeout as wait } from 'node:timers/promises'
import type { Hono } from 'hono'
import type { Kysely } from 'kysely'
import type { ChatPlatform, Pacing } from '#src/chat/chat-platform.ts'
import { createUnderWay, inTime } from '#src/chat/under-way.ts'
import type { Log } from '#src/kernel/log.ts'
import type { World } from '#src/kernel/world.ts'
import { accountAt } from './address.ts'
import { createTokenCheck } from './botbuilder.ts'
import { createConnector } from './connector.ts'
import { createConversations } from './conversations.ts'
import { createHear, type Reply } from './hear.ts'
import { isPersonal, readActivity } from './inbound.ts'
import { createOpenForms } from './open-forms.ts'
import { never } from './outcome.ts'
import { createPace, type Pace } from './pace.ts'
import { createPosting } from './posting.ts'
import { createReact } from './react.ts'
import { createMessageRoutes, type Received } from './routes.ts'
import type { TeamsTables } from './tables.ts'
import { createServiceUrls } from './service-urls.ts'
import { signIn } from './sign-in.ts'
import { createTokens, type Registration } from './token.ts'
import { createTransport } from './transport.ts'
import { createWaitingForms } from './waiting-forms.ts'

/** Where the public cloud gives out tokens. */
export const LOGIN = 'https://login.microsoftonline.com/'

/** Teams waits ten seconds at the least; the rest is for the way there and back. */
const ANSWER_WITHIN_MS = 8_000

export type TeamsOptions = Readonly<{
  db: Kysely<TeamsTables>
  world: World
  log: Log
  registration: Registration
  /** Whose people are heard. */
  allowedTenants: readonly string[]
  openIdMetadataUrl: string
  /** Ends in a slash. */
  loginUrl: string
  /** Other places of the Connector than Microsoft's own; null for its own. */
  serviceOrigins: readonly string[] | null
  /** How fast one tenant is sent to. */
  sendsPerSecond: Pacing | null
  /** How long Teams waits for what the core says, if not eight seconds. */
  answerWithinMs?: number
  /** Another than that of the machine's clock. */
  pace?: Pace
}>

export type TeamsPlatform = Readonly<{ platform: ChatPlatform; routes: Hono }>

export function createTeamsPlatform(options: TeamsOptions): TeamsPlatform {
  const { db, world, log, registration, answerWithinMs = ANSWER_WITHIN_MS } = options
  const transport = createTransport(world)
  const { loginUrl } = options
  const tokens = createTokens({ transport, registration, loginUrl, world, log })
  const serviceUrls = createServiceUrls(options.serviceOrigins ?? undefined)
  // The app's own id in conversations: they are another bot's otherwise.
  const bot = `28:${registration.appId}`
  const conversations = createConversations({ db, world, bot, serviceUrls })
  const tenants = new Set(options.allowedTenants)
  const posting = createPosting({
    connector: createConnector({ transport, tokens, serviceUrls }),
    conversations,
    pace: options.pace ?? createPace(() => performance.now(), wait),
    bot,
    serves: (tenant) => tenants.has(tenant),
    log,
  })
  const waiting = createWaitingForms(db, world)
  const open = createOpenForms()
  const { during, settled } = createUnderWay()
  let hear: ((received: Received) => Promise<Reply>) | null = null

  async function place({ activity, tenant, serviceUrl }: Received): Promise<void> {
    const { from, conversation } = activity
    if (!isPersonal(activity) || typeof from.aadObjectId !== 'string') return
    const who = { tenant, user: from.aadObjectId }
    await conversations.saw(who, { conversation: conversation.id, serviceUrl })
  }

  const platform: ChatPlatform = {
    name: 'teams',
    capabilities: {
      sendsPerSecond: options.sendsPerSecond,
      // The same door as sending: Teams counts both together.
      changesPerMinute: options.sendsPerSecond === null ? null : options.sendsPerSecond.first * 30,
      canLookUp: false,
      formsAfterText: false,
    },

    async start(core) {
      await signIn(tokens, log)
      const react = createReact({ posting, forms: waiting, said: core.said, log })
      const answer = createHear({ core, react, waiting, open, world, log, answerWithinMs })
      hear = async (received) => {
        // Whatever they do says where they can be written to now, and the answer goes there.
        const placed = place(received).catch((error: unknown) =>
          log.error('teams.conversation-not-kept', error),
        )
        const { after, ...reply } = await answer(readActivity(received.activity, received.tenant))
        return { ...reply, after: after === null ? null : () => placed.then(after) }
      }
    },

    async send(to, message, key) {
      const account = accountAt(to)
      return account === null
        ? never('rejected', 'bad-address')
        : posting.send(account, message, key)
    },

    // The Connector cannot be asked what it has stored.
    lookUp: async () => ({ is: 'cannot-tell' }),

    redraw: (handle, message) => posting.redraw(handle, message),

    // Only Graph knows people by e-mail, and it may not be asked without an administrator's consent.
    findByEmail: async () => ({ is: 'cannot-tell' }),

    healthy: async () => (await tokens.get()).is === 'have',

    async stop() {
      hear = null
      await inTime(settled())
      await inTime(transport.close())
    },
  }

  const { appId } = registration
  const routes = createMessageRoutes({
    check: createTokenCheck({ appId, metadataUrl: options.openIdMetadataUrl, log }),
    tenants,
    serviceUrls,
    log,
    hear: () => hear,
    during,
  })
  return { platform, routes }
}
