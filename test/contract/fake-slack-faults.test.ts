import { afterEach, expect, test } from 'vitest'
import type { Fault } from '#test/support/fake-slack/faults.ts'
import { freePort } from '#test/support/fake-slack/listening.ts'
import { workspaces } from '#test/support/fake-slack/one-workspace.ts'

/** What the fake Slack breaks when it is told to. */
const { slackWith, closeAll } = workspaces()
afterEach(closeAll)

const FAULTS: readonly (readonly [Fault, stored: number, seen: object])[] = [
  ['drop-before', 0, { name: 'WebAPIRequestError' }],
  ['drop-after', 1, { name: 'WebAPIRequestError' }],
  ['500-before', 0, { statusCode: 500 }],
  ['500-after', 1, { statusCode: 500 }],
  ['ratelimited', 0, { data: { error: 'ratelimited' } }],
  [{ retryAfter: 7 }, 0, { retryAfter: 7 }],
  [{ error: 'messages_tab_disabled' }, 0, { data: { error: 'messages_tab_disabled' } }],
  [{ error: 'fatal_error' }, 0, { data: { error: 'fatal_error' } }],
]

test.each(FAULTS)('%j', async (fault, stored, seen) => {
  const { slack, amara, client } = await slackWith()
  const post = () => client().chat.postMessage({ channel: amara.id, text: 'x' })
  slack.faults.next('chat.postMessage', fault)
  await expect(post()).rejects.toMatchObject(seen)
  expect(slack.ledger.messages).toHaveLength(stored)
  await post()
  expect(slack.ledger.messages).toHaveLength(stored + 1)
})

test('slow: done at once, answered late', async () => {
  const { slack, amara, client } = await slackWith()
  slack.faults.next('*', { slow: 200 })
  const before = performance.now()
  const posting = client().chat.postMessage({ channel: amara.id, text: 'x' })
  await expect.poll(() => slack.ledger.messages.length).toBe(1)
  await posting
  expect(performance.now() - before).toBeGreaterThan(190)
})

test('by chance, and the same again with the same seed', async () => {
  const failed = async (seed: number) => {
    const { slack, amara, client } = await slackWith({ seed })
    slack.faults.chance('chat.postMessage', 'drop-after', 0.3)
    const wrong: number[] = []
    for (let at = 0; at < 40; at += 1)
      await client()
        .chat.postMessage({ channel: amara.id, text: 'x' })
        .catch(() => wrong.push(at))
    return wrong
  }
  const first = await failed(1)
  expect(first.length).toBeGreaterThan(4)
  expect(first.length).toBeLessThan(25)
  expect(await failed(1)).toEqual(first)
  expect(await failed(2)).not.toEqual(first)
})

test('somebody who takes no messages', async () => {
  const { amara, client } = await slackWith()
  amara.refuses('messages_tab_disabled')
  const post = () => client().chat.postMessage({ channel: amara.id, text: 'x' })
  await expect(post()).rejects.toMatchObject({ data: { error: 'messages_tab_disabled' } })
  amara.refuses(null)
  await post()
})

test('what is stored twice under one delivery is found', async () => {
  const { slack, amara, client } = await slackWith()
  const post = (delivery_id: string) =>
    client().chat.postMessage({
      channel: amara.id,
      text: 'x',
      metadata: { event_type: 'delivery', event_payload: { id: delivery_id } },
    })
  await post('one')
  await post('two')
  expect(slack.ledger.duplicates()).toEqual([])
  await post('two')
  expect(slack.ledger.duplicates()).toEqual(['two'])
})

test('from another process, by its control address', async () => {
  const { slack, team, amara, client } = await slackWith()
  const ask = async (name: string, body: object = {}): Promise<unknown> => {
    const response = await fetch(`${slack.url}/__control/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return response.json()
  }
  await ask('fault', { method: 'chat.postMessage', fault: 'drop-after', times: 1 })
  await expect(client().chat.postMessage({ channel: amara.id, text: 'x' })).rejects.toThrow()
  expect(await ask('ledger')).toMatchObject({ messages: [{ text: 'x' }], requests: 1 })
  expect(await ask('messages', { team: team.id, user: amara.id })).toMatchObject([{ text: 'x' }])
  await ask('fault', { method: '*', fault: { error: 'fatal_error' }, chance: 1 })
  await ask('clear-faults')
  await client().auth.test()
})

test('its port can be chosen', async () => {
  const port = await freePort()
  const { slack } = await slackWith({ port })
  expect(slack.url).toBe(`http://127.0.0.1:${port}`)
})
