import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Json } from '../fake-slack/json.ts'

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
// Making a key takes a tenth of a second; one for each process will do, as the ids differ.
const GOOD = pair()
const FORGED = pair()

/** What a token says about itself, and who signs it. A claim that is undefined is left out. */
export type TokenParts = Readonly<{
  claims?: Json
  header?: Json
  /** `forged`: another key under the same id. `public`: HS256 with the public key as its secret. */
  signedBy?: 'teams' | 'forged' | 'public' | 'nobody'
}>

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

function signature(text: string, signedBy: NonNullable<TokenParts['signedBy']>): string {
  const rs256 = (key: KeyObject) => sign('sha256', Buffer.from(text), key).toString('base64url')
  switch (signedBy) {
    case 'teams':
      return rs256(GOOD.privateKey)
    case 'forged':
      return rs256(FORGED.privateKey)
    case 'public': {
      const secret = GOOD.publicKey.export({ type: 'spki', format: 'pem' })
      return createHmac('sha256', secret).update(text).digest('base64url')
    }
    case 'nobody':
      return ''
  }
}

const ALGORITHM = { teams: 'RS256', forged: 'RS256', public: 'HS256', nobody: 'none' }

export type Keys = ReturnType<typeof createKeys>

/** The keys that Teams signs its requests with. `start` is in every address, as bots keep keys by their address. */
export function createKeys(start: string, appId: string) {
  const kid = `key-${start}`
  const paths = {
    metadata: `/${start}/v1/.well-known/openidconfiguration`,
    keys: `/${start}/v1/.well-known/keys`,
  }
  const endorsements = ['msteams']

  return {
    paths,
    kid,
    /** Which channels the key may speak for. */
    endorsements,

    metadata: (url: string): Json => ({
      issuer: 'https://api.botframework.com',
      authorization_endpoint: 'https://invalid.botframework.com',
      jwks_uri: `${url}${paths.keys}`,
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    }),
    jwks: (): Json => ({
      keys: [
        { ...GOOD.publicKey.export({ format: 'jwk' }), use: 'sig', kid, x5t: kid, endorsements },
      ],
    }),

    /** By the clock of the machine, as that is what a bot's library checks it with. */
    mint: (serviceUrl: string, parts: TokenParts = {}): string => {
      const { claims = {}, header = {}, signedBy = 'teams' } = parts
      const now = Math.floor(Date.now() / 1000)
      const usual = {
        iss: 'https://api.botframework.com',
        aud: appId,
        nbf: now - 60,
        exp: now + 3600,
        serviceurl: serviceUrl,
      }
      const text = [
        encoded({ alg: ALGORITHM[signedBy], kid, typ: 'JWT', ...header }),
        encoded({ ...usual, ...claims }),
      ].join('.')
      return `${text}.${signature(text, signedBy)}`
    },
  }
}
