import { listening } from '../fake-slack/listening.ts'
import { createServer } from 'node:http'
import { isJson, type Json, parsed } from '../fake-slack/json.ts'
import { type FakeTeams, type Options, startFakeTeams } from './fake-teams.ts'

export type Asked = Readonly<{ status: number; body: Json; retryAfter: string | null }>

/** A client of the Bot Connector that asks once, with a token of its own, and tells what came of it. */
export async function plainClient(teams: FakeTeams, tenant: string) {
  const token = async (): Promise<string> => {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: teams.app.id,
      client_secret: teams.app.password,
      scope: 'https://api.botframework.com/.default',
    })
    const answer = await fetch(teams.tokenUrl, { method: 'POST', body: form })
    return ((await answer.json()) as { access_token: string }).access_token
  }
  const bearer = await token()

  const ask = async (
    method: string,
    path: string,
    body?: Json,
    authorization = `Bearer ${bearer}`,
  ): Promise<Asked> => {
    const answer = await fetch(`${teams.serviceUrl(tenant)}v3/${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(5000),
    })
    const said = parsed(await answer.text())
    return {
      status: answer.status,
      body: isJson(said) ? said : {},
      retryAfter: answer.headers.get('retry-after'),
    }
  }
  const of = (conversation: string) =>
    `conversations/${encodeURIComponent(conversation)}/activities`

  return {
    token,
    ask,
    create: (aad: string) =>
      ask('POST', 'conversations', { tenantId: tenant, members: [{ id: aad }] }),
    post: (conversation: string, activity: Json) =>
      ask('POST', of(conversation), { conversation: { tenantId: tenant }, ...activity }),
    reply: (conversation: string, to: string, activity: Json) =>
      ask('POST', `${of(conversation)}/${to}`, { conversation: { tenantId: tenant }, ...activity }),
    update: (conversation: string, id: string, activity: Json) =>
      ask('PUT', `${of(conversation)}/${id}`, { conversation: { tenantId: tenant }, ...activity }),
    remove: (conversation: string, id: string) => ask('DELETE', `${of(conversation)}/${id}`),
  }
}

export const cardMessage = (card: Json, more: Json = {}): Json => ({
  type: 'message',
  ...more,
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
})

export const card = (...body: readonly Json[]) => ({ type: 'AdaptiveCard', version: '1.5', body })
export const text = (words: string): Json => ({ type: 'TextBlock', text: words, wrap: true })

/** A bot that answers as it is told, for tests of the fake alone. */
async function startBot(answer: (activity: Json) => unknown) {
  const heard: Readonly<{ activity: Json; authorization: string }>[] = []
  const http = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = parsed(Buffer.concat(chunks).toString())
      const activity = isJson(body) ? body : {}
      heard.push({ activity, authorization: request.headers.authorization ?? '' })
      const said = answer(activity)
      // Undefined: it never answers.
      if (said === undefined) return
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(said))
    })
  })
  return { heard, ...(await listening(http, 0)) }
}

/** Tenants with one person who has the app, a bot beside them, and a way to close it all. */
export function tenants() {
  const opened: (() => Promise<void>)[] = []
  return {
    closeAll: async () => {
      for (const close of opened.splice(0)) await close()
    },
    teamsWith: async (options: Options = {}, answer: (activity: Json) => unknown = () => ({})) => {
      const teams = await startFakeTeams(options)
      opened.push(teams.close)
      const bot = await startBot(answer)
      opened.push(bot.close)
      teams.connectApp(`${bot.url}/api/messages`)
      const tenant = teams.addTenant()
      const amara = teams.addPerson(tenant.id, { name: 'Amara Obi', installed: true })
      const client = await plainClient(teams, tenant.id)
      const chat = amara.conversation()
      return { teams, bot, tenant, amara, client, chat }
    },
  }
}
