import type { Clock } from '../fake-slack/clock.ts'
import type { Json } from '../fake-slack/json.ts'

export type TokenAnswer = Readonly<{ status: number; body: Json }>

const refused = (status: number, error: string, code: string): TokenAnswer => ({
  status,
  body: { error, error_description: `${code}: The request was refused.`, error_codes: [code] },
})

export type BearerTokens = ReturnType<typeof createBearerTokens>

/** login.microsoftonline.com: client credentials for the Bot Connector, from the bot's own tenant alone. */
export function createBearerTokens(
  clock: Clock,
  app: Readonly<{ id: string; password: string; tenant: string }>,
) {
  const endsAt = new Map<string, number>()
  let given = 0
  let seconds = 3599

  return {
    requests: () => given,
    /** How long the next tokens last. */
    setLife: (life: number) => {
      seconds = life
    },
    /** Every token that was given out is refused from now on. */
    revoke: () => endsAt.clear(),
    isGood: (authorization: string): boolean => {
      const ends = endsAt.get(authorization.replace(/^Bearer /, ''))
      return authorization.startsWith('Bearer ') && ends !== undefined && clock.now() < ends
    },

    ask: (tenant: string, form: Json): TokenAnswer => {
      given += 1
      if (tenant !== app.tenant) return refused(400, 'unauthorized_client', 'AADSTS700016')
      if (form['grant_type'] !== 'client_credentials')
        return refused(400, 'unsupported_grant_type', 'AADSTS70003')
      if (form['scope'] !== 'https://api.botframework.com/.default')
        return refused(400, 'invalid_scope', 'AADSTS1002012')
      if (form['client_id'] !== app.id || form['client_secret'] !== app.password)
        return refused(401, 'invalid_client', 'AADSTS7000215')
      const token = `token-${given}`
      endsAt.set(token, clock.now() + seconds * 1000)
      return {
        status: 200,
        body: {
          token_type: 'Bearer',
          expires_in: seconds,
          ext_expires_in: seconds,
          access_token: token,
        },
      }
    },
  }
}
