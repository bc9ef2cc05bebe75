import { AsyncLocalStorage } from 'node:async_hooks'
import { type Activity, ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import { z } from 'zod'
import type { Log } from '#src/kernel/log.ts'
import { realWorld } from '#src/kernel/world.ts'

/** Where the public cloud says which keys it signs with. */
export const OPENID_METADATA = 'https://login.botframework.com/v1/.well-known/openidconfiguration'

const ISSUER = 'https://api.botframework.com'
const BEARER = /^Bearer ([\w-]{1,4096}\.[\w-]{1,8192}\.[\w-]{1,2048})$/
/** Teams uses one token for about an hour, from a handful of machines. */
const MOST_VERIFIED = 500
const WITHIN_MS = 5_000

const Header = z.object({ alg: z.string(), kid: z.string() })
const Claims = z.object({
  iss: z.literal(ISSUER),
  serviceurl: z.string(),
  /** In seconds. The SDK would also take a token that never ends. */
  exp: z.number(),
})
type Claims = z.infer<typeof Claims>
const Refused = z.object({ statusCode: z.union([z.literal(401), z.literal(403)]) })
const BAD_TOKENS = ['JsonWebTokenError', 'TokenExpiredError', 'NotBeforeError']

/** `cannot-tell`: the keys could not be had, so that it has to be told again. */
export type Verdict = 'good' | 'bad' | 'cannot-tell'

/** Whether Teams sent an activity that names this service URL, by its Authorization header. */
export type TokenCheck = (authorization: string | undefined, serviceUrl: string) => Promise<Verdict>

type Options = Readonly<{ appId: string; metadataUrl: string; log: Log }>

/**
 * The only file that uses Microsoft's SDK, and only to validate what comes in: its senders post again by themselves
 * and cost many times what the wire does. Its validation (signature, issuer, audience, times, endorsement for Teams)
 * costs six times what the signature alone does, and Teams sends the same token for about an hour, so what it has
 * found good is remembered until it ends.
 */
export function createTokenCheck({ appId, metadataUrl, log }: Options): TokenCheck {
  const sdk = new ConfigurationBotFrameworkAuthentication(
    {
      ValidateAuthority: false,
      ToBotFromChannelTokenIssuer: ISSUER,
      ToBotFromChannelOpenIdMetadataUrl: metadataUrl,
      ToBotFromEmulatorOpenIdMetadataUrl: metadataUrl,
      ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
      ToChannelFromBotOAuthScope: ISSUER,
      OAuthUrl: ISSUER,
      CallerId: '',
    },
    {
      // Without an app id the SDK lets everybody in; this one never does.
      isAuthenticationDisabled: async () => false,
      isValidAppId: async (id) => id === appId,
      createCredentials: async () => {
        throw new Error('The SDK only validates here')
      },
    },
  )
  /** By the whole header, what its token says of itself. */
  const verified = new Map<string, Claims>()

  async function validate(token: string, serviceUrl: string): Promise<Verdict> {
    try {
      // All that it reads of an activity; the endorsement of the key is for this channel.
      const activity = { channelId: 'msteams', serviceUrl } as Activity
      await withoutWords.run(true, () =>
        inTime(sdk.authenticateRequest(activity, `Bearer ${token}`)),
      )
      return 'good'
    } catch (error) {
      if (isRefusal(error)) return 'bad'
      log.error('teams.token-not-checked', error)
      return 'cannot-tell'
    }
  }

  function remember(header: string, claims: Claims): void {
    const [oldest] = verified.size < MOST_VERIFIED ? [] : verified.keys()
    if (oldest !== undefined) verified.delete(oldest)
    verified.set(header, claims)
  }

  return async (header = '', serviceUrl) => {
    const known = verified.get(header)
    // The SDK allows for clocks that differ; what is remembered allows nothing.
    if (known !== undefined && known.exp * 1000 > realWorld.now().getTime())
      return known.serviceurl === serviceUrl ? 'good' : 'bad'
    verified.delete(header)
    const token = BEARER.exec(header)?.[1]
    const claims = token === undefined ? null : claimsOf(token)
    if (token === undefined || claims?.serviceurl !== serviceUrl) return 'bad'
    const verdict = await validate(token, serviceUrl)
    if (verdict === 'good') remember(header, claims)
    return verdict
  }
}

/** What a token says of itself, before anybody knows whether it is true. */
function claimsOf(token: string): Claims | null {
  const [header, payload] = token.split('.').map(decode)
  return Header.safeParse(header).success ? (Claims.safeParse(payload).data ?? null) : null
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    return null
  }
}

const isRefusal = (error: unknown): boolean =>
  Refused.safeParse(error).success || (error instanceof Error && BAD_TOKENS.includes(error.name))

/** The SDK would wait for the keys without end. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('The keys did not come in time')), WITHIN_MS)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** The SDK prints every forged token's trouble on the console, where anybody could fill the log with it. */
const withoutWords = new AsyncLocalStorage<true>()
/* oxlint-disable no-console */
const print = console.error
console.error = (...words: readonly unknown[]) => {
  if (withoutWords.getStore() === undefined) print(...words)
}
/* oxlint-enable no-console */
