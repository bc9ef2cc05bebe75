import { createClock, seeded } from '../fake-slack/clock.ts'
import { PATIENT_MS } from '../fake-slack/far-end.ts'
import { createBearerTokens } from './bearer-tokens.ts'
import { createConversations } from './conversations.ts'
import { createDirectory, guidOf } from './directory.ts'
import { createFaults } from './faults.ts'
import { createKeys } from './keys.ts'
import { createLedger } from './ledger.ts'
import { createRateLimits, type Rates } from './rate-limits.ts'
import { createToApp } from './to-app.ts'

export type Options = Readonly<{
  port?: number
  /** The test's clock, in milliseconds. */
  now?: () => number
  seed?: number
  appId?: string
  password?: string
  /** The tenant that the bot is registered in, whose people need not use it. */
  homeTenant?: string
  /** Off unless given; `TEAMS_RATES` is what Teams does. */
  rates?: Rates | null
  /**
   * It waits this long for the bot, then tells the same activity again. Teams waits fifteen seconds, as a test of that says; the
   * others wait as long as a busy machine needs.
   */
  answerWithinMs?: number
}>

/** What Teams itself does. */
export const TEAMS_WAITS_MS = 15_000

export type FarEnd = ReturnType<typeof createFarEnd>

/** Everything that Teams knows, put together once. */
export function createFarEnd(options: Options) {
  const clock = createClock(options.now ?? (() => Date.now()))
  const app = {
    id: options.appId ?? guidOf('the app'),
    password: options.password ?? 'an-app-password',
    tenant: options.homeTenant ?? guidOf('the home tenant'),
  }
  const botId = `28:${app.id}`
  const settings = { url: '' }
  const ledger = createLedger()
  const directory = createDirectory(botId)
  // No address twice: bots keep the keys of an address for a day.
  const keys = createKeys(crypto.randomUUID(), app.id)
  return {
    app,
    botId,
    clock,
    settings,
    ledger,
    directory,
    keys,
    serviceUrl: (tenant: string) => `${settings.url}/uk/${tenant}/`,
    conversations: createConversations(clock, directory, ledger, botId),
    tokens: createBearerTokens(clock, app),
    faults: createFaults(seeded(options.seed ?? 1)),
    limits: createRateLimits(clock, options.rates ?? null),
    toApp: createToApp(keys, options.answerWithinMs ?? PATIENT_MS),
  }
}
