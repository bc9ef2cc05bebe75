import { describe, expect, test } from 'vitest'
import { readConfig } from '#src/config.ts'

const APP = '0a0a0a0a-1b1b-4c2c-8d3d-4e4e4e4e4e4e'
const HOME = 'AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE'
const NHS = '11111111-2222-4333-8444-555555555555'
const app = { MicrosoftAppId: APP, MicrosoftAppPassword: 'hunter2', MicrosoftAppTenantId: HOME }

const read = (env: Readonly<Record<string, string>>) => {
  const answer = readConfig(env)
  return answer.ok ? answer.config : answer.problems
}

describe('the settings of Teams', () => {
  test('are the app, its secret and its tenant, and nobody then acts as anybody', () => {
    expect(read(app)).toMatchObject({
      teams: {
        appId: APP,
        password: 'hunter2',
        tenant: HOME.toLowerCase(),
        allowedTenants: [HOME.toLowerCase()],
        sendsPerSecond: null,
        openIdMetadataUrl: null,
        loginUrl: null,
        serviceOrigins: null,
      },
      slack: null,
      localChat: false,
      demo: false,
    })
    expect(read({})).toMatchObject({ teams: null, localChat: true })
  })

  test('let people of other tenants in, and Slack beside them', () => {
    expect(
      read({
        ...app,
        MicrosoftAppType: 'SingleTenant',
        TEAMS_ALLOWED_TENANTS: `${HOME}, ${NHS}`,
        TEAMS_SENDS_PER_SECOND: '50',
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_SIGNING_SECRET: 's',
      }),
    ).toMatchObject({
      teams: { allowedTenants: [HOME.toLowerCase(), NHS], sendsPerSecond: 50 },
      slack: { app: { is: 'one' } },
      localChat: false,
    })
  })

  test('may name other places than Microsoft’s own', () => {
    expect(
      read({
        ...app,
        TEAMS_OPENID_METADATA_URL: 'http://127.0.0.1:9/openid',
        TEAMS_LOGIN_URL: 'http://127.0.0.1:9/login',
        TEAMS_SERVICE_ORIGINS: 'http://127.0.0.1:9,https://smba.trafficmanager.net',
      }),
    ).toMatchObject({
      teams: {
        openIdMetadataUrl: 'http://127.0.0.1:9/openid',
        loginUrl: 'http://127.0.0.1:9/login/',
        serviceOrigins: ['http://127.0.0.1:9', 'https://smba.trafficmanager.net'],
      },
    })
  })

  test('that are missing are all named: without an app id nobody could be told from anybody', () => {
    expect(read({ TEAMS_SENDS_PER_SECOND: '5' })).toEqual([
      expect.stringMatching(/^MicrosoftAppId: is missing/),
      expect.stringMatching(/^MicrosoftAppPassword: is missing/),
      expect.stringMatching(/^MicrosoftAppTenantId: is missing/),
    ])
    const { MicrosoftAppId: _, ...withoutId } = app
    expect(read(withoutId)).toEqual([expect.stringMatching(/^MicrosoftAppId: is missing/)])
  })

  test('that are wrong are all named at once, and never quoted', () => {
    const problems = read({
      MicrosoftAppId: 'hunter2',
      MicrosoftAppPassword: 'hunter2',
      MicrosoftAppType: 'MultiTenant',
      MicrosoftAppTenantId: 'hunter2',
      TEAMS_ALLOWED_TENANTS: `${HOME},hunter2,hunter3`,
      TEAMS_SENDS_PER_SECOND: '51',
      TEAMS_OPENID_METADATA_URL: 'hunter2',
      TEAMS_LOGIN_URL: 'ftp://hunter2',
      TEAMS_SERVICE_ORIGINS: '*.trafficmanager.net',
    })
    expect(problems).toEqual([
      expect.stringMatching(/^MicrosoftAppId: must be the Application/),
      expect.stringMatching(/^MicrosoftAppType: must be SingleTenant/),
      expect.stringMatching(/^MicrosoftAppTenantId: must be the Directory/),
      expect.stringMatching(/^TEAMS_ALLOWED_TENANTS: must be tenant IDs/),
      expect.stringMatching(/^TEAMS_SENDS_PER_SECOND: must be a whole number from 1 to 50/),
      expect.stringMatching(/^TEAMS_OPENID_METADATA_URL: must be a full address/),
      expect.stringMatching(/^TEAMS_LOGIN_URL: must be a full address/),
      expect.stringMatching(/^TEAMS_SERVICE_ORIGINS: must be origins/),
    ])
    expect(JSON.stringify(problems)).not.toContain('hunter')
  })
})
