import { describe, expect, test } from 'vitest'
import { readConfig } from '#src/config.ts'

const KEY = Buffer.alloc(32, 7).toString('base64')

const read = (env: Readonly<Record<string, string>>) => {
  const answer = readConfig(env)
  return answer.ok ? answer.config : answer.problems
}

describe("Slack's settings", () => {
  test('are one token and the signing secret for one workspace, and nobody then acts as anybody', () => {
    expect(read({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' })).toMatchObject({
      slack: {
        signingSecret: 's',
        app: { is: 'one', botToken: 'xoxb-1' },
        appToken: null,
        apiUrl: null,
      },
      localChat: false,
      demo: false,
    })
  })

  test('need no signing secret in Socket Mode, and may have the local chat beside them', () => {
    expect(
      read({
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_APP_TOKEN: 'xapp-1',
        LOCAL_CHAT: 'on',
        DEMO: 'on',
        SLACK_API_URL: 'http://127.0.0.1:9/api',
      }),
    ).toMatchObject({
      slack: { appToken: 'xapp-1', apiUrl: 'http://127.0.0.1:9/api/' },
      localChat: true,
      demo: true,
    })
  })

  test('are a client, its secret, keys and a public address for many workspaces', () => {
    const many = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'c', SLACK_SIGNING_SECRET: 's' }
    expect(
      read({ ...many, SLACK_TOKEN_KEYS: `${KEY}, ${KEY}`, PUBLIC_URL: 'https://x.example' }),
    ).toMatchObject({
      slack: { app: { is: 'many', clientId: '1.2', tokenKeys: [KEY, KEY] } },
    })
    expect(read(many)).toEqual([
      expect.stringMatching(/^SLACK_TOKEN_KEYS: is missing/),
      expect.stringMatching(/^PUBLIC_URL: is missing/),
    ])
  })

  test('that are wrong are all named at once, and never quoted', () => {
    const problems = read({
      SLACK_BOT_TOKEN: 'my-token',
      SLACK_APP_TOKEN: 'my-other',
      SLACK_TOKEN_KEYS: 'short',
      PORT: 'x',
    })
    expect(problems).toEqual([
      expect.stringMatching(/^PORT: /),
      expect.stringMatching(/^SLACK_BOT_TOKEN: must be the bot token/),
      expect.stringMatching(/^SLACK_APP_TOKEN: must be an app-level token/),
      expect.stringMatching(/^SLACK_TOKEN_KEYS: must be keys/),
    ])
    expect(JSON.stringify(problems)).not.toMatch(/my-token|my-other|short/)
    expect(read({ SLACK_SIGNING_SECRET: 's' })).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKEN: is missing/),
    ])
    expect(read({ SLACK_BOT_TOKEN: 'xoxb-1' })).toEqual([
      expect.stringMatching(/^SLACK_SIGNING_SECRET: is missing/),
    ])
    expect(read({ DEMO: 'on', SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' })).toEqual([
      expect.stringMatching(/^DEMO: needs the local chat/),
    ])
  })
})
