import { afterEach, describe, expect, test } from 'vitest'
import type { FakeSlack } from '#test/support/fake-slack/fake-slack.ts'
import { failureOf, workspaces } from '#test/support/fake-slack/one-workspace.ts'

/** What the fake Slack refuses, and how often it lets itself be asked. */
const { slackWith, closeAll } = workspaces()
afterEach(closeAll)

const x = (length: number) => 'x'.repeat(length)
const some = <T>(count: number, one: (at: number) => T) =>
  Array.from({ length: count }, (_, at) => one(at))
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })

describe('what the API answers to them', () => {
  test('invalid_blocks, with the place', async () => {
    const { amara, client, slack } = await slackWith()
    const blocks = [{ type: 'header', text: { type: 'plain_text' as const, text: x(151) } }]
    expect(
      await failureOf(client().chat.postMessage({ channel: amara.id, text: 'x', blocks })),
    ).toMatchObject({
      data: {
        error: 'invalid_blocks',
        errors: ['must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
      },
    })
    expect(slack.ledger.messages).toEqual([])
  })

  test('too long altogether, though every block is allowed', async () => {
    const { amara, client } = await slackWith()
    const post = (count: number) =>
      client().apiCall('chat.postMessage', {
        channel: amara.id,
        blocks: some(count, () => section(x(2600))),
      })
    expect(await failureOf(post(4))).toBeNull()
    expect(await failureOf(post(6))).toMatchObject({ data: { error: 'msg_blocks_too_long' } })
  })

  test('a text is cut at 40,000, and refused over 4,000 when it changes', async () => {
    const { amara, client } = await slackWith()
    const { ts, channel, message } = await client().chat.postMessage({
      channel: amara.id,
      text: x(40_001),
    })
    expect(message?.text).toHaveLength(40_000)
    const update = (text: string) =>
      client().chat.update({ channel: channel ?? '', ts: ts ?? '', text })
    expect(await failureOf(update(x(4000)))).toBeNull()
    expect(await failureOf(update(x(4001)))).toMatchObject({ data: { error: 'msg_too_long' } })
  })

  test('a view over 250 kB', async () => {
    const { amara, client, slack } = await slackWith()
    const view = {
      type: 'modal',
      title: { type: 'plain_text', text: 'A form' },
      blocks: some(95, () => section(x(3000))),
    }
    expect(
      await failureOf(
        client().apiCall('views.open', { trigger_id: slack.newTrigger(amara), view }),
      ),
    ).toMatchObject({ data: { error: 'view_too_large' } })
    expect(amara.modal()).toBeNull()
  })

  test.each([
    ['Look <!channel>', 1],
    ['Look <!here|here> <@U0AAAAAAA1>', 2],
    ['Look &lt;!channel&gt; @channel <https://example.org|here>', 0],
  ])('who is paged by %s', async (text, count) => {
    const { amara, client, slack } = await slackWith()
    const blocks = [{ type: 'section', text: { type: 'mrkdwn' as const, text } }]
    await client().chat.postMessage({ channel: amara.id, text: 'A message', blocks })
    expect(slack.ledger.pages).toHaveLength(count)
  })

  test('tokens and scopes', async () => {
    const { slack, team, install, client, amara } = await slackWith()
    const call = (token: string) => failureOf(client(token).conversations.open({ users: amara.id }))
    expect(await call('xoxb-none')).toMatchObject({ data: { error: 'invalid_auth' } })
    const narrow = slack.install(team.id, ['chat:write'])
    expect(await call(narrow.token)).toMatchObject({
      data: { error: 'missing_scope', needed: 'im:write', provided: 'chat:write' },
    })
    expect(await call(install.token)).toBeNull()
    slack.revoke(install)
    expect(await call(install.token)).toMatchObject({ data: { error: 'token_revoked' } })
    expect(await failureOf(client().apiCall('no.such'))).toMatchObject({
      data: { error: 'unknown_method' },
    })
  })

  test('another workspace is out of reach', async () => {
    const { slack, client, amara } = await slackWith()
    const other = slack.addWorkspace()
    const stranger = slack.addUser(other.id)
    const token = slack.install(other.id).token
    const { channel } = await client().chat.postMessage({ channel: amara.id, text: 'x' })
    for (const to of [channel ?? '', amara.id])
      expect(
        await failureOf(client(token).chat.postMessage({ channel: to, text: 'x' })),
      ).toMatchObject({
        data: { error: 'channel_not_found' },
      })
    expect(await failureOf(client().users.info({ user: stranger.id }))).toMatchObject({
      data: { error: 'user_not_visible' },
    })
  })
})

describe('rate limits', () => {
  const rates = {
    perMinute: { 1: 1, 2: 20, 3: 50, 4: 100 },
    channelPerSecond: 1,
    channelBurst: 2,
    workspacePerSecond: 5,
    workspaceBurst: 6,
    lockOut: false,
  }
  /** The status of as many posts as there are people named. */
  const post = async (slack: FakeSlack, token: string, to: readonly string[]) => {
    const statuses: (readonly [number, string | null])[] = []
    for (const channel of to) {
      const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: new URLSearchParams({ channel, text: 'x' }),
      })
      statuses.push([response.status, response.headers.get('retry-after')])
    }
    return statuses
  }

  test('one a second to a conversation, after a short burst', async () => {
    let at = 1_000_000
    const { slack, install, amara } = await slackWith({ rates, now: () => at })
    const three = [amara.id, amara.id, amara.id]
    expect(await post(slack, install.token, three)).toEqual([
      [200, null],
      [200, null],
      [429, '1'],
    ])
    at += 1000
    expect(await post(slack, install.token, three.slice(1))).toEqual([
      [200, null],
      [429, '1'],
    ])
    expect(slack.ledger.tooMany()).toBe(2)
  })

  test('a workspace has a limit of its own, and no other pays for it', async () => {
    const at = 1_000_000
    const { slack, team, install } = await slackWith({ rates, now: () => at })
    const people = some(7, () => slack.addUser(team.id).id)
    expect((await post(slack, install.token, people)).map(([status]) => status)).toEqual([
      200, 200, 200, 200, 200, 200, 429,
    ])
    const other = slack.addWorkspace()
    const { token } = slack.install(other.id)
    expect(await post(slack, token, [slack.addUser(other.id).id])).toEqual([[200, null]])
  })

  test('who is locked out stays out until Retry-After has passed', async () => {
    let at = 1_000_000
    const { slack, install, amara } = await slackWith({
      rates: { ...rates, channelBurst: 1, lockOut: true, channelPerSecond: 0.5 },
      now: () => at,
    })
    expect(await post(slack, install.token, [amara.id, amara.id])).toEqual([
      [200, null],
      [429, '2'],
    ])
    at += 1900
    expect(await post(slack, install.token, [amara.id])).toEqual([[429, '1']])
    at += 100
    expect(await post(slack, install.token, [amara.id])).toEqual([[200, null]])
  })

  test('methods have tiers', async () => {
    const at = 1_000_000
    const { client } = await slackWith({ rates, now: () => at })
    for (let times = 0; times < 20; times += 1) await client().users.list({ limit: 1 })
    await expect(client().users.list({ limit: 1 })).rejects.toMatchObject({ retryAfter: 3 })
    await client()
      .users.lookupByEmail({ email: 'x' })
      .catch(() => {})
  })
})
