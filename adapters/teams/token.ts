import { z } from 'zod'
import type { Log } from '#src/kernel/log.ts'
import type { World } from '#src/kernel/world.ts'
import type { Answer, Transport } from './transport.ts'

/** The bot as Microsoft Entra knows it. `tenant` is its own home, whoever it writes to. */
export type Registration = Readonly<{ appId: string; password: string; tenant: string }>

type None = Readonly<{ is: 'none'; afterMs: number; code: string }>
type Have = Readonly<{ is: 'have'; token: string }>

export type Tokens = Readonly<{
  /** The token for the Connector. Whoever asks while it is being fetched waits for the same one. */
  get: () => Promise<Have | None>
  /** The Connector refused it: another is fetched for the next request. */
  refused: (token: string) => void
}>

const SCOPE = 'https://api.botframework.com/.default'
/** Renewed so long before it ends, beside what is being sent with it. */
const RENEW_MS = 10 * 60_000
/** Not used any more: a request takes a while, and clocks differ. */
const USELESS_MS = 60_000
/** A younger one that is refused was not at fault: another would be refused as well. */
const YOUNG_MS = 60_000
/** After a failure nobody asks again so soon. */
const ASK_AGAIN_MS = 5_000

const Granted = z.object({
  access_token: z.string().min(1).max(20_000),
  expires_in: z.number().positive(),
})

type Held = Readonly<{ token: string; from: number; until: number }>

/** Client credentials, fetched once for everybody. `loginUrl` ends in a slash. */
export function createTokens(
  parts: Readonly<{
    transport: Transport
    registration: Registration
    loginUrl: string
    world: World
    log: Log
  }>,
): Tokens {
  const { transport, registration, world, log } = parts
  const { appId, password, tenant } = registration
  const url = new URL(`${encodeURIComponent(tenant)}/oauth2/v2.0/token`, parts.loginUrl)
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: appId,
    client_secret: password,
    scope: SCOPE,
  }).toString()

  let held: Held | null = null
  let failure: (None & Readonly<{ until: number }>) | null = null
  let fetching: Promise<Have | None> | null = null
  const now = () => world.now().getTime()

  async function fetch(): Promise<Have | None> {
    const answer = await transport.call({ method: 'POST', url, token: null, body, as: 'form' })
    const granted = answer.is === 'ok' ? Granted.safeParse(answer.body).data : undefined
    if (granted === undefined) return fail(answer)
    const from = now()
    held = { token: granted.access_token, from, until: from + granted.expires_in * 1000 }
    failure = null
    return { is: 'have', token: held.token }
  }

  function fail(answer: Answer): None {
    const code = answer.is === 'ok' ? 'unreadable' : answer.code
    const asked = answer.is === 'limited' ? (answer.afterMs ?? 0) : 0
    const afterMs = Math.max(asked, ASK_AGAIN_MS)
    failure = { is: 'none', afterMs, code, until: now() + afterMs }
    log.warn('teams.no-token', { code })
    return failure
  }

  function fetchOnce(): Promise<Have | None> {
    fetching ??= fetch().finally(() => {
      fetching = null
    })
    return fetching
  }

  return {
    get: async () => {
      const left = held === null ? 0 : held.until - now()
      const failedJustNow = failure !== null && now() < failure.until
      if (held !== null && left > USELESS_MS) {
        // It is good for a while: what is sent meanwhile does not wait for the next one.
        if (left < RENEW_MS && !failedJustNow) void fetchOnce()
        return { is: 'have', token: held.token }
      }
      return failure !== null && failedJustNow ? failure : fetchOnce()
    },
    refused: (token) => {
      if (held?.token === token && now() - held.from >= YOUNG_MS) held = null
    },
  }
}
