import { createServer, type IncomingHttpHeaders } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { listening } from '#test/support/fake-slack/listening.ts'
import { workspaces } from '#test/support/fake-slack/one-workspace.ts'

/** How the fake Slack retries and gives up. */
const { slackWith, closeAll } = workspaces()
const stopping: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stopping.splice(0)) await stop()
  await closeAll()
})

type Answer = Readonly<{ status?: number; body?: string; afterMs?: number; noRetry?: boolean }>

/** An app that answers as it is told. */
async function answering(answer: () => Answer, answerWithinMs = 3000) {
  const made = await slackWith({ answerWithinMs })
  const heard: IncomingHttpHeaders[] = []
  const server = createServer((request, response) => {
    heard.push(request.headers)
    request.resume()
    const { status = 200, body = '', afterMs = 0, noRetry = false } = answer()
    void wait(afterMs).then(() => {
      response.writeHead(status, noRetry ? { 'x-slack-no-retry': '1' } : {})
      response.end(body)
    })
  })
  const { url, close } = await listening(server, 0)
  stopping.push(close)
  made.slack.connectApp(url)
  const retries = () =>
    heard.map((headers) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']])
  return { ...made, retries }
}

test('an event that fails is told again at once, after a minute and after five, and then never', async () => {
  const { slack, amara, retries } = await answering(() => ({ status: 500 }))
  const told = await amara.say('hello')
  expect(retries()).toEqual([
    [undefined, undefined],
    ['1', 'http_error'],
  ])
  await slack.tick(59_000)
  expect(retries()).toHaveLength(2)
  await slack.tick(1000)
  expect(retries().slice(2)).toEqual([['2', 'http_error']])
  await slack.tick(299_000)
  expect(retries()).toHaveLength(3)
  await slack.tick(1000)
  expect(retries().slice(3)).toEqual([['3', 'http_error']])
  await slack.tick(3_600_000)
  expect(told.attempts.map(({ status }) => status)).toEqual([500, 500, 500, 500])
})

test('it stops as soon as it was heard, or is asked not to', async () => {
  const statuses = [500, 500, 200]
  const { slack, amara, retries } = await answering(() => ({ status: statuses.shift() ?? 500 }))
  await amara.say('hello')
  await slack.tick(60_000)
  await slack.tick(300_000)
  expect(retries()).toHaveLength(3)
  const other = await answering(() => ({ status: 500, noRetry: true }))
  await other.amara.say('hello')
  await other.slack.tick(60_000)
  expect(other.retries()).toHaveLength(1)
})

test('too late is as bad as wrong; nobody there, too', async () => {
  const { slack, amara } = await answering(() => ({ afterMs: 500 }), 100)
  expect((await amara.say('hello')).attempts).toMatchObject([
    { trouble: 'http_timeout' },
    { trouble: 'http_timeout' },
  ])
  slack.connectApp('http://127.0.0.1:9')
  expect((await amara.say('hello')).attempts[0]).toMatchObject({ trouble: 'connection_failed' })
})

test('a press and a form are not retried', async () => {
  const { slack, amara, client, retries } = await answering(() => ({ status: 500 }))
  const section = { type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'x' } }
  const button = { type: 'button' as const, text: { type: 'plain_text' as const, text: 'Read' } }
  const { ts } = await client().chat.postMessage({
    channel: amara.id,
    text: 'x',
    blocks: [{ ...section, accessory: button }],
  })
  expect(await amara.press(ts ?? '', 'Read')).toMatchObject({ trouble: 'http_error' })
  await slack.tick(60_000)
  expect(retries()).toHaveLength(1)
})

test.each<readonly [what: string, Answer, object]>([
  ['nothing', {}, { is: 'closed' }],
  ['what is not JSON', { body: 'OK' }, { is: 'trouble' }],
  ['500', { status: 500 }, { is: 'trouble', why: 'http_error' }],
  ['too late', { afterMs: 300 }, { is: 'trouble', why: 'http_timeout' }],
  [
    'errors for a field that there is not',
    { body: '{"response_action":"errors","errors":{"other":"No"}}' },
    { is: 'trouble' },
  ],
  [
    'an error',
    { body: '{"response_action":"errors","errors":{"b":"No"}}' },
    { is: 'errors', errors: { Name: 'No' } },
  ],
  ['a stray word', { body: '{"response_action":"shut"}' }, { is: 'trouble' }],
])('a form answered with %s', async (_, answer, became) => {
  const { slack, amara, client } = await answering(() => answer, 200)
  const plain = (text: string) => ({ type: 'plain_text' as const, text })
  await client().views.open({
    trigger_id: slack.newTrigger(amara),
    view: {
      type: 'modal',
      title: plain('A form'),
      submit: plain('Send'),
      blocks: [
        {
          type: 'input',
          block_id: 'b',
          label: plain('Name'),
          element: { type: 'plain_text_input', action_id: 'a' },
        },
      ],
    },
  })
  await amara.fill({ Name: 'Amara' })
  expect(await amara.submit()).toMatchObject(became)
})
