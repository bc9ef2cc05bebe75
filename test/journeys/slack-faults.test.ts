import { afterEach, describe, expect, test } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { databases } from '#test/support/database.ts'
import { type Fault, type FakeSlack, startFakeSlack } from '#test/support/fake-slack/fake-slack.ts'
import { keptLog } from '#test/support/raw-chat.ts'
import {
  addSlackAuthor,
  addSlackDraft,
  addSlackReaders,
  AUTHOR,
  deliveriesOf,
  faultsBetween,
  keyOf,
  slackUsers,
} from '#test/support/slack-area.ts'
import {
  allEnded,
  pressSend,
  type SlackCascade,
  startSlackCascade,
} from '#test/support/slack-cascade.ts'

const seed = Number(process.env['FAULTS_SEED'] ?? Date.now() % 100_000)

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

/** A workspace of so many readers, with everything running. */
async function workspaceOf(open: () => Promise<Database>, users: readonly string[], of = seed) {
  const database = await open()
  closers.push(() => database.close())
  const slack = await startFakeSlack({ seed: of })
  closers.push(() => slack.close())
  const team = slack.addWorkspace().id
  const install = slack.install(team)
  for (const id of [AUTHOR, ...users]) slack.addUser(team, { id })
  await addSlackAuthor(database, team)
  await addSlackReaders(database, team, users)
  const draft = await addSlackDraft(database)
  const { log, errors, lines } = keptLog()
  const cascade = await startSlackCascade(database, slack, {
    log,
    installed: { botToken: install.token },
  })
  closers.push(() => cascade.stop())
  return { database, slack, team, install, draft, cascade, errors, lines }
}

type Workspace = Awaited<ReturnType<typeof workspaceOf>>

/** What a bad day at Slack is made of: how often, and what. */
const BAD_DAY: readonly (readonly [chance: number, fault: Fault])[] = [
  [0.02, 'drop-after'],
  [0.01, '500-before'],
  [0.01, '500-after'],
  [0.005, 'drop-before'],
  [0.01, 'ratelimited'],
  [0.005, { retryAfter: 1 }],
  [0.002, { retryAfter: null }],
  [0.005, { error: 'internal_error' }],
]

function spoil(slack: FakeSlack): void {
  for (const [chance, fault] of BAD_DAY) slack.faults.chance('chat.postMessage', fault, chance)
  // Asking whether something arrived goes wrong as well, now and then.
  slack.faults.chance('conversations.history', '500-before', 0.1)
  slack.faults.chance('conversations.open', { retryAfter: 1 }, 0.1)
}

async function send({ slack, team, draft, database }: Workspace, ms?: number): Promise<void> {
  await pressSend(slack.person(team, AUTHOR), draft)
  await allEnded(database, draft, ms)
}

const progressCard = ({ slack, team, draft }: Workspace) =>
  slack
    .person(team, AUTHOR)
    .messages()
    .findLast(({ plain }) => plain.includes(`${draft}:`))?.plain ?? ''

const faultsSeen = ({ slack }: Workspace) =>
  slack.ledger.requestsTo('chat.postMessage').map(({ fault }) => fault)

describe.each(databases())('a broadcast to 1,000 people on a bad day at Slack, on $name', ({ open }) => {
  test('reaches each of them exactly once, and its card adds up', async () => {
    const users = slackUsers(1_000)
    const workspace = await workspaceOf(open, users)
    const { slack, team, draft, database, errors } = workspace
    await pressSend(slack.person(team, AUTHOR), draft)
    spoil(slack)
    // A storm: everybody is told to wait, twice.
    slack.faults.next('chat.postMessage', { retryAfter: 1 }, 40)
    const from = performance.now()
    await allEnded(database, draft, 90_000)
    const took = performance.now() - from
    const rows = await deliveriesOf(database, draft)
    expect(rows).toHaveLength(1_000)
    expect(rows.filter(({ state }) => state !== 'sent')).toEqual([])
    expect(faultsBetween(team, rows, slack.ledger.messages)).toEqual([])
    expect(slack.ledger.duplicates(keyOf)).toEqual([])
    const faults = faultsSeen(workspace).filter((one) => one !== null)
    expect(faults.length).toBeGreaterThan(50)
    slack.faults.clear()
    await expect
      .poll(() => progressCard(workspace), { timeout: 10_000 })
      .toContain('1,000 delivered, 0 waiting, 0 failed')
    expect(errors).toEqual([])
    process.stdout.write(
      `  1,000 on ${database.kind}: ${faults.length} requests went wrong, everybody had it after ${Math.round(took)} ms (seed ${seed})\n`,
    )
  }, 180_000)
})
