import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeState, readState } from '#adapters/slack/install-state.ts'
import { manyWorkspaces } from '#adapters/slack/many-workspaces.ts'
import { oneWorkspace } from '#adapters/slack/one-workspace.ts'
import type { SlackTables } from '#adapters/slack/tables.ts'
import { createTokenVault, problemWithKey } from '#adapters/slack/token-vault.ts'
import { createTransport, type SlackApi } from '#adapters/slack/transport.ts'
import type { Database } from '#src/kernel/db.ts'
import { type Log, silentLog } from '#src/kernel/log.ts'
import { openOne } from '#test/support/database.ts'
import { type FakeSlack, startFakeSlack } from '#test/support/fake-slack/fake-slack.ts'
import { testWorld } from '#test/support/world.ts'

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')

describe('the vault', () => {
  test('gives back what was sealed, to its owner alone', () => {
    const vault = createTokenVault([key(1)])
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 300 }), (token) => {
        const sealed = vault.seal(token.toWellFormed(), 'T0ONE')
        expect(vault.open(sealed, 'T0ONE')).toBe(token.toWellFormed())
        expect(vault.open(sealed, 'T0TWO')).toBeNull()
        expect(vault.seal(token, 'T0ONE')).not.toBe(vault.seal(token, 'T0ONE'))
      }),
      { numRuns: 50 },
    )
  })

  test('opens nothing that was changed, and nothing without its key', () => {
    const sealed = createTokenVault([key(1)]).seal('xoxb-secret', 'T0ONE')
    const vault = createTokenVault([key(1)])
    const opened = Array.from(sealed, (letter, at) =>
      vault.open(
        `${sealed.slice(0, at)}${letter === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`,
        'T0ONE',
      ),
    )
    // The last letter of a part has bits that mean nothing.
    expect(opened.filter((token) => token !== null && token !== 'xoxb-secret')).toEqual([])
    expect(opened.filter((token) => token === null).length).toBeGreaterThan(sealed.length - 4)
    expect(createTokenVault([key(2)]).open(sealed, 'T0ONE')).toBeNull()
    expect(vault.open('', 'T0ONE')).toBeNull()
    expect(sealed).not.toContain('secret')
  })

  test('a new key seals, and the old one still opens', () => {
    const old = createTokenVault([key(1)]).seal('xoxb-a', 'T0ONE')
    const vault = createTokenVault([key(2), key(1)])
    expect(vault.open(old, 'T0ONE')).toBe('xoxb-a')
    expect(vault.isOld(old)).toBe(true)
    expect(vault.isOld(vault.seal('xoxb-a', 'T0ONE'))).toBe(false)
  })

  test.each(['', 'short', Buffer.alloc(31).toString('base64'), 'x'.repeat(43) + '!'])(
    'a key like %j is refused',
    (bad) => {
      expect(problemWithKey(bad)).toContain('32 bytes')
      expect(() => createTokenVault([bad])).toThrow('32 bytes')
    },
  )
})

test('the state of an install is ours, and good for ten minutes', () => {
  const now = new Date('2026-08-06T09:00:00Z')
  const state = makeState('secret', 'nonce-1', now)
  expect(readState('secret', state, now)).toBe('nonce-1')
  expect(readState('secret', state, new Date(now.getTime() + 599_000))).toBe('nonce-1')
  expect(readState('secret', state, new Date(now.getTime() + 600_000))).toBeNull()
  expect(readState('another', state, now)).toBeNull()
  expect(readState('secret', state.replace('nonce-1', 'nonce-2'), now)).toBeNull()
  for (const nonsense of ['', '.', '..', `${state}.x`, 'a.b.c'])
    expect(readState('secret', nonsense, now)).toBeNull()
})

