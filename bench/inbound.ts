import { createHmac } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { type Database, openEmbedded, openPostgres } from '#src/kernel/db.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { allEnded } from '#test/support/deliveries.ts'
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
/** Slack shows an error after 3 seconds; people feel half a second. */
const TARGET_MS = 500
/** As fast as the fan-out can be beside the presses and still last as long as they do. */
const SENDS_PER_SECOND = 200

type Press = (n: number) => Promise<void>
type Figures = Readonly<{ p50: number; p99: number; presses: number }>

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

/** How soon a button is answered: with nothing else to do, and while a broadcast goes out from the same process. */
export async function benchInbound(
  databaseUrl: string | null,
): Promise<Readonly<{ idle: Figures; during: Figures }>> {
  const database = databaseUrl === null ? await openEmbedded(null) : openPostgres(databaseUrl)
  const slack = await startFakeSlack()
  try {
    await migrate(database.db)
    const team = slack.addWorkspace().id
    const install = slack.install(team)
    const users = slackUsers(READERS)
    for (const id of [AUTHOR, ...users]) slack.addUser(team, { id })
    await addSlackAuthor(database, team)
    await addSlackReaders(database, team, users)
    const cascade = await startSlackCascade(database, slack, {
      installed: { botToken: install.token },
      sendsPerSecond: SENDS_PER_SECOND,
    })
    try {
      const author = slack.person(team, AUTHOR)
      const first = await sendWhole(database, author)
      const cards = users.map((user) => slack.person(team, user).messages()[0])
      const press: Press = async (n) => {
        const { channel = '', ts = '' } = cards[n % READERS] ?? {}
        const user = users[n % READERS] ?? ''
        const body = pressOf({ team, user, channel, ts, broadcast: first, n })
        const response = await fetch(`${cascade.url}/slack/events`, {
          method: 'POST',
          body,
          headers: signed(body, slack.app.signingSecret),
        })
        if (response.status !== 200) throw new Error(`A press was answered ${response.status}`)
        await response.text()
      }
      const forSeconds = (seconds: number) => {
        const until = performance.now() + seconds * 1000
        return () => performance.now() < until
      }
      await load(press, forSeconds(WARM_UP_SECONDS))
      const idle = await load(press, forSeconds(SECONDS))
      const draft = await addSlackDraft(database, 'Sent beside the presses')
      await pressSend(author, draft)
      let over = false
      const ended = allEnded(database, draft, 600_000).finally(() => {
        over = true
      })
      const during = await load(press, () => !over)
      await ended
      say(database, idle, during)
      return { idle, during }
    } finally {
      await cascade.stop()
    }
  } finally {
    await slack.close()
    await database.close()
  }
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

function say({ kind }: Database, idle: Figures, during: Figures): void {
  const words = ({ p50, p99, presses }: Figures) =>
    `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms (${presses} presses)`
  console.log(`inbound, ${kind}, idle: ${words(idle)}`)
  console.log(
    `inbound, ${kind}, while ${READERS} messages go out: ${words(during)}; p99 ${(during.p99 / idle.p99).toFixed(2)} of idle, ${(during.p99 / TARGET_MS).toFixed(2)} of the ${TARGET_MS} ms aimed at`,
  )
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
