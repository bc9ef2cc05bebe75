import { createSlackPlatform, type SlackOptions } from '#adapters/slack/platform.ts'
import type { SlackTables } from '#adapters/slack/tables.ts'
import type { Database } from '#src/kernel/db.ts'
import { type Log, silentLog } from '#src/kernel/log.ts'
import { realWorld, type World } from '#src/kernel/world.ts'
import { type Adapter, type RunningApp, startApp } from './app-server.ts'
import { until } from './process.ts'
import type { FakeSlack, Person } from './fake-slack/fake-slack.ts'

type Options = Readonly<{
  world?: World
  log?: Log
  sendsPerSecond?: number | null
  installed: SlackOptions['app']
}>

/** What `main.ts` makes of Slack's settings, against a fake Slack. */
export const slackAdapter = (
  { db }: Pick<Database, 'db'>,
  slack: FakeSlack,
  { world = realWorld, log = silentLog, sendsPerSecond = null, installed }: Options,
  publicUrl: string,
): Adapter =>
  createSlackPlatform({
    db: db.withTables<SlackTables>(),
    world,
    log,
    apiUrl: slack.apiUrl,
    signingSecret: slack.app.signingSecret,
    app: installed,
    appToken: null,
    publicUrl,
    sendsPerSecond:
      sendsPerSecond === null ? null : { first: sendsPerSecond, most: sendsPerSecond },
  })

/** Cascade with Slack alone, between a database and a fake Slack. */
export async function startSlackCascade(
  database: Database,
  slack: FakeSlack,
  options: Options,
): Promise<RunningApp> {
  const { world = realWorld, log = silentLog } = options
  const cascade = await startApp(database, { world, log }, (url) => [
    slackAdapter(database, slack, options, url),
  ])
  slack.connectApp(cascade.url)
  return cascade
}

/** Presses Send on the draft's own card, as its author does; resolves when Slack has been answered. */
export async function pressSend(author: Person, draft: number): Promise<void> {
  await author.command('/cascade', `progress ${draft}`)
  const ready = () =>
    author.messages().findLast(({ buttons }) => buttons.some((one) => one.startsWith('Send now')))
  await until('the card of the draft', async () => ready() !== undefined)
  const card = ready()
  const label = card?.buttons.find((one) => one.startsWith('Send now')) ?? ''
  await author.press(card?.ts ?? '', label)
}
