import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { z } from 'zod'
import { type Database, openEmbedded, openPostgres } from '#src/kernel/db.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { createPostgresDatabase } from '#test/support/database.ts'
import { freePort, type Running, startProcess, stopProcess, until } from '#test/support/process.ts'
import {
  addSlackAuthor,
  addSlackDraft,
  addSlackReaders,
  AUTHOR,
  deliveriesOf,
  faultsBetween,
  slackUsers,
} from '#test/support/slack-area.ts'
import { type SlackProcess, startSlackProcess } from '#test/support/slack-process.ts'
import { testWorld } from '#test/support/world.ts'

const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 100_000)
const kills = 5 + Number(process.env['CRASH_ROUNDS'] ?? 0)

const closers: (() => Promise<void> | void)[] = []
afterAll(async () => {
  for (const close of closers.toReversed()) await close()
})

type Settings = Readonly<Record<string, string>>
type Area = Readonly<{ slack: SlackProcess; team: string; settings: Settings; draft: number }>

/** A workspace at a Slack of its own, and the settings that an operator makes for it. */
async function prepare(
  open: () => Promise<Database>,
  more: Settings,
  readers: number,
): Promise<Area> {
  const slack = await startSlackProcess(seed)
  closers.push(slack.stop)
  const { id: team } = z.object({ id: z.string() }).parse(await slack.ask('workspace'))
  const { token } = z.object({ token: z.string() }).parse(await slack.ask('install', { team }))
  const users = slackUsers(readers)
  for (const id of [AUTHOR, ...users]) await slack.ask('user', { team, id })
  const database = await open()
  await migrate(database.db)
  await addSlackAuthor(database, team)
  await addSlackReaders(database, team, users)
  const draft = await addSlackDraft(database)
  await database.close()
  const port = String(await freePort())
  const settings = {
    ...more,
    PORT: port,
    SLACK_BOT_TOKEN: token,
    SLACK_SIGNING_SECRET: 'a-signing-secret',
    SLACK_API_URL: slack.apiUrl,
    LOG_LEVEL: 'info',
  }
  await slack.ask('app', { url: `http://localhost:${port}` })
  return { slack, team, settings, draft }
}

async function pressSend({ slack, team, draft }: Area): Promise<void> {
  const who = { team, user: AUTHOR }
  await slack.ask('command', { ...who, command: '/cascade', text: `progress ${draft}` })
  const card = async () =>
    (await slack.messagesOf(team, AUTHOR)).findLast(({ buttons }) =>
      buttons.some((one) => one.startsWith('Send now')),
    )
  await until('the card of the draft', async () => (await card()) !== undefined)
  const { ts, buttons } = (await card()) ?? { ts: '', buttons: [] }
  const label = buttons.find((one) => one.startsWith('Send now')) ?? ''
  await slack.ask('press', { ...who, ts, label })
}

const BAD_DAY = [
  ['drop-after', 0.02],
  ['500-after', 0.01],
  ['500-before', 0.01],
  ['drop-before', 0.005],
  ['ratelimited', 0.005],
  [{ retryAfter: 1 }, 0.005],
] as const

async function spoil({ slack }: Area): Promise<void> {
  for (const [fault, chance] of BAD_DAY)
    await slack.ask('fault', { method: 'chat.postMessage', fault, chance })
  await slack.ask('fault', { method: 'conversations.history', fault: '500-before', chance: 0.05 })
}

/** Sends to everybody while the process is killed again and again, and returns once all of it has ended. */
async function play(area: Area, name: string, longestMs: number, readers: number): Promise<void> {
  const { random } = testWorld('2026-11-22T09:00:00Z', seed)
  const { slack, team, settings, draft } = area
  let running: Running = await startProcess(settings)
  try {
    await pressSend(area)
    await spoil(area)
    const moments: string[] = []
    for (let n = 0; n < kills; n += 1) {
      const before = await slack.stored()
      // Every second one wherever it may be by then, the others in the middle of sending.
      const enough = Math.min(readers - 1, before + Math.ceil((random() * readers) / 8))
      if (n % 2 === 0)
        await until('more messages', async () => (await slack.stored()) >= enough, 90_000)
      const ms = Math.floor(random() * longestMs)
      await wait(ms)
      running.kill('SIGKILL')
      expect(await running.ended).toEqual({ code: null, signal: 'SIGKILL' })
      moments.push(`${ms} ms after message ${before}`)
      running = await startProcess(settings)
    }
    const from = performance.now()
    const ended = async () => {
      await slack.ask('command', {
        team,
        user: AUTHOR,
        command: '/cascade',
        text: `progress ${draft}`,
      })
      const words = `${readers.toLocaleString('en-GB')} delivered, 0 waiting, 0 failed`
      return (await slack.messagesOf(team, AUTHOR)).some(({ plain }) => plain.includes(words))
    }
    if ((await slack.stored()) < readers)
      await until('everybody to have it', async () => (await slack.stored()) >= readers, 90_000)
    await until('the card to say so', ended, 60_000)
    process.stdout.write(
      `  ${name}: killed ${moments.join(', ')}; over ${Math.round(performance.now() - from)} ms after the last start (seed ${seed})\n`,
    )
    expect(running.output()).not.toContain('"level":50')
    expect(await stopProcess(running)).toEqual({ code: 0, signal: null })
  } finally {
    running.kill('SIGKILL')
  }
}

async function expectExactlyOnce(
  { slack, team, draft }: Area,
  database: Database,
  readers: number,
) {
  const rows = await deliveriesOf(database, draft)
  const { messages } = await slack.ledger()
  const { rows: broadcasts } = await database.pool.query('select state from broadcasts')
  await database.close()
  expect(rows).toHaveLength(readers)
  expect(rows.filter(({ state }) => state !== 'sent')).toEqual([])
  expect(faultsBetween(team, rows, messages)).toEqual([])
  expect(broadcasts).toEqual([{ state: 'sent' }])
}

describe.concurrent(`kill -9 ${kills} times on the way of one sending, on a bad day at Slack`, () => {
  test('on the embedded database 200 people have it exactly once', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'cascade-slack-crash-'))
    closers.push(() => rm(dir, { recursive: true, force: true }))
    const open = () => openEmbedded(`${dir}/pglite`)
    const settings = { DATA_DIR: dir, SLACK_SENDS_PER_SECOND: '16' }
    const area = await prepare(open, settings, 200)
    await play(area, 'embedded', 1_500, 200)
    await expectExactlyOnce(area, await open(), 200)
  }, 240_000)

  test('on PostgreSQL 1,000 people have it exactly once', async (context) => {
    const postgres = inject('postgres')
    if (postgres.is === 'missing') return context.skip(postgres.because)
    const { url, drop } = await createPostgresDatabase()
    closers.push(drop)
    const settings = { DATABASE_URL: url, SLACK_SENDS_PER_SECOND: '100' }
    const area = await prepare(async () => openPostgres(url), settings, 1_000)
    await play(area, 'PostgreSQL', 1_500, 1_000)
    await expectExactlyOnce(area, openPostgres(url), 1_000)
  }, 240_000)
})
