import { serve } from '@hono/node-server'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type * as Botbuilder from '#adapters/teams/botbuilder.ts'
import { createMessageRoutes, MESSAGES_PATH, type Received } from '#adapters/teams/routes.ts'
import { createServiceUrls } from '#adapters/teams/service-urls.ts'
import { silentLog } from '#src/kernel/log.ts'
import type { Json } from '#test/support/fake-slack/json.ts'
import {
  type FakeTeams,
  startFakeTeams,
  type TokenParts,
} from '#test/support/fake-teams/fake-teams.ts'

const TENANT = '5f0a6e9c-3c1d-4c57-9a41-0b7f3d1c2e58'
const FOREIGN = '00000000-1111-4222-8333-444444444444'
const seconds = () => Math.floor(Date.now() / 1000)

/** Everything that was printed: words of the SDK's, with which anybody could fill a log. */
const printed: unknown[] = []
const { error, log, warn } = console
let createTokenCheck: typeof Botbuilder.createTokenCheck

beforeAll(async () => {
  const keep = (...words: readonly unknown[]) => void printed.push(words)
  Object.assign(console, { error: keep, log: keep, warn: keep })
  // After the console was taken, as this file holds the SDK's words back from the console that it finds.
  ;({ createTokenCheck } = await import('#adapters/teams/botbuilder.ts'))
})
afterAll(() => Object.assign(console, { error, log, warn }))

type Desk = Readonly<{
  teams: FakeTeams
  heard: readonly Received[]
  close: () => Promise<void>
}>

