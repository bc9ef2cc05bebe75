import type { ServiceUrls } from './service-urls.ts'
import type { Tokens } from './token.ts'
import type { Answer, Transport } from './transport.ts'

export type Request = Readonly<{
  serviceUrl: string
  method: 'POST' | 'PUT'
  /** Under the service's address, with every id in it encoded. */
  path: string
  /** JSON. */
  body: string
}>

/** The Bot Connector's REST interface, as the bot. */
export type Connector = Readonly<{ ask: (request: Request) => Promise<Answer> }>

/** The only one who sends the token anywhere. */
export function createConnector(
  parts: Readonly<{ transport: Transport; tokens: Tokens; serviceUrls: ServiceUrls }>,
): Connector {
  const { transport, tokens, serviceUrls } = parts
  return {
    ask: async ({ serviceUrl, method, path, body }) => {
      if (!serviceUrls.isTrusted(serviceUrl))
        return { is: 'refused', status: 0, code: 'untrusted-service-url' }
      const held = await tokens.get()
      // Nothing was asked of the Connector, so whatever became of the sign-in the message is surely not stored.
      if (held.is === 'none') return { is: 'limited', afterMs: held.afterMs, code: held.code }
      const base = serviceUrl.endsWith('/') ? serviceUrl : `${serviceUrl}/`
      const { token } = held
      const url = new URL(path, base)
      const answer = await transport.call({ method, url, token, body, as: 'json' })
      if (answer.is === 'refused' && answer.status === 401) tokens.refused(token)
      return answer
    },
  }
}
