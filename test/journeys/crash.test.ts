import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { openEmbedded, openPostgres } from '#src/kernel/db.ts'
import { createPostgresDatabase } from '#test/support/database.ts'
import { type Running, startProcess, stopProcess } from '#test/support/process.ts'
import {
  allDelivered,
  askProgress,
  canSend,
  type Drafted,
  expectExactlyOnce,
  expectOneCardEach,
  writeAnnouncement,
} from '#test/support/sending.ts'
import { testWorld } from '#test/support/world.ts'

const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 100_000)
const more = Number(process.env['CRASH_ROUNDS'] ?? 0)

/** The local chat is paced at 4 a second, so a sending to the demonstration's people lasts about a second and a half. */
const LONGEST_MS = 2_000

const AUTHOR = 'tomasz-wieczorek'

type Settings = Readonly<Record<string, string>>

/** Presses Send, kills the process so many milliseconds later, and starts it again. */
async function sendAndCrash(
  running: Running,
  settings: Settings,
  draft: Drafted,
  ms: number,
): Promise<Running> {
  const pressing = running
    .as(AUTHOR)
    .press('Send now', `${draft.id}:`)
    .catch(() => {})
  await wait(ms)
  running.kill('SIGKILL')
  expect(await running.ended).toEqual({ code: null, signal: 'SIGKILL' })
  await pressing
  return startProcess(settings)
}

/** The press is there wholly or not at all; when it is not, it is pressed again. */
async function settlePress(running: Running, draft: Drafted): Promise<'kept' | 'lost'> {
  const author = running.as(AUTHOR)
  const card = await askProgress(author, draft)
  if (canSend(card)) {
    expect(card.text).toContain(`${draft.recipients} people would get this now`)
    await author.press('Send now', `${draft.id}:`)
    return 'lost'
  }
  const [, delivered, waiting, failed] = (
    /(\d+) delivered, (\d+) waiting, (\d+) failed/.exec(card.text) ?? []
  ).map(Number)
  expect([Number(delivered) + Number(waiting), failed], card.text).toEqual([draft.recipients, 0])
  return 'kept'
}

async function play(settings: Settings, rounds: readonly number[], name: string) {
  const sent: Drafted[] = []
  let running = await startProcess(settings)
  try {
    for (const [n, ms] of rounds.entries()) {
      const title = `Crash ${n + 1} on ${name}`
      const draft = await writeAnnouncement(running.as(AUTHOR), title)
      expect(draft.recipients).toBeGreaterThan(4)
      running = await sendAndCrash(running, settings, draft, ms)
      const from = performance.now()
      const press = await settlePress(running, draft)
      await allDelivered(running.as(AUTHOR), draft)
      const took = Math.round(performance.now() - from)
      process.stdout.write(
        `  ${name}: killed ${ms} ms after the press, which was ${press}; everybody had it ${took} ms after the start (seed ${seed})\n`,
      )
      await expectOneCardEach(running, title)
      sent.push(draft)
    }
    expect(running.output()).not.toContain('"level":50')
    expect(await stopProcess(running)).toEqual({ code: 0, signal: null })
    return sent
  } finally {
    running.kill('SIGKILL')
  }
}

const { random } = testWorld('2026-11-22T09:00:00Z', seed)
/** A third of the rounds are killed while the press is being answered, the others while it is being sent. */
const roundsOf = (count: number) =>
  Array.from({ length: count }, (_, n) => Math.floor(random() * (n % 3 === 0 ? 150 : LONGEST_MS)))

describe.concurrent('kill -9 at any moment of a send, and a start again', () => {
  const dirs: string[] = []
  const drops: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const dir of dirs) await rm(dir, { recursive: true, force: true })
    for (const drop of drops) await drop()
  })

  test('on the embedded database everybody has it exactly once', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'cascade-crash-'))
    dirs.push(dir)
    const sent = await play({ DATA_DIR: dir }, roundsOf(6 + more), 'embedded')
    const database = await openEmbedded(`${dir}/pglite`)
    await expectExactlyOnce(database, sent)
    await database.close()
  })

  test('on PostgreSQL everybody has it exactly once', async (context) => {
    const postgres = inject('postgres')
    if (postgres.is === 'missing') return context.skip(postgres.because)
    const { url, drop } = await createPostgresDatabase()
    drops.push(drop)
    const sent = await play({ DATABASE_URL: url, DEMO: 'on' }, roundsOf(3 + more), 'PostgreSQL')
    const database = openPostgres(url)
    await expectExactlyOnce(database, sent)
    await database.close()
  })
})
