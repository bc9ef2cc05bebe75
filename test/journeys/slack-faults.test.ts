import { afterEach, describe, expect, test } from 'vitest'
import { createTokenVault } from '#adapters/slack/token-vault.ts'
import type { Database } from '#src/kernel/db.ts'
import { allEnded, deliveriesOf } from '#test/support/deliveries.ts'
import { oneDatabase } from '#test/support/database.ts'
import { type Fault, type FakeSlack, startFakeSlack } from '#test/support/fake-slack/fake-slack.ts'
import { keptLog } from '#test/support/raw-chat.ts'
import {
  addSlackAuthor,
  addSlackDraft,
  addSlackReaders,
  AUTHOR,
  faultsBetween,
  keyOf,
  slackUsers,
} from '#test/support/slack-area.ts'
import { pressSend, startSlackCascade } from '#test/support/slack-cascade.ts'

const seed = Number(process.env['FAULTS_SEED'] ?? Date.now() % 100_000)

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

/** A workspace of so many readers, with everything running. */
async function workspaceOf(open: () => Promise<Database>, users: readonly string[]) {
  const database = await open()
  closers.push(() => database.close())
  const slack = await startFakeSlack({ seed })
  closers.push(() => slack.close())
  const team = slack.addWorkspace().id
  const install = slack.install(team)
  for (const id of [AUTHOR, ...users]) slack.addUser(team, { id })
  await addSlackAuthor(database, team)
  await addSlackReaders(database, team, users)
  const draft = await addSlackDraft(database)
  const { log, errors } = keptLog()
  const cascade = await startSlackCascade(database, slack, {
    log,
    installed: { botToken: install.token },
  })
  closers.push(() => cascade.stop())
  return { database, slack, team, draft, errors }
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

/** A thousand show no more than these do; FAULTS_PEOPLE=1000 sends to as many by hand. */
const count = Number(process.env['FAULTS_PEOPLE'] ?? 500)

describe.each(oneDatabase())(
  'a broadcast to hundreds of people on a bad day at Slack, on $name',
  ({ open }) => {
    test('reaches each of them exactly once, and its card adds up', async () => {
      const users = slackUsers(count)
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
      expect(rows).toHaveLength(count)
      expect(rows.filter(({ state }) => state !== 'sent')).toEqual([])
      expect(faultsBetween(team, rows, slack.ledger.messages)).toEqual([])
      expect(slack.ledger.duplicates(keyOf)).toEqual([])
      const faults = faultsSeen(workspace).filter((one) => one !== null)
      expect(faults.length).toBeGreaterThan(40)
      slack.faults.clear()
      await expect
        .poll(() => progressCard(workspace), { timeout: 90_000 })
        .toContain(`${count.toLocaleString('en-GB')} delivered, 0 waiting, 0 failed`)
      expect(errors).toEqual([])
      process.stdout.write(
        `  ${count} on ${database.kind}: ${faults.length} requests went wrong, everybody had it after ${Math.round(took)} ms (seed ${seed})\n`,
      )
    }, 300_000)
  },
)

describe.each(oneDatabase())(
  'those whom Slack will never take a message for, on $name',
  ({ open }) => {
    test('end as failed with the reason, and hold nobody up', async () => {
      const users = slackUsers(60)
      const refusals = {
        account_inactive: 'not-installed',
        user_not_found: 'unreachable',
        messages_tab_disabled: 'blocked',
        restricted_action: 'blocked',
        invalid_blocks: 'rejected',
        something_new: 'rejected',
      } as const
      const workspace = await workspaceOf(open, users)
      const { slack, team, draft, database } = workspace
      const refused = new Map(
        Object.entries(refusals).map(([code, reason], n) => {
          const user = users[n * 7] ?? ''
          slack.person(team, user).refuses(code)
          return [user, reason] as const
        }),
      )
      await send(workspace)
      // One try each: nobody waits behind a refusal.
      const rows = await deliveriesOf(database, draft)
      for (const { user, state, reason, attempts } of rows)
        expect({ user, state, reason, attempts }).toEqual({
          user,
          state: refused.has(user) ? 'failed' : 'sent',
          reason: refused.get(user) ?? null,
          attempts: 1,
        })
      expect(faultsBetween(team, rows, slack.ledger.messages)).toEqual([])
      await expect
        .poll(() => progressCard(workspace))
        .toContain('54 delivered, 0 waiting, 6 failed')
    })

    test('a token revoked on the way fails the rest of that workspace, and the other gets everything', async () => {
      const { database, slack, draft, workspaces } = await twoWorkspaces(open)
      const [first, second] = workspaces
      await pressSend(slack.person(first.team, AUTHOR), draft)
      const held = () => slack.ledger.messages.filter(({ team }) => team === second.team)
      await expect.poll(() => held().length, { interval: 1, timeout: 90_000 }).toBeGreaterThan(20)
      slack.revoke(second.install)
      await allEnded(database, draft)
      const rows = await deliveriesOf(database, draft)
      const [here, there] = workspaces.map(({ users }) =>
        rows.filter(({ user }) => users.includes(user)),
      )
      expect(here?.map(({ state }) => state)).toEqual(first.users.map(() => 'sent'))
      const failed = there?.filter(({ state }) => state === 'failed') ?? []
      expect(failed.length).toBeGreaterThan(0)
      expect(new Set(failed.map(({ reason }) => reason))).toEqual(new Set(['not-installed']))
      expect(new Set(there?.map(({ state }) => state))).toEqual(new Set(['sent', 'failed']))
      expect(faultsBetween(first.team, here ?? [], slack.ledger.messages)).toEqual([])
      expect(faultsBetween(second.team, there ?? [], slack.ledger.messages)).toEqual([])
    })
  },
)

/** Two workspaces that installed the app by themselves, with 150 readers each. */
async function twoWorkspaces(open: () => Promise<Database>) {
  const database = await open()
  closers.push(() => database.close())
  const slack = await startFakeSlack({ seed })
  closers.push(() => slack.close())
  const keys = [Buffer.alloc(32, 7).toString('base64')]
  const vault = createTokenVault(keys)
  const made = [1, 2].map((n) => {
    const team = slack.addWorkspace().id
    const install = slack.install(team)
    return { team, install, users: slackUsers(150, n * 1000) }
  })
  const [first, second] = made
  if (first === undefined || second === undefined) throw new Error('There are two')
  slack.addUser(first.team, { id: AUTHOR })
  await addSlackAuthor(database, first.team)
  for (const { team, install, users } of made) {
    for (const id of users) slack.addUser(team, { id })
    await database.pool.query(
      `insert into slack_installations (id, app_id, bot_user, token, scopes, installed_at)
       values ($1, 'A0CASCADE01', $2, $3, $4, now())`,
      [team, install.botUser, vault.seal(install.token, team), install.scopes.join(',')],
    )
    await addSlackReaders(database, team, users)
  }
  const draft = await addSlackDraft(database)
  const oauth = { clientId: '1.2', clientSecret: 'c', stateSecret: 's', scopes: ['chat:write'] }
  const cascade = await startSlackCascade(database, slack, {
    installed: { oauth, tokenKeys: keys },
  })
  closers.push(() => cascade.stop())
  return { database, slack, draft, workspaces: [first, second] as const }
}
