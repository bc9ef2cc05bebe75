import { createClock, seeded } from './clock.ts'
import { createEvents } from './events.ts'
import { createFaults } from './faults.ts'
import { createLedger } from './ledger.ts'
import { createMessages } from './messages.ts'
import { createRateLimits, type Rates } from './rate-limits.ts'
import { createToApp } from './to-app.ts'
import { createTriggers } from './triggers.ts'
import { createViews } from './views.ts'
import { createIds, createWorkspaces } from './workspaces.ts'

export type Options = Readonly<{
  port?: number
  /** The test's clock, in milliseconds. */
  now?: () => number
  seed?: number
  signingSecret?: string
  clientId?: string
  clientSecret?: string
  appId?: string
  /** Off unless given; `SLACK_RATES` is what Slack does. */
  rates?: Rates | null
  /** Whether the app hears of its own messages, as it does with message.im. */
  echoes?: boolean
  /**
   * How long it waits for the app's answer. Slack waits three seconds, as a test of that says; the others wait as long as a busy
   * machine needs, for a command that came too late is nobody's until it is typed again.
   */
  answerWithinMs?: number
}>

/** What Slack itself does. */
export const SLACK_WAITS_MS = 3_000
export const PATIENT_MS = 90_000

export type FarEnd = ReturnType<typeof createFarEnd>

/** Everything that Slack knows, put together once. */
export function createFarEnd(options: Options) {
  const clock = createClock(options.now ?? (() => Date.now()))
  const app = {
    id: options.appId ?? 'A0CASCADE01',
    clientId: options.clientId ?? '111.222',
    clientSecret: options.clientSecret ?? 'a-client-secret',
    signingSecret: options.signingSecret ?? 'a-signing-secret',
    /** The app-level token of Socket Mode. */
    token: 'xapp-1-A0CASCADE01-1-secret',
  }
  const newId = createIds()
  const ledger = createLedger()
  const workspaces = createWorkspaces(newId)
  const toApp = createToApp(clock, app.signingSecret, options.answerWithinMs ?? PATIENT_MS)
  return {
    app,
    clock,
    newId,
    ledger,
    workspaces,
    toApp,
    settings: { echoes: options.echoes ?? false, url: '' },
    messages: createMessages(clock, newId, ledger),
    triggers: createTriggers(clock, newId),
    views: createViews(newId),
    faults: createFaults(seeded(options.seed ?? 1)),
    limits: createRateLimits(clock, options.rates ?? null),
    events: createEvents({ clock, newId, workspaces, toApp, appId: app.id }),
  }
}
