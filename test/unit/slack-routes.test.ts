import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createHear, type Hear, type Reply } from '#adapters/slack/hear.ts'
import { readEvent, readInteraction } from '#adapters/slack/inbound.ts'
import { createEventRoutes } from '#adapters/slack/routes.ts'
import { silentLog } from '#src/kernel/log.ts'
import { testWorld } from '#test/support/world.ts'

const said = {
  type: 'message',
  channel_type: 'im',
  user: 'U0AMARA',
  channel: 'D0DIRECT',
  text: 'help',
  ts: '1700000001.000100',
}
const event = (inner: object) => ({
  type: 'event_callback',
  event_id: 'Ev0ONE',
  team_id: 'T0ONE',
  event: inner,
})
const press = {
  type: 'block_actions',
  user: { id: 'U0AMARA', team_id: 'T0ONE' },
  team: { id: 'T0ONE' },
  trigger_id: '1.2.abc',
  container: { type: 'message', channel_id: 'D0DIRECT', message_ts: '1700000000.000100' },
  actions: [{ action_id: 'end-0', action_ts: '1700000002.1', value: '{"do":"read","with":{}}' }],
}

describe('the address that Slack tells everything to', () => {
  const SECRET = 'a secret'
  const world = testWorld('2026-08-06T09:00:00Z')
  const OK: Reply = { status: 200, body: null, after: null }

  function desk(hear: Hear | null = async () => OK) {
    return createEventRoutes({
      signingSecret: SECRET,
      world,
      log: silentLog,
      hear: () => hear,
      during: (work) => work,
    })
  }

  const seconds = () => Math.floor(world.now().getTime() / 1000)
  function post(body: string, { type = 'application/json', at = seconds(), secret = SECRET } = {}) {
    const hmac = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')
    return {
      method: 'POST',
      body,
      headers: {
        'content-type': type,
        'x-slack-request-timestamp': String(at),
        'x-slack-signature': `v0=${hmac}`,
      },
    }
  }
  const FORM = { type: 'application/x-www-form-urlencoded' }
  const status = async (init: RequestInit, hear?: Hear | null) =>
    (await desk(hear).request('/slack/events', init)).status

  test('answers a challenge, and the look whether it is there', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' })
    const answer = await desk(null).request('/slack/events', post(body))
    expect(await answer.json()).toEqual({ challenge: 'abc' })
    expect(
      await status({ method: 'POST', body: 'ssl_check=1', headers: { 'content-type': FORM.type } }),
    ).toBe(200)
  })

  test('refuses what Slack did not sign, or signed too long ago', async () => {
    const body = JSON.stringify(event(said))
    expect(await status({ method: 'POST', body })).toBe(401)
    expect(await status(post(body, { secret: 'another' }))).toBe(401)
    expect(await status(post(body, { at: seconds() - 301 }))).toBe(401)
    expect(await status(post(body, { at: seconds() + 301 }))).toBe(401)
    expect(await status(post(body, { at: seconds() - 299 }))).toBe(200)
    expect(await status({ ...post(body), body: `${body} ` })).toBe(401)
  })

  test('without a signing secret, as in Socket Mode, takes nothing', async () => {
    const body = JSON.stringify(event(said))
    const open = createEventRoutes({
      signingSecret: '',
      world,
      log: silentLog,
      hear: () => async () => OK,
      during: (work) => work,
    })
    // Node signs with an empty secret as well as with any other.
    expect((await open.request('/slack/events', post(body, { secret: '' }))).status).toBe(401)
  })

  test('refuses what is too large or cannot be read, and takes what it does not know', async () => {
    expect(await status(post('x'.repeat(5 * 1024 * 1024)))).toBe(413)
    expect(await status(post('{'))).toBe(400)
    expect(await status(post('payload=%7B', FORM))).toBe(400)
    for (const [body, options] of [
      ['null', {}],
      ['{}', {}],
      ['[]', {}],
      ['{"type":"something_new"}', {}],
      ['a=b', FORM],
      ['command=/cascade', FORM],
      [`payload=${encodeURIComponent('{"type":"view_closed"}')}`, FORM],
    ] as const)
      expect(await status(post(body, options)), body).toBe(200)
  })

  test('asks to be told again when nothing could be kept', async () => {
    const body = JSON.stringify(event(said))
    expect(await status(post(body), null)).toBe(503)
    const broken: Hear = () => Promise.reject(new Error('no database'))
    expect(await status(post(body), broken)).toBe(500)
  })
})

test('an event that fails is told again, and a press that fails is told to whoever pressed', async () => {
  const told: string[] = []
  const hear = createHear({
    core: {
      receive: () => Promise.reject(new Error('no database')),
      home: async () => [],
      suggest: async () => [],
      said: async () => {},
      accountChanged: async () => {},
    },
    installations: {
      start: async () => {},
      at: async () => ({ id: 'T0ONE', token: 'x', botUser: 'U0BOT', scopes: [] }),
      of: async () => null,
      teams: async () => [],
      save: async () => {},
      gone: async () => {},
      doubt: async () => {},
      healthy: async () => true,
    },
    posting: {
      call: async () => null,
      send: async () => ({ is: 'unknown', detail: '' }),
      redraw: async () => ({ is: 'unknown', detail: '' }),
      lookUp: async () => ({ is: 'absent' }),
    },
    react: {
      show: async () => {},
      open: async () => false,
      say: async (_, { title }) => {
        told.push(title)
        return { is: 'unknown', detail: '' }
      },
    },
    forms: { keep: async () => '', find: async () => null },
    world: testWorld('2026-08-06T09:00:00Z'),
    here: () => true,
    log: silentLog,
  })
  expect((await hear(readEvent(event(said)))).status).toBe(500)
  expect(told).toEqual([])
  const reply = await hear(readInteraction(press))
  expect(reply.status).toBe(200)
  await reply.after?.()
  expect(told).toEqual(['Something went wrong at our end'])
})
