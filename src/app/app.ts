import type { Hono } from 'hono'
import { approvals } from '#src/approvals/handlers.ts'
import { createBallots } from '#src/ballots/handlers.ts'
import { leavingBallots } from '#src/ballots/telling.ts'
import { broadcasts } from '#src/broadcasts/handlers.ts'
import { cardFor, firstCard } from '#src/broadcasts/mine-store.ts'
import { leavingTakePart } from '#src/consultations/due.ts'
import { leavingEventReminder } from '#src/events/due.ts'
import { createEvents } from '#src/events/handlers.ts'
import { eventRoutes } from '#src/events/routes.ts'
import { consultations } from '#src/consultations/handlers.ts'
import type { ChatPlatform, Core } from '#src/chat/chat-platform.ts'
import { silences } from '#src/delivery/canary-store.ts'
import { createDelivery } from '#src/delivery/deliver.ts'
import { allLoads } from '#src/delivery/load-store.ts'
import { redrawsOf } from '#src/delivery/redraws.ts'
import { digestRedraw, leavingDigest, leavingForumDigest } from '#src/digests/make.ts'
import { DEFAULT_RETENTION, type Retention } from '#src/config-retention.ts'
import type { Database } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import { feedStates } from '#src/feeds/feed-store.ts'
import { getPage } from '#src/feeds/get.ts'
import { feeds } from '#src/feeds/handlers.ts'
import { TELL_FAILING_MS } from '#src/feeds/rules.ts'
import { createForumArchive } from '#src/forums/archiving.ts'
import { leavingCountdown } from '#src/forums/ending.ts'
import { leavingOthers } from '#src/forums/others.ts'
import { forums } from '#src/forums/handlers.ts'
import { leavingPost } from '#src/forums/relaying.ts'
import { forumRoutes } from '#src/forums/routes.ts'
import { library } from '#src/library/handlers.ts'
import { createQueue } from '#src/kernel/queue.ts'
import { operatorsSecret, sharedSecret } from '#src/kernel/secret.ts'
import type { World } from '#src/kernel/world.ts'
import { createMeetings } from '#src/meetings/handlers.ts'
import { leavingMoved } from '#src/meetings/leaving.ts'
import { leavingMeetingReminder } from '#src/meetings/reminding.ts'
import { meetingRoutes } from '#src/meetings/routes.ts'
import { leavingChase } from '#src/opportunities/chasing.ts'
import { opportunities } from '#src/opportunities/handlers.ts'
import { createAccounts } from '#src/people/accounts/handlers.ts'
import { createConsents } from '#src/people/consents/handlers.ts'
import { createPeople } from '#src/people/handlers.ts'
import { invitations, startInviting } from '#src/people/invite.ts'
import { startEmptying } from '#src/people/rights/emptying.ts'
import { createRights } from '#src/people/rights/handlers.ts'
import { dataRoutes } from '#src/people/rights/routes.ts'
import { findActor, saveAccountState } from '#src/people/store.ts'
import { reminders } from '#src/reminders/handlers.ts'
import { leavingList } from '#src/reminders/lists.ts'
import { leavingReminders } from '#src/reminders/send.ts'
import { createReports } from '#src/reports/handlers.ts'
import { reportRoutes } from '#src/reports/routes.ts'
import { responses } from '#src/responses/handlers.ts'
import { replyTo } from '#src/responses/reply-to.ts'
import { createSaid } from '#src/responses/said.ts'
import { subscriptions } from '#src/subscriptions/handlers.ts'
import { versions } from '#src/versions/handlers.ts'
import type { Capability } from './capability.ts'
import { createHelp } from './help.ts'
import { createHome } from './home.ts'
import { createHttp } from './http.ts'
import { createMetrics } from './metrics.ts'
import { createReceive } from './receive.ts'
import { createSuggest } from './suggest.ts'
import { createTicks } from './ticks.ts'

type Deps = Readonly<{
  database: Database
  world: World
  log: Log
  platforms: readonly ChatPlatform[]
  /** For links in messages, without a slash at the end. */
  publicUrl: string
  /** The operator's own, for accounts that want nothing more; null for one that the database keeps. */
  suppressionSecret?: string | null
  retention?: Retention
}>

export type App = Readonly<{
  core: Core
  http: Hono
  start: () => Promise<void>
  /** Takes nothing new and lets what is under way finish, for `ms` at most. */
  stop: (ms: number) => Promise<void>
}>