/** The address that Teams tells everything to, with nothing behind it but a list. */
async function openDesk(spoil: (teams: FakeTeams) => Promise<void> = async () => {}) {
  const teams = await startFakeTeams()
  await spoil(teams)
  const heard: Received[] = []
  const routes = createMessageRoutes({
    check: createTokenCheck({ appId: teams.app.id, metadataUrl: teams.openIdUrl, log: silentLog }),
    tenants: new Set([TENANT]),
    serviceUrls: createServiceUrls([teams.url, 'https://smba.trafficmanager.net']),
    log: silentLog,
    hear: () => async (received) => {
      heard.push(received)
      return { status: 200, body: null, after: null }
    },
    during: (work) => work,
  })
  const { promise, resolve } = Promise.withResolvers<number>()
  const server = serve({ fetch: routes.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
    resolve(port),
  )
  teams.connectApp(`http://127.0.0.1:${await promise}${MESSAGES_PATH}`)
  const close = async () => {
    const closed = new Promise((done) => server.close(done))
    if ('closeAllConnections' in server) server.closeAllConnections()
    await closed
    await teams.close()
  }
  return { teams, heard, close } satisfies Desk
}

const activity = (teams: FakeTeams, more: Json = {}): Json => ({
  type: 'message',
  id: '1700000000001',
  channelId: 'msteams',
  serviceUrl: teams.serviceUrl(TENANT),
  from: { id: '29:amara', aadObjectId: '11111111-2222-4333-8444-555555555555' },
  recipient: { id: teams.botId },
  conversation: { id: 'a:chat', conversationType: 'personal', tenantId: TENANT },
  channelData: { tenant: { id: TENANT } },
  text: 'help',
  ...more,
})

/** Tokens that are wrong in one way each; what they come with is all in order. */
const BAD_TOKENS: Readonly<Record<string, TokenParts>> = {
  'ended ten minutes ago': { claims: { exp: seconds() - 600 } },
  'begins in ten minutes': { claims: { nbf: seconds() + 600 } },
  'never ends': { claims: { exp: undefined } },
  'ends when a text says so': { claims: { exp: String(seconds() + 600) } },
  'is for another app': { claims: { aud: FOREIGN } },
  'is for several apps': { claims: { aud: [FOREIGN, TENANT] } },
  'is for no app': { claims: { aud: undefined } },
  'is from another issuer': { claims: { iss: 'https://issuer.example' } },
  'is from the issuer of the emulator': {
    claims: { iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/', ver: '1.0' },
  },
  'is from nobody': { claims: { iss: undefined } },
  'is signed with another key under the same name': { signedBy: 'forged' },
  'is signed with the public key as a secret': { signedBy: 'public' },
  'is not signed': { signedBy: 'nobody' },
  'is not signed, and says that it is': { signedBy: 'nobody', header: { alg: 'RS256' } },
  'is signed with a key that nobody knows': { header: { kid: 'another' } },
  'does not say with which key it is signed': { header: { kid: undefined } },
  'names no service URL': { claims: { serviceurl: undefined } },
  'names another service URL': { claims: { serviceurl: 'https://smba.trafficmanager.net/uk/' } },
}

/** Headers that hold no token to be checked, made from a good one. */
const BAD_HEADERS: Readonly<Record<string, (good: string) => string | null>> = {
  'is missing': () => null,
  'is empty': () => '',
  'is of another scheme': () => `Basic ${Buffer.from('amara:secret').toString('base64')}`,
  'holds a good token under another scheme': (good) => `Token ${good}`,
  'holds no token': () => 'Bearer ',
  'holds no JWT': () => 'Bearer abc',
  'holds three texts that are no JSON': () => 'Bearer abc.def.ghi',
  'holds two tokens': (good) => `Bearer ${good} ${good}`,
  'holds a token without its signature': (good) => `Bearer ${good.replace(/\.[^.]*$/, '.')}`,
  'holds a token whose claims were changed': (good) => {
    const [header, claims = '', signature] = good.split('.')
    const changed = `${Buffer.from(claims, 'base64url').toString().slice(0, -1)},"extra":1}`
    return `Bearer ${header}.${Buffer.from(changed).toString('base64url')}.${signature}`
  },
  'is far too long': (good) => `Bearer ${good}${'a'.repeat(9_000)}`,
}

/** What is not for us, however good its token is. */
const BAD_ACTIVITIES: Readonly<Record<string, Json>> = {
  'names no service URL': { serviceUrl: undefined },
  'wants its answer elsewhere': { serviceUrl: 'https://evil.example/uk/' },
  'wants its answer at a neighbour': { serviceUrl: 'https://evil.trafficmanager.net/uk/' },
  'wants its answer behind a name': {
    serviceUrl: 'https://smba.trafficmanager.net@evil.example/uk/',
  },
  'wants its answer without encryption': { serviceUrl: 'http://smba.trafficmanager.net/uk/' },
  'is of another channel': { channelId: 'webchat' },
  'is of no channel': { channelId: undefined },
  'is of another tenant': {
    conversation: { id: 'a:chat', tenantId: FOREIGN },
    channelData: { tenant: { id: FOREIGN } },
  },
  'is of two tenants': { channelData: { tenant: { id: FOREIGN } } },
  'is of no tenant': { conversation: { id: 'a:chat' }, channelData: undefined },
}

describe('the address that Teams tells everything to', () => {
  let desk: Awaited<ReturnType<typeof openDesk>>
  beforeAll(async () => {
    desk = await openDesk()
  })
  afterAll(async () => desk.close())
  beforeEach(() => {
    desk.heard.length = 0
    printed.length = 0
  })

  const expectRefused = (status: number) => {
    expect({ status, heard: desk.heard, printed }).toEqual({ status: 401, heard: [], printed: [] })
  }

  test('takes what Teams signed, again and again', async () => {
    const { teams, heard } = desk
    const authorization = `Bearer ${teams.keys.mint(teams.serviceUrl(TENANT))}`
    for (let times = 1; times <= 3; times += 1) {
      const answer = await teams.deliver(JSON.stringify(activity(teams)), { authorization })
      expect(answer.status).toBe(200)
      expect(heard).toHaveLength(times)
    }
    expect(heard[0]).toMatchObject({ tenant: TENANT, serviceUrl: teams.serviceUrl(TENANT) })
  })

  test('takes what ended two minutes ago, as clocks differ', async () => {
    const { teams } = desk
    const token = { claims: { exp: seconds() - 120 } }
    expect((await teams.send(activity(teams), token)).status).toBe(200)
    expect((await teams.send(activity(teams), token)).status).toBe(200)
  })

  test.each(Object.entries(BAD_TOKENS))('refuses a token that %s', async (_, token) => {
    expectRefused((await desk.teams.send(activity(desk.teams), token)).status)
  })

  test.each(Object.entries(BAD_HEADERS))('refuses a header that %s', async (_, spoil) => {
    const { teams } = desk
    const spoilt = spoil(teams.keys.mint(teams.serviceUrl(TENANT)))
    const headers = spoilt === null ? {} : { authorization: spoilt }
    expectRefused((await teams.deliver(JSON.stringify(activity(teams)), headers)).status)
  })

  test.each(Object.entries(BAD_ACTIVITIES))('refuses an activity that %s', async (_, more) => {
    const { teams } = desk
    expectRefused((await teams.send(activity(teams, more))).status)
  })

  test('refuses a good token that comes a second time for another service URL', async () => {
    const { teams } = desk
    const authorization = `Bearer ${teams.keys.mint(teams.serviceUrl(TENANT))}`
    const first = await teams.deliver(JSON.stringify(activity(teams)), { authorization })
    expect(first.status).toBe(200)
    desk.heard.length = 0
    const other = activity(teams, { serviceUrl: `${teams.url}/uk/another/` })
    expectRefused((await teams.deliver(JSON.stringify(other), { authorization })).status)
  })

  test('refuses what is no JSON, and what is too large to be a message', async () => {
    const { teams } = desk
    const authorization = `Bearer ${teams.keys.mint(teams.serviceUrl(TENANT))}`
    for (const body of ['', '{', 'null', '[]', '"text"'])
      expectRefused((await teams.deliver(body, { authorization })).status)
    const large = await teams.deliver('x'.repeat(2 * 1024 * 1024), { authorization })
    expect(large.status).toBe(413)
  })
})

test('a key that may not speak for Teams opens nothing', async () => {
  const desk = await openDesk(async ({ keys }) => {
    keys.endorsements.splice(0, 1, 'webchat')
  })
  try {
    const { teams } = desk
    expect((await teams.send(activity(teams))).status).toBe(401)
    expect((await teams.send(activity(teams, { channelId: 'webchat' }))).status).toBe(401)
    expect(desk.heard).toEqual([])
  } finally {
    await desk.close()
  }
})

test('while the keys cannot be had nothing is heard, and Teams is asked to tell it again', async () => {
  const desk = await openDesk(async (teams) => {
    Object.assign(teams.keys, { metadata: () => ({ jwks_uri: `${teams.url}/nowhere` }) })
  })
  try {
    const { teams } = desk
    expect((await teams.send(activity(teams))).status).toBe(503)
    // What is not even addressed as from Teams is refused all the same.
    expect((await teams.send(activity(teams), { claims: { iss: 'x' } })).status).toBe(401)
    expect(desk.heard).toEqual([])
  } finally {
    await desk.close()
  }
})
