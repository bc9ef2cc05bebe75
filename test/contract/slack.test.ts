import { serve, type ServerType } from '@hono/node-server'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll } from 'vitest'
import { createSlackPlatform } from '#adapters/slack/platform.ts'
import type { SlackTables } from '#adapters/slack/tables.ts'
import type { MessageHandle } from '#src/chat/chat-platform.ts'
import { message } from '#src/chat/message.ts'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { openOne } from '#test/support/database.ts'
import { type Person, startFakeSlack } from '#test/support/fake-slack/fake-slack.ts'
import { testWorld } from '#test/support/world.ts'
import type { Harness, Somebody } from './harness.ts'
import { platformLaws } from './platform-laws.ts'

let database: Database
beforeAll(async () => {
  database = await openOne()
})
afterAll(() => database.close())

let made = 0

const tsOf = ({ ref }: MessageHandle) => ref.split(':').at(-1) ?? ''

/** Real requests both ways: the fake Slack's Web API on one side, our own address on the other. */
async function slackHarness(): Promise<Harness> {
  made += 1
  const world = testWorld('2026-08-06T09:00:00Z', made)
  const slack = await startFakeSlack({ now: () => world.now().getTime(), echoes: true })
  const team = slack.addWorkspace()
  const install = slack.install(team.id)
  const { platform, routes } = createSlackPlatform({
    db: database.db.withTables<SlackTables>(),
    world,
    log: silentLog,
    apiUrl: slack.apiUrl,
    signingSecret: slack.app.signingSecret,
    app: { botToken: install.token },
    appToken: null,
    publicUrl: 'http://localhost:3000',
    sendsPerSecond: null,
  })
  const server = await new Promise<ServerType>((resolve) => {
    const listening = serve({ fetch: routes.fetch, port: 0, hostname: '127.0.0.1' }, () =>
      resolve(listening),
    )
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  slack.connectApp(`http://127.0.0.1:${port}`)

  const people = new Map<string, Person>()
  const personOf = ({ identity }: Somebody): Person => {
    const found = people.get(identity.user)
    if (found === undefined) throw new Error('Nobody is called that')
    return found
  }

  const somebody = async (): Promise<Somebody> => {
    // An id of our own: the fake's own counter comes round to the same one after some thousands.
    const { id } = slack.addUser(team.id, { id: `U0LAW${people.size + 1}` })
    people.set(id, slack.person(team.id, id))
    return {
      identity: { platform: 'slack', tenant: team.id, user: id },
      address: { platform: 'slack', ref: `slack:1:${team.id}:${id}` },
    }
  }

  const withIntent = (intent: unknown) => (element: Readonly<Record<string, unknown>>) =>
    typeof element['value'] === 'string' && isDeepStrictEqual(JSON.parse(element['value']), intent)

  return {
    platform,
    somebody,
    nowhere: async () => {
      const { address, identity } = await somebody()
      const sent = await platform.send(address, message({ title: 'x' }), crypto.randomUUID())
      if (sent.is !== 'sent') throw new Error('Nothing was sent')
      return {
        address: { ...address, ref: `slack:1:${identity.tenant}:U0NOBODY` },
        handle: { ...sent.handle, ref: sent.handle.ref.replace(/\d+$/, '999999') },
      }
    },
    press: async (who, on, intent) => {
      await personOf(who).press(tsOf(on), withIntent(intent))
    },
    pressToldTwice: async (who, on, intent) => {
      await personOf(who).press(tsOf(on), withIntent(intent), { told: 2 })
    },
    formShownTo: async (who) => {
      const open = personOf(who).modal()
      return open === null
        ? null
        : { title: open.title, fields: open.fields.map(({ blockId }) => blockId) }
    },
    submit: async (who, values) => {
      const person = personOf(who)
      await expectOpen(person)
      await person.fill(values)
      await person.submit()
    },
    say: async (who, text, inReplyTo) => {
      await personOf(who).say(text, { threadTs: inReplyTo === null ? null : tsOf(inReplyTo) })
    },
    shownTo: async (who) =>
      personOf(who)
        .messages()
        .filter(({ fromBot }) => fromBot)
        .map((shown) => {
          const kept = slack.ledger.messages.find(
            ({ ts, channel }) => ts === shown.ts && channel === shown.channel,
          )
          return {
            key: keyIn(kept?.metadata),
            title: titleIn(kept?.blocks),
            revision: kept?.earlier.length ?? 0,
          }
        }),
    forge: async () => {
      const body = new URLSearchParams({
        payload: JSON.stringify({
          type: 'block_actions',
          user: { id: 'U0FORGED', team_id: team.id },
          team: { id: team.id },
          trigger_id: 'forged',
          container: { type: 'message', channel_id: 'D0FORGED', message_ts: '1.000001' },
          actions: [{ action_id: 'end-0', action_ts: '1.1', value: '{"do":"read","with":{}}' }],
        }),
      }).toString()
      const type = { 'content-type': 'application/x-www-form-urlencoded' }
      const seconds = Math.floor(world.now().getTime() / 1000)
      const answers = [
        await slack.deliver(body, type, 'interactivity'),
        await slack.deliver(
          body,
          { ...type, ...slack.sign(body, { secret: 'x' }) },
          'interactivity',
        ),
        await slack.deliver(
          body,
          { ...type, ...slack.sign(body, { timestamp: seconds - 301 }) },
          'interactivity',
        ),
        await slack.deliver(
          body,
          { ...type, ...slack.sign(body, { timestamp: seconds + 3_600 }) },
          'interactivity',
        ),
        await slack.deliver(`${body} `, { ...type, ...slack.sign(body) }, 'interactivity'),
      ]
      return { status: Math.min(...answers.map(({ status }) => status)) }
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
      await slack.close()
    },
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

function keyIn(metadata: unknown): string | null {
  const payload = isObject(metadata) ? metadata['event_payload'] : null
  const id = isObject(payload) ? payload['id'] : null
  return typeof id === 'string' ? id : null
}

function titleIn(blocks: unknown): string {
  const header = Array.isArray(blocks)
    ? (blocks as readonly unknown[]).find((block) => isObject(block) && block['type'] === 'header')
    : undefined
  const text = isObject(header) ? header['text'] : null
  return isObject(text) ? String(text['text']) : ''
}

/** A form opens once Slack has had its answer. */
async function expectOpen(person: Person): Promise<void> {
  for (let tries = 0; tries < 200 && person.modal() === null; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 10))
}

platformLaws('slack', slackHarness, [
  {
    law: 'the same key twice leaves one message',
    because:
      'Slack documents no key that makes a message once; the engine asks lookUp before it sends again',
  },
])
