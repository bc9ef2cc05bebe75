import { serve, type ServerType } from '@hono/node-server'
import { createSlackPlatform, type SlackOptions } from '#adapters/slack/platform.ts'
import type { SlackTables } from '#adapters/slack/tables.ts'
import type { Core, Inbound, Reaction } from '#src/chat/chat-platform.ts'
import { button, type Message, message } from '#src/chat/message.ts'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { realWorld } from '#src/kernel/world.ts'
import type { FakeSlack, Person } from '#test/support/fake-slack/fake-slack.ts'

/** The Slack adapter between a fake Slack and a core that only listens. */
export type Opened = Readonly<{ database: Database; opened: (() => Promise<void>)[] }>

export const READ = { do: 'read', with: {} }

export type React = (inbound: Inbound) => Promise<Reaction> | Reaction

export async function connect(
  { database, opened }: Opened,
  slack: FakeSlack,
  app: SlackOptions['app'],
  {
    react = () => [],
    appToken = null,
    home = () => [message({ title: 'Your page', actions: [button('Read', READ)] })],
  }: { react?: React; appToken?: string | null; home?: () => readonly Message[] } = {},
) {
  const heard: Inbound[] = []
  const changed: unknown[] = []
  const core: Core = {
    receive: async (inbound) => {
      heard.push(inbound)
      return react(inbound)
    },
    home: async () => home(),
    suggest: async () => [],
    said: async () => {},
    accountChanged: async (who, open) => {
      changed.push([who.user, open])
    },
  }
  const { platform, routes } = createSlackPlatform({
    db: database.db.withTables<SlackTables>(),
    world: realWorld,
    log: silentLog,
    apiUrl: slack.apiUrl,
    signingSecret: slack.app.signingSecret,
    app,
    appToken,
    publicUrl: 'http://localhost:3000',
    sendsPerSecond: null,
  })
  await platform.start(core)
  const server = await new Promise<ServerType>((resolve) => {
    const listening = serve({ fetch: routes.fetch, port: 0, hostname: '127.0.0.1' }, () =>
      resolve(listening),
    )
  })
  opened.push(async () => {
    await platform.stop()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  if (appToken === null) slack.connectApp(`http://127.0.0.1:${port}`)
  return { platform, routes, heard, changed }
}

export const say = (title: string): Reaction => [
  { do: 'say', message: message({ title }), about: null },
]
export const titles = (person: Person) =>
  person
    .messages()
    .filter(({ fromBot }) => fromBot)
    .map(({ plain }) => plain.split('\n')[0])
export const addressOf = ({ team, id }: Person) =>
  ({ platform: 'slack', ref: `slack:1:${team}:${id}` }) as const
export const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
