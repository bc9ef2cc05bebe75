import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt'
import { afterEach, describe, expect, test } from 'vitest'
import { freePort } from '#test/support/fake-slack/listening.ts'
import { workspaces } from '#test/support/fake-slack/one-workspace.ts'

/** What the fake Slack sends, to Slack's own framework: what that refuses or misreads is wrong here. */
const { slackWith, closeAll } = workspaces()
const stopping: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stopping.splice(0)) await stop()
  await closeAll()
})

const plain = (text: string) => ({ type: 'plain_text' as const, text })
const button = (label: string) => ({
  type: 'actions' as const,
  elements: [
    { type: 'button' as const, text: plain(label), action_id: 'press', value: '{"do":"read"}' },
  ],
})
const form = (title: string) => ({
  type: 'modal' as const,
  callback_id: 'form',
  title: plain(title),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'name',
      label: plain('Name'),
      element: { type: 'plain_text_input' as const, action_id: 'name', max_length: 10 },
    },
    {
      type: 'input' as const,
      block_id: 'place',
      optional: true,
      label: plain('Place'),
      element: { type: 'multi_external_select' as const, action_id: 'place', min_query_length: 1 },
    },
  ],
})

/** The app under Bolt, hearing over HTTP or a socket. */
async function bolted(way: 'http' | 'socket', options: Parameters<typeof slackWith>[0] = {}) {
  const made = await slackWith(options)
  const { slack, install } = made
  const port = await freePort()
  const receiver =
    way === 'http'
      ? new HTTPReceiver({ signingSecret: slack.app.signingSecret, logLevel: LogLevel.ERROR })
      : new SocketModeReceiver({
          appToken: slack.app.token,
          logLevel: LogLevel.ERROR,
          installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
        })
  const app = new App({
    token: install.token,
    receiver,
    // Echoes of the bot's own messages are to be seen here.
    ignoreSelf: false,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  })
  await (way === 'http' ? app.start({ port, host: '127.0.0.1' }) : app.start())
  stopping.push(() => app.stop())
  if (way === 'http') slack.connectApp(`http://127.0.0.1:${port}`)
  return { ...made, app }
}

describe.each(['http', 'socket'] as const)('over %s', (way) => {
  test('what somebody says arrives, escaped as Slack does', async () => {
    const { app, amara } = await bolted(way)
    const heard: unknown[] = []
    app.message(async ({ message, body }) => {
      heard.push([message, body.event_id])
    })
    const first = await amara.say('1 < 2 & see https://example.org')
    await amara.say('a reply', { threadTs: amara.messages()[0]?.ts ?? '' })
    const text = '1 &lt; 2 &amp; see <https://example.org>'
    await expect
      .poll(() => heard)
      .toMatchObject([
        [{ type: 'message', channel_type: 'im', text, user: amara.id }, first.eventId],
        [{ text: 'a reply', thread_ts: amara.messages()[0]?.ts }, expect.any(String)],
      ])
  })

  test('a button is pressed, a form opens, is refused, put right and sent', async () => {
    const { app, amara, client } = await bolted(way)
    app.action('press', async ({ ack, body, client: own }) => {
      await ack()
      if (body.type === 'block_actions')
        await own.views.open({ trigger_id: body.trigger_id, view: form('A form') })
    })
    app.options('place', async ({ ack, payload }) => {
      await ack({
        options: [{ text: plain(`${payload.value} Road`), value: `p-${payload.value}` }],
      })
    })
    const sent: unknown[] = []
    app.view('form', async ({ ack, view }) => {
      sent.push(view.state.values)
      const { value } = view.state.values['name']?.['name'] ?? {}
      if (value === 'Nobody') await ack({ response_action: 'errors', errors: { name: 'Who?' } })
      else await ack()
    })
    const { ts } = await client().chat.postMessage({
      channel: amara.id,
      text: 'Hello',
      blocks: [button('Ask')],
    })
    expect(await amara.press(ts ?? '', 'Ask')).toMatchObject({ status: 200, trouble: null })
    await expect.poll(() => amara.modal()?.title).toBe('A form')
    expect(await amara.submit()).toEqual({
      is: 'errors',
      from: 'slack',
      errors: { Name: 'Please complete this required field.' },
    })
    await amara.suggest('Place', 'High')
    await amara.fill({ Name: 'Nobody', Place: ['High Road'] })
    expect(await amara.submit()).toEqual({ is: 'errors', from: 'app', errors: { Name: 'Who?' } })
    await amara.fill({ Name: 'Amara' })
    expect(await amara.submit()).toEqual({ is: 'closed' })
    expect(amara.modal()).toBeNull()
    expect(sent.at(-1)).toMatchObject({
      name: { name: { type: 'plain_text_input', value: 'Amara' } },
      place: { place: { selected_options: [{ value: 'p-High' }] } },
    })
  })

  test('a command, the home and both kinds of shortcut', async () => {
    const { app, amara, client } = await bolted(way)
    app.command('/cascade', async ({ ack, command }) => {
      await ack(`You asked for ${command.text}`)
    })
    app.event('app_home_opened', async ({ event, client: own }) => {
      await own.views.publish({
        user_id: event.user,
        view: { type: 'home', blocks: [{ type: 'header', text: plain('Welcome') }] },
      })
    })
    app.shortcut('about', async ({ ack, shortcut, client: own }) => {
      await ack()
      await own.views.open({ trigger_id: shortcut.trigger_id, view: form(shortcut.type) })
    })
    await amara.command('/cascade', 'help')
    expect(amara.messages()).toMatchObject([{ text: 'You asked for help', ephemeral: true }])
    await amara.openHome()
    expect(amara.homeText()).toBe('Welcome')
    const { ts } = await client().chat.postMessage({ channel: amara.id, text: 'Hello' })
    await amara.shortcut('about', ts ?? '')
    await expect.poll(() => amara.modal()?.title).toBe('message_action')
    await amara.globalShortcut('about')
    await expect.poll(() => amara.modal()?.title).toBe('shortcut')
  })
})