describe('installations', () => {
  const world = testWorld('2026-08-06T09:00:00Z')
  let database: Database
  let slack: FakeSlack
  let api: SlackApi
  beforeAll(async () => {
    database = await openOne()
    slack = await startFakeSlack()
    api = createTransport(slack.apiUrl)
  })
  afterAll(async () => {
    await api.close()
    await slack.close()
    await database.close()
  })
  beforeEach(async () => {
    const db = database.db.withTables<SlackTables>()
    await db.deleteFrom('slackInstallations').execute()
    await db.deleteFrom('slackWorkspaces').execute()
  })

  const open = (keys: readonly string[] = [key(1)], log: Log = silentLog) =>
    manyWorkspaces({
      db: database.db.withTables<SlackTables>(),
      api,
      vault: createTokenVault(keys),
      world,
      log,
    })
  const ONE = { id: 'T0ONE', token: 'xoxb-1', appId: 'A1', botUser: 'U1', scopes: ['chat:write'] }
  const WIDE = { ...ONE, id: 'E0WIDE', token: 'xoxb-wide' }
  const place = (team: string, enterprise: string | null = null) => ({ team, enterprise })

  test('one workspace never speaks with the token of another', async () => {
    const many = open()
    await many.save(ONE)
    expect((await many.at(place('T0ONE')))?.token).toBe('xoxb-1')
    expect(await many.at(place('T0TWO'))).toBeNull()
    expect(await many.of('T0TWO')).toBeNull()
    expect(await many.teams()).toEqual(['T0ONE'])
  })

  test('an organisation’s install serves its workspaces, and a workspace’s own comes first', async () => {
    const many = open()
    await many.save(WIDE)
    expect(await many.of('T0PART')).toBeNull()
    expect((await many.at(place('T0PART', 'E0WIDE')))?.token).toBe('xoxb-wide')
    expect((await open().of('T0PART'))?.token).toBe('xoxb-wide')
    expect(await many.at(place('T0PART', 'E0OTHER'))).toBeNull()
    await many.save({ ...ONE, id: 'T0PART', token: 'xoxb-own' })
    expect((await many.at(place('T0PART', 'E0WIDE')))?.token).toBe('xoxb-own')
    expect(await many.teams()).toEqual(['T0PART'])
  })

  test('what was removed is gone, and what was installed since then stands', async () => {
    const many = open()
    await many.save(ONE)
    const before = new Date(world.now().getTime() - 1)
    await many.gone(place('T0ONE'), before)
    expect(await many.of('T0ONE')).not.toBeNull()
    await many.gone(place('T0ONE'), world.now())
    expect(await many.of('T0ONE')).toBeNull()
    await many.save({ ...ONE, token: 'xoxb-2' })
    expect((await many.of('T0ONE'))?.token).toBe('xoxb-2')
  })

  test('a doubted token is asked about, and let go only when Slack says so', async () => {
    const many = open()
    const team = slack.addWorkspace()
    const install = slack.install(team.id)
    const installed = { ...ONE, id: team.id, token: install.token }
    await many.save(installed)
    await many.doubt(installed)
    expect(await many.of(team.id)).not.toBeNull()
    slack.revoke(install)
    await many.doubt(installed)
    expect(await many.of(team.id)).toBeNull()
  })

  test('a new key seals everything again at the start, and the old one can go', async () => {
    await open([key(1)]).save(ONE)
    await open([key(2), key(1)]).start()
    expect((await open([key(2)]).of('T0ONE'))?.token).toBe('xoxb-1')
    const lost: string[] = []
    const log: Log = { ...silentLog, warn: (event) => lost.push(event) }
    expect(await open([key(1)], log).of('T0ONE')).toBeNull()
    expect(lost).toEqual(['slack.token-locked'])
  })

  test('an older install says what it lacks', async () => {
    await open().save(ONE)
    const missing: unknown[] = []
    const log: Log = { ...silentLog, warn: (_, facts) => missing.push(facts?.['scope']) }
    await open([key(1)], log).start()
    expect(missing).toEqual([
      'commands',
      'im:history',
      'im:write',
      'users:read',
      'users:read.email',
    ])
  })

  test('with one token: its own workspace, and a clear sentence when it is refused', async () => {
    const team = slack.addWorkspace()
    const one = oneWorkspace(api, slack.install(team.id).token, silentLog)
    await one.start()
    expect(await one.of(team.id)).not.toBeNull()
    expect(await one.of('T0TWO')).toBeNull()
    expect(await one.at(place('T0TWO', null))).toBeNull()
    expect(await one.healthy()).toBe(true)
    await expect(oneWorkspace(api, 'xoxb-wrong', silentLog).start()).rejects.toThrow(
      'Slack refused SLACK_BOT_TOKEN (invalid_auth). The token is not one that Slack knows.',
    )
  })

  test('with one token for an organisation: all of its workspaces', async () => {
    const enterprise = slack.addEnterprise()
    const team = slack.addWorkspace({ enterprise })
    const one = oneWorkspace(api, slack.installOrg(enterprise.id).token, silentLog)
    await one.start()
    expect(await one.at(place(team.id, enterprise.id))).not.toBeNull()
    expect(await one.teams()).toEqual([team.id])
    expect(await one.at(place('T0OTHER', 'E0OTHER'))).toBeNull()
  })
})
