import { createEmulator } from 'emulate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startFakeSlack } from '#test/support/fake-slack/fake-slack.ts'
import { freePort } from '#test/support/fake-slack/listening.ts'
import { failureOf, plainClient } from '#test/support/fake-slack/one-workspace.ts'

/**
 * The same questions to the fake Slack and to a third party's emulator of it: where both know the answer,
 * they agree. What the emulator cannot do is skipped with its reason.
 */
type FarEnd = Readonly<{
  url: string
  token: string
  close: () => Promise<void>
  /** A trigger that somebody's press would have made. */
  trigger: () => Promise<string>
  clientId: string
  clientSecret: string
  /** Goes through the consent page, and answers with where the browser is sent. */
  consent: (authorize: URL) => Promise<URL>
}>

const REDIRECT = 'http://127.0.0.1:3311/slack/oauth_redirect'
const EMAIL = 'amara@example.org'

async function fake(): Promise<FarEnd> {
  const slack = await startFakeSlack()
  const team = slack.addWorkspace()
  const amara = slack.addUser(team.id, { name: 'Amara', email: EMAIL })
  return {
    url: slack.url,
    token: slack.install(team.id).token,
    close: slack.close,
    trigger: async () => slack.newTrigger(amara),
    clientId: slack.app.clientId,
    clientSecret: slack.app.clientSecret,
    consent: async (authorize) => {
      const response = await fetch(authorize, { redirect: 'manual' })
      return new URL(response.headers.get('location') ?? '')
    },
  }
}

async function emulator(): Promise<FarEnd> {
  const token = 'xoxb-test'
  const app = { app_id: 'A0', bot_id: 'B0', bot_user_id: 'U0BOT', scopes: ['chat:write'] }
  const port = await freePort()
  const emulated = await createEmulator({
    service: 'slack',
    port,
    seed: {
      slack: {
        users: [{ name: 'amara', real_name: 'Amara', email: EMAIL }],
        oauth_apps: [
          {
            ...app,
            client_id: '111.222',
            client_secret: 'cs',
            name: 'Cascade',
            bot_name: 'cascade',
            redirect_uris: [REDIRECT],
          },
        ],
        tokens: [{ ...app, token, type: 'bot', user_id: app.bot_user_id }],
      },
    },
  })
  const url = `http://127.0.0.1:${port}`
  const client = plainClient(`${url}/api/`, token)
  return {
    url,
    token,
    close: () => emulated.close(),
    trigger: async () => {
      const { user } = await client.users.lookupByEmail({ email: EMAIL })
      const made = await client.apiCall('views.generateTriggerId', { user_id: user?.id })
      return 'trigger_id' in made ? String(made.trigger_id) : ''
    },
    clientId: '111.222',
    clientSecret: 'cs',
    consent: async (authorize) => {
      // A page with a form for each user; the first is as good as any.
      const page = await (await fetch(authorize)).text()
      const form = /<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/.exec(page)
      const fields = [...(form?.[2] ?? '').matchAll(/name="([^"]*)"[^>]*value="([^"]*)"/g)].map(
        ([, name = '', value = '']): [string, string] => [name, value.replaceAll('&amp;', '&')],
      )
      const response = await fetch(new URL(form?.[1] ?? '', url), {
        method: 'POST',
        body: new URLSearchParams(fields),
        redirect: 'manual',
      })
      return new URL(response.headers.get('location') ?? '')
    },
  }
}

const LACKS: Readonly<Record<string, string>> = {
  'an unknown token is refused': 'the emulator takes any token for an administrator',
  'a history since a message leaves that message out': 'the emulator includes it always',
  'a bot message names its bot and app': 'the emulator leaves bot_id and app_id out',
  'a title over 24 characters is refused': 'the emulator checks no blocks',
}

const like = (pattern: RegExp): unknown => expect.stringMatching(pattern)

const view = (title = 'A form') => ({
  type: 'modal' as const,
  title: { type: 'plain_text' as const, text: title },
  blocks: [{ type: 'divider' as const }],
})