/** The whole of Cascade over a migrated database, whatever platforms it speaks on. */
export async function createApp({
  database,
  world,
  log,
  platforms,
  publicUrl,
  suppressionSecret: given = null,
  retention = DEFAULT_RETENTION,
}: Deps): Promise<App> {
  const { db } = database
  const secret = await sharedSecret(db, 'link-secret')
  const suppressionSecret = await operatorsSecret(db, 'suppression', given)
  const codeSecret = await sharedSecret(db, 'code-secret')
  const queue = createQueue(database, log)
  const metrics = createMetrics({
    silences: async () => silences(db, world.now()),
    lanes: async () =>
      (await allLoads(db, world.now())).map(({ pace, ...load }) => ({ ...load, rate: pace.rate })),
    feeds: async () => feedStates(db, world.now(), TELL_FAILING_MS),
  })
  const without: readonly Capability[] = [
    createPeople({ secret: suppressionSecret }),
    createConsents({ secret: suppressionSecret }),
    createAccounts({ secret: codeSecret }),
    invitations,
    subscriptions,
    broadcasts,
    approvals,
    versions,
    library,
    responses,
    opportunities,
    forums,
    createForumArchive({ secret, publicUrl }),
    createBallots({ secret: suppressionSecret }),
    consultations,
    createMeetings({ secret, publicUrl }),
    createEvents({ secret, publicUrl }),
    reminders,
    feeds,
    createReports({ secret, publicUrl }),
    createRights({ linkSecret: secret, suppressionSecret, publicUrl }),
  ]
  const capabilities = [createHelp(without), ...without]
  let open = true

  const receive = createReceive({
    db,
    hasRoom: database.hasRoom,
    queue,
    world,
    log,
    capabilities,
    findActor,
    replyTo,
  })
  const core: Core = {
    receive: async (inbound) => {
      const done = metrics.inbound.startTimer({ platform: inbound.who.platform })
      try {
        const reaction = await receive(inbound)
        done({ result: 'answered' })
        return reaction
      } catch (error) {
        done({ result: 'failed' })
        throw error
      }
    },
    said: createSaid({ db, queue, world }),
    accountChanged: async (who, isOpen) => saveAccountState(db, who, isOpen, world.now()),
    home: createHome({ db, world }),
    suggest: createSuggest({ db, world }),
  }

  const delivery = createDelivery({
    db,
    queue,
    world,
    log,
    platforms: new Map(platforms.map((platform) => [platform.name, platform])),
    cardOf: firstCard,
    copyCard: cardFor,
    // The one process on an embedded database holds all there is; another on PostgreSQL may only be slow.
    doubtAfterMs: database.kind === 'embedded' ? 0 : 20_000,
    prepares: new Map([
      leavingDigest,
      leavingForumDigest,
      leavingPost,
      ...leavingReminders,
      leavingList,
      leavingChase,
      ...leavingBallots,
      leavingTakePart,
      leavingMoved,
      leavingCountdown,
      leavingOthers,
      leavingEventReminder,
      leavingMeetingReminder,
    ]),
    redraws: redrawsOf([...capabilities.flatMap((one) => one.redraws), digestRedraw]),
    count: (outcome, platform) => metrics.deliveries.inc({ platform, outcome }),
  })
  const ticks = createTicks({
    database,
    queue,
    world,
    log,
    retention,
    secret: suppressionSecret,
    get: getPage,
  })

  const http = createHttp({ database, queue, platforms, metrics, log, open: () => open })
  http.route('/', reportRoutes({ db, secret, world, log }))
  http.route('/', dataRoutes({ db, secret, world, log }))
  http.route('/', forumRoutes({ db, secret, world, log }))
  http.route('/', meetingRoutes({ db, secret, publicUrl, world, log }))
  http.route('/', eventRoutes({ db, secret, world, log }))

  return {
    core,
    http,
    start: async () => {
      await queue.start()
      await delivery.start()
      await startInviting({ db, queue, world, log, platforms, secret: suppressionSecret })
      await startEmptying({ db, queue, world, log, platforms })
      await ticks.start()
      // A job taken before its platform can speak would end as undeliverable, for good.
      for (const platform of platforms) await platform.start(core)
      await queue.begin()
    },
    stop: async (ms) => {
      open = false
      delivery.stop()
      await ticks.stop()
      // First nothing comes in, then what is on its way out is finished.
      await Promise.all(platforms.map(async (platform) => platform.stop()))
      await queue.stop(ms)
    },
  }
}
