import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { SlackOptions } from '#adapters/slack/platform.ts'
import type { SlackTables } from '#adapters/slack/tables.ts'
import { message } from '#src/chat/message.ts'
import type { Database } from '#src/kernel/db.ts'
import { openOne } from '#test/support/database.ts'
import { type FakeSlack, startFakeSlack } from '#test/support/fake-slack/fake-slack.ts'
import { addressOf, connect, say, titles } from './slack-listener.ts'

const KEYS = [Buffer.alloc(32, 9).toString('base64')]

let database: Database
beforeAll(async () => {
  database = await openOne()
})
afterAll(() => database.close())

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close()
})
const place = () => ({ database, opened })

describe('many workspaces', () => {
  const many = (slack: FakeSlack): SlackOptions['app'] => ({
    oauth: {
      clientId: slack.app.clientId,
      clientSecret: slack.app.clientSecret,
      stateSecret: 'a-state-secret',
      scopes: [
        'chat:write',
        'commands',
        'im:history',
        'im:write',
        'users:read',
        'users:read.email',
      ],
    },
    tokenKeys: KEYS,
  })

  async function installed(routes: {
    request: (path: string, init?: RequestInit) => Response | Promise<Response>
  }) {
    const begin = await routes.request('/slack/install')
    const cookie = begin.headers.get('set-cookie')?.split(';')[0] ?? ''
    const consent = await fetch(begin.headers.get('location') ?? '', { redirect: 'manual' })
    const back = new URL(consent.headers.get('location') ?? '')
    const finish = (headers: Record<string, string>) =>
      routes.request(`${back.pathname}${back.search}`, { headers })
    return { cookie, finish }
  }

  async function empty() {
    // Each fake Slack counts its workspaces from one.
    await database.db.withTables<SlackTables>().deleteFrom('slackInstallations').execute()
    const slack = await startFakeSlack()
    opened.push(() => slack.close())
    return { slack, ...(await connect(place(), slack, many(slack), { react: () => say('Heard') })) }
  }

  test('each is installed by its own, answers its own, and is gone when it is removed', async () => {
    const { slack, routes, platform, heard } = await empty()
    const [one, two] = [slack.addWorkspace(), slack.addWorkspace()]
    for (const { id } of [one, two]) {
      slack.oauth.consents({ team: id })
      const { cookie, finish } = await installed(routes)
      expect((await finish({})).status).toBe(400)
      expect((await finish({ cookie })).status).toBe(200)
    }
    const [amara, ben] = [slack.addUser(one.id, { email: 'a@nhs.net' }), slack.addUser(two.id)]
    for (const person of [amara, ben]) await person.say('hello')
    await expect.poll(() => [titles(amara), titles(ben)]).toEqual([['Heard'], ['Heard']])
    expect(heard.map(({ who }) => who.tenant)).toEqual([one.id, two.id])
    expect(await platform.findByEmail('a@nhs.net')).toMatchObject({
      is: 'found',
      accounts: [{ who: { tenant: one.id, user: amara.id } }],
    })
    // An id of one workspace is nobody in the other.
    const crossed = { platform: 'slack', ref: `slack:1:${two.id}:${amara.id}` } as const
    const card = message({ title: 'x' })
    expect(await platform.send(crossed, card, crypto.randomUUID())).toMatchObject({ is: 'never' })

    const install = await database.db
      .withTables<SlackTables>()
      .selectFrom('slackInstallations')
      .selectAll()
      .where('id', '=', one.id)
      .executeTakeFirstOrThrow()
    expect(install.token).not.toContain('xoxb')
    await slack.tell(one.id, { type: 'app_uninstalled' })
    expect(await platform.send(addressOf(amara), card, crypto.randomUUID())).toEqual({
      is: 'never',
      reason: 'not-installed',
      detail: 'not-installed',
    })
    expect(await platform.send(addressOf(ben), card, crypto.randomUUID())).toMatchObject({
      is: 'sent',
    })
  })

  test('an organisation installs once for all of its workspaces', async () => {
    const { slack, routes } = await empty()
    const enterprise = slack.addEnterprise()
    const team = slack.addWorkspace({ enterprise })
    slack.oauth.consents({ org: enterprise.id })
    const { cookie, finish } = await installed(routes)
    expect((await finish({ cookie })).status).toBe(200)
    const amara = slack.addUser(team.id)
    await amara.say('hello')
    await expect.poll(() => titles(amara)).toEqual(['Heard'])
  })

  test('an install that was not allowed says so', async () => {
    const { slack, routes } = await empty()
    slack.addWorkspace()
    slack.oauth.consents({ deny: true })
    const { cookie, finish } = await installed(routes)
    const answer = await finish({ cookie })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('Cascade was not installed')
  })
})