describe.each([
  ['the fake Slack', fake, {}],
  ['emulate', emulator, LACKS],
] as const)('%s', (_, start, lacks: Readonly<Record<string, string>>) => {
  let far: FarEnd
  beforeAll(async () => {
    far = await start()
  })
  afterAll(() => far.close())

  const client = (token = far.token) => plainClient(`${far.url}/api/`, token)
  const amara = async () => (await client().users.lookupByEmail({ email: EMAIL })).user?.id ?? ''
  const refused = async (asked: Promise<unknown>, error: string) =>
    expect(await failureOf(asked)).toMatchObject({ data: { ok: false, error } })
  const law = (name: string, holds: () => Promise<void>) =>
    test(name, async (context) => {
      const reason = lacks[name]
      if (reason !== undefined) context.skip(reason)
      await holds()
    })

  law('auth.test names the workspace and the bot', async () => {
    expect(await client().auth.test()).toMatchObject({
      ok: true,
      team_id: like(/^T/),
      user_id: like(/^U/),
    })
  })

  law('an unknown token is refused', async () => {
    await refused(client('xoxb-none').auth.test(), 'invalid_auth')
  })

  law('people are found by e-mail', async () => {
    const { user } = await client().users.lookupByEmail({ email: EMAIL })
    expect(user).toMatchObject({ deleted: false, is_bot: false, profile: { email: EMAIL } })
    expect((await client().users.info({ user: user?.id ?? '' })).user?.id).toBe(user?.id)
    await refused(client().users.lookupByEmail({ email: 'no@example.org' }), 'users_not_found')
    await refused(client().users.info({ user: 'U0NOBODY' }), 'user_not_found')
  })

  law(
    'a message to a person opens a conversation, and its metadata is in the history',
    async () => {
      const to = await amara()
      const metadata = { event_type: 'delivery', event_payload: { delivery_id: 'one' } }
      const posted = await client().chat.postMessage({ channel: to, text: 'Hello', metadata })
      expect(posted.channel).toMatch(/^D/)
      expect(posted.ts).toMatch(/^\d+\.\d{6}$/)
      const channel = posted.channel ?? ''
      const again = await client().chat.postMessage({ channel: to, text: 'More' })
      expect(again.channel).toBe(channel)
      expect(Number(again.ts)).toBeGreaterThan(Number(posted.ts))
      expect((await client().conversations.open({ users: to })).channel?.id).toBe(channel)
      const { messages } = await client().conversations.history({
        channel,
        include_all_metadata: true,
      })
      expect(messages?.map(({ text }) => text)).toEqual(['More', 'Hello'])
      expect(messages?.[1]).toMatchObject({ ts: posted.ts, metadata })
    },
  )

  law('a history since a message leaves that message out', async () => {
    const channel = await amara()
    const first = await client().chat.postMessage({ channel, text: 'First' })
    const second = await client().chat.postMessage({ channel, text: 'Second' })
    const { messages } = await client().conversations.history({
      channel: first.channel ?? '',
      oldest: first.ts ?? '',
    })
    expect(messages?.map(({ ts }) => ts)).toEqual([second.ts])
  })

  law('a bot message names its bot and app', async () => {
    const { message } = await client().chat.postMessage({ channel: await amara(), text: 'Hello' })
    expect(message).toMatchObject({
      bot_id: like(/^B/),
      app_id: like(/^A/),
    })
  })

  law('replies are in their thread and not in the history', async () => {
    const { channel = '', ts = '' } = await client().chat.postMessage({
      channel: await amara(),
      text: 'A question',
    })
    await client().chat.postMessage({ channel, text: 'An answer', thread_ts: ts })
    const thread = await client().conversations.replies({ channel, ts })
    expect(thread.messages?.map(({ text }) => text)).toEqual(['A question', 'An answer'])
    const { messages } = await client().conversations.history({ channel })
    expect(messages?.[0]).toMatchObject({ text: 'A question', reply_count: 1 })
  })

  law('a message is changed in place, and only where there is one', async () => {
    const { channel = '', ts = '' } = await client().chat.postMessage({
      channel: await amara(),
      text: 'Before',
    })
    expect(await client().chat.update({ channel, ts, text: 'After' })).toMatchObject({
      channel,
      ts,
      text: 'After',
    })
    const { messages } = await client().conversations.history({ channel, limit: 1 })
    expect(messages).toMatchObject([{ ts, text: 'After' }])
    const nowhere = { channel, ts: '1.000001', text: 'x' }
    await refused(client().chat.update(nowhere), 'message_not_found')
    await refused(
      client().chat.postMessage({ channel: 'C0NOWHERE', text: 'x' }),
      'channel_not_found',
    )
    await refused(client().chat.postMessage({ channel, text: '' }), 'no_text')
  })

  law('a trigger opens one view', async () => {
    const trigger_id = await far.trigger()
    const opened = await client().views.open({ trigger_id, view: view() })
    expect(opened.view).toMatchObject({ type: 'modal', id: like(/^V/) })
    await refused(client().views.open({ trigger_id, view: view() }), 'exchanged_trigger_id')
    await refused(client().views.open({ trigger_id: 'none', view: view() }), 'invalid_trigger_id')
    const { id: view_id = '', hash = '' } = opened.view ?? {}
    const updated = await client().views.update({ view_id, hash, view: view('Another') })
    expect(updated.view?.title?.text).toBe('Another')
    await refused(client().views.update({ view_id, hash, view: view('Late') }), 'hash_conflict')
  })

  law('a trigger is too old after three seconds', async () => {
    const trigger_id = await far.trigger()
    await new Promise((resolve) => setTimeout(resolve, 3100))
    await refused(client().views.open({ trigger_id, view: view() }), 'expired_trigger_id')
  })

  law('a title over 24 characters is refused', async () => {
    const trigger_id = await far.trigger()
    await refused(
      client().views.open({ trigger_id, view: view('x'.repeat(25)) }),
      'invalid_arguments',
    )
    // What was refused for its shape has not used the trigger up.
    await client().views.open({ trigger_id, view: view() })
  })

  law('an install goes from consent to a token that works', async () => {
    const authorize = new URL(`${far.url}/oauth/v2/authorize`)
    authorize.search = new URLSearchParams({
      client_id: far.clientId,
      scope: 'chat:write,im:write',
      redirect_uri: REDIRECT,
      state: 'a-state',
    }).toString()
    const back = await far.consent(authorize)
    expect(`${back.origin}${back.pathname}`).toBe(REDIRECT)
    expect(back.searchParams.get('state')).toBe('a-state')
    const exchange = {
      client_id: far.clientId,
      client_secret: far.clientSecret,
      code: back.searchParams.get('code') ?? '',
      redirect_uri: REDIRECT,
    }
    const installed = await client('').oauth.v2.access(exchange)
    expect(installed).toMatchObject({
      token_type: 'bot',
      access_token: like(/^xoxb-/),
      bot_user_id: like(/^U/),
      team: { id: like(/^T/) },
    })
    expect(await client(installed.access_token).auth.test()).toMatchObject({ ok: true })
    expect(await failureOf(client('').oauth.v2.access(exchange))).not.toBeNull()
    await refused(client('').oauth.v2.access({ ...exchange, code: 'none' }), 'invalid_code')
  })
})