test('respond() says something new, and changes or removes what was pressed', async () => {
  const { app, amara, client } = await bolted('http')
  const ways = [
    { text: 'More' },
    { text: 'Changed', replace_original: true },
    { delete_original: true },
  ]
  app.action('press', async ({ ack, respond }) => {
    await ack()
    await respond(ways.shift() ?? '')
  })
  const { ts = '' } = await client().chat.postMessage({
    channel: amara.id,
    text: 'Hello',
    blocks: [button('Ask')],
  })
  const texts = () => amara.messages().map(({ text }) => text)
  await amara.press(ts, 'Ask')
  await expect.poll(texts).toEqual(['Hello', 'More'])
  await amara.press(ts, 'Ask')
  await expect.poll(texts).toEqual(['Changed', 'More'])
  await amara.press(ts, 'Ask', { revision: 0 })
  await expect.poll(texts).toEqual(['More'])
})

test('an echo and a change are told, and an app that leaves is told so', async () => {
  const { slack, app, amara, client, install } = await bolted('http', { echoes: true })
  const heard: string[] = []
  app.use(async ({ body, next }) => {
    const { event } = body as { event?: { type: string; subtype?: string } }
    heard.push(event?.subtype ?? event?.type ?? '')
    await next()
  })
  const { channel = '', ts = '' } = await client().chat.postMessage({
    channel: amara.id,
    text: 'x',
  })
  await client().chat.update({ channel, ts, text: 'y' })
  await expect.poll(() => heard).toEqual(['message', 'message_changed'])
  await slack.uninstall(install)
  await expect.poll(() => heard.slice(2)).toEqual(['tokens_revoked', 'app_uninstalled'])
})

test('only what is signed now with the right secret is heard', async () => {
  const { slack, amara, app } = await bolted('http')
  let heard = 0
  app.message(async () => {
    heard += 1
  })
  const told = await amara.say('hello')
  await expect.poll(() => heard).toBe(1)
  const body = JSON.stringify(told.payload)
  const json = { 'content-type': 'application/json' }
  const now = Math.floor(Date.now() / 1000)
  const status = async (headers: Readonly<Record<string, string>>) =>
    (await slack.deliver(body, { ...json, ...headers })).status
  expect(await status(slack.sign(body))).toBe(200)
  await expect.poll(() => heard).toBe(2)
  expect(await status({})).toBe(401)
  expect(await status(slack.sign(body, { secret: 'another' }))).toBe(401)
  expect(await status(slack.sign(body, { timestamp: now - 360 }))).toBe(401)
  expect(await status(slack.sign(`${body} `))).toBe(401)
  expect(heard).toBe(2)
  expect(await slack.challenge('abc')).toMatchObject({ status: 200, body: { challenge: 'abc' } })
})

test('Socket Mode: a new connection after Slack has hung up', async () => {
  const { slack, app, amara } = await bolted('socket')
  const heard: string[] = []
  app.message(async ({ message }) => {
    if ('text' in message) heard.push(message.text ?? '')
  })
  await amara.say('before')
  slack.socket.disconnect()
  await expect.poll(() => slack.socket.connections(), { timeout: 90_000 }).toBe(0)
  await expect.poll(() => slack.socket.connections(), { timeout: 90_000 }).toBe(1)
  await amara.say('after')
  await expect.poll(() => heard).toEqual(['before', 'after'])
})
