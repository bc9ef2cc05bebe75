import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { createSlackPlatform } from '#adapters/slack/platform.ts'
import type { SlackTables } from '#adapters/slack/tables.ts'
import { message } from '#src/chat/message.ts'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { allEnded, deliveriesOf } from '#test/support/deliveries.ts'
import { oneDatabase, openFresh } from '#test/support/database.ts'
import { startFakeSlack } from '#test/support/fake-slack/fake-slack.ts'
import {
  addSlackAuthor,
  addSlackDraft,
  addSlackReaders,
  AUTHOR,
  faultsBetween,
  slackUsers,
} from '#test/support/slack-area.ts'
import { pressSend, startSlackCascade } from '#test/support/slack-cascade.ts'
import { testWorld } from '#test/support/world.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const HOUR_MS = 3_600_000

test.each([2, 24, 14 * 24])(
  'a message is still found %i hours later, when the process that sent it was away so long',
  async (hours) => {
    const world = testWorld('2026-08-06T09:00:00Z', hours)
    const database = await openFresh()
    closers.push(() => database.close())
    const slack = await startFakeSlack({ now: () => world.now().getTime() })
    closers.push(() => slack.close())
    const team = slack.addWorkspace().id
    const install = slack.install(team)
    const { id } = slack.addUser(team)
    const { platform } = createSlackPlatform({
      db: database.db.withTables<SlackTables>(),
      world,
      log: silentLog,
      apiUrl: slack.apiUrl,
      signingSecret: slack.app.signingSecret,
      app: { botToken: install.token },
      appToken: null,
      publicUrl: 'http://localhost:3000',
      sendsPerSecond: null,
    })
    closers.push(() => platform.stop())
    await platform.start({
      receive: async () => [],
      said: async () => {},
      accountChanged: async () => {},
      home: async () => [],
      suggest: async () => [],
    })
    const to = { platform: 'slack', ref: `slack:1:${team}:${id}` } as const
    const key = randomUUID()
    slack.faults.next('chat.postMessage', 'drop-after')
    expect(await platform.send(to, message({ title: 'x' }), key)).toMatchObject({ is: 'unknown' })
    world.advance(hours * HOUR_MS)
    expect(await platform.lookUp(to, key)).toMatchObject({ is: 'found' })
    expect(await platform.lookUp(to, randomUUID())).toEqual({ is: 'absent' })
  },
)

/** A workspace of 100 readers and a draft for all of them. */
async function workspaceOn(open: () => Promise<Database>) {
  const database = await open()
  closers.push(() => database.close())
  const slack = await startFakeSlack()
  closers.push(() => slack.close())
  const team = slack.addWorkspace().id
  const { token } = slack.install(team)
  const users = slackUsers(100)
  for (const id of [AUTHOR, ...users]) slack.addUser(team, { id })
  await addSlackAuthor(database, team)
  await addSlackReaders(database, team, users)
  const draft = await addSlackDraft(database)
  const start = () =>
    startSlackCascade(database, slack, { installed: { botToken: token }, sendsPerSecond: 10 })
  const expectOneEach = async () => {
    await allEnded(database, draft)
    const rows = await deliveriesOf(database, draft)
    expect(rows).toHaveLength(100)
    expect(rows.filter(({ state }) => state !== 'sent')).toEqual([])
    expect(faultsBetween(team, rows, slack.ledger.messages)).toEqual([])
  }
  return { database, slack, author: slack.person(team, AUTHOR), draft, start, expectOneEach }
}

describe.each(oneDatabase())('on $name', ({ open }) => {
  test('a job that is there twice sends nothing twice: what waits for its turn is not in doubt', async () => {
    const { database, slack, author, draft, start, expectOneEach } = await workspaceOn(open)
    const cascade = await start()
    closers.push(cascade.stop)
    await pressSend(author, draft)
    await expect.poll(() => slack.ledger.messages.length).toBeGreaterThan(5)
    // What a queue does that lost sight of a worker, or a process that died between leaving a job and ending its own.
    await database.pool.query(
      `insert into pgboss.job (name, data, retry_limit) values ('deliver', $1, 10)`,
      [JSON.stringify({ broadcast: draft, from: 1, to: 101 })],
    )
    await wait(1_000)
    await expectOneEach()
  })

  test('a sending that is taken up before Slack has said who we are fails nobody', async () => {
    const { slack, author, draft, start, expectOneEach } = await workspaceOn(open)
    const before = await start()
    await pressSend(author, draft)
    await expect.poll(() => slack.ledger.messages.length).toBeGreaterThan(5)
    await before.stop()
    slack.faults.next('auth.test', { slow: 2_000 })
    const after = await start()
    closers.push(after.stop)
    await expectOneEach()
  })
})
