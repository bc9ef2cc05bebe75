import { createHmac } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { type Database, openPostgres } from '#src/kernel/db.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { allEnded } from '#test/support/deliveries.ts'
import { type Bench, tell } from './report.ts'
import { startFakeSlack } from '#test/support/fake-slack/fake-slack.ts'
import {
  addSlackAuthor,
  addSlackDraft,
  addSlackReaders,
  AUTHOR,
  slackUsers,
} from '#test/support/slack-area.ts'
import { pressSend, startSlackCascade } from '#test/support/slack-cascade.ts'

const READERS = 2_000
const A_SECOND = 50
const SECONDS = 10
const WARM_UP_SECONDS = 5
const PACES = [
  { name: 'at 50 a second', sendsPerSecond: 50, goal: 1.5 },
  { name: 'as fast as they can', sendsPerSecond: null, goal: 5 },
] as const

type Press = (n: number) => Promise<void>
type Figures = Readonly<{ p50: number; p99: number; presses: number }>
type Found = Readonly<{ name: string; goal: number; idle: Figures; during: Figures }>

function figuresOf(times: readonly number[]): Figures {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0
  return { p50: at(0.5), p99: at(0.99), presses: sorted.length }
}

/** An open loop: each press is timed from the moment at which it should have been made, however late it was. */
async function load(press: Press, goesOn: () => boolean): Promise<Figures> {
  const from = performance.now()
  const pressing: Promise<number>[] = []
  for (let n = 0; goesOn(); n += 1) {
    const due = from + (n * 1000) / A_SECOND
    const early = due - performance.now()
    if (early > 0) await wait(early)
    pressing.push(press(n).then(() => performance.now() - due))
  }
  return figuresOf(await Promise.all(pressing))
}

/**
 * How soon a button is answered, state and all: with nothing else to do, and while a broadcast goes out from the same
 * process at the platform's pace, and as fast as it can.
 */
export async function benchInbound({ databaseUrl, quick }: Bench): Promise<unknown> {
  const readers = quick ? 300 : READERS
  const seconds = quick ? 2 : SECONDS
  const database = openPostgres(databaseUrl)
  const slack = await startFakeSlack()
  try {
    await migrate(database.db)
    const team = slack.addWorkspace().id
    const install = slack.install(team)
    const users = slackUsers(readers)
    for (const id of [AUTHOR, ...users]) slack.addUser(team, { id })
    await addSlackAuthor(database, team)
    await addSlackReaders(database, team, users)
    const author = slack.person(team, AUTHOR)
    const found: Found[] = []
    for (const { name, sendsPerSecond, goal } of PACES) {
      const cascade = await startSlackCascade(database, slack, {
        installed: { botToken: install.token },
        sendsPerSecond,
      })
      try {
        const first = await sendWhole(database, author)
        const cards = users.map((user) => slack.person(team, user).messages().at(-1))
        const press: Press = async (n) => {
          const { channel = '', ts = '' } = cards[n % readers] ?? {}
          const user = users[n % readers] ?? ''
          const body = pressOf({ team, user, channel, ts, broadcast: first, n })
          const response = await fetch(`${cascade.url}/slack/events`, {
            method: 'POST',
            body,
            headers: signed(body, slack.app.signingSecret),
          })
          if (response.status !== 200) throw new Error(`A press was answered ${response.status}`)
          await response.text()
        }
        await load(press, forSeconds(quick ? 1 : WARM_UP_SECONDS))
        const idle = await load(press, forSeconds(seconds))
        const draft = await addSlackDraft(database, 'Sent beside the presses')
        await pressSend(author, draft)
        let over = false
        const ended = allEnded(database, draft, 600_000).finally(() => {
          over = true
        })
        const during = await load(press, () => !over)
        await ended
        found.push({ name, goal, idle, during })
      } finally {
        await cascade.stop()
      }
    }
    const figures = found.map(({ name, goal, idle, during }) => ({
      what: `p99 while ${readers} go out ${name} ÷ idle (${during.presses} presses, ${during.p99.toFixed(0)} ms)`,
      value: during.p99 / idle.p99,
      goal,
      unit: '×',
    }))
    tell('inbound', figures)
    return { found, figures }
  } finally {
    await slack.close()
    await database.close()
  }
}

function forSeconds(seconds: number): () => boolean {
  const until = performance.now() + seconds * 1000
  return () => performance.now() < until
}

async function sendWhole(
  database: Database,
  author: Parameters<typeof pressSend>[0],
): Promise<number> {
  const draft = await addSlackDraft(database, 'What is pressed')
  await pressSend(author, draft)
  await allEnded(database, draft, 600_000)
  return draft
}

/** An answer to a message, as a person's press sends it; each a new one. */
function pressOf({
  team,
  user,
  channel,
  ts,
  broadcast,
  n,
}: Readonly<{
  team: string
  user: string
  channel: string
  ts: string
  broadcast: number
  n: number
}>): string {
  const answer = n % 2 === 0 ? 'read' : 'will-act'
  const payload = {
    type: 'block_actions',
    trigger_id: `${process.pid}.${n}.${performance.now()}`,
    user: { id: user, team_id: team },
    team: { id: team },
    container: { type: 'message', channel_id: channel, message_ts: ts },
    actions: [
      {
        action_id: 'a',
        action_ts: '1790000000.000100',
        value: JSON.stringify({
          do: 'acknowledge',
          with: { broadcast: String(broadcast), answer },
        }),
      },
    ],
  }
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
}

function signed(body: string, secret: string): Readonly<Record<string, string>> {
  const at = String(Math.floor(Date.now() / 1000))
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': at,
    'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`,
  }
}
