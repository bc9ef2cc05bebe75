import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, inject, type TestContext, test } from 'vitest'
import { z } from 'zod'
import type { Database } from '#src/kernel/db.ts'
import { openEmbedded } from '#src/kernel/embedded.ts'
import { type FarEnd, startFarEnd } from '#test/crash/far-ends.ts'
import { judge } from '#test/crash/judge.ts'
import { fromSnapshot, postgresPlace } from '#test/crash/places.ts'
import { prepare } from '#test/crash/prepare.ts'
import { deliveries, letTimePass, unfinished } from '#test/crash/store.ts'
import { administer, postgresPrograms, startPostgres } from '#test/support/postgres.ts'
import { freePort, type Running, startProcess, stopProcess, until } from '#test/support/process.ts'
import { mountSmallDisk } from '#test/support/small-disk.ts'

const READERS = 240
const FULL = 'no disk of its own: this user may not mount one'

const Ready = z.object({ checks: z.record(z.string(), z.boolean()) })

/** What it says of itself, and null when it does not answer. */
async function checks({ url }: Running) {
  const answer = await fetch(`${url}/readyz`).catch(() => null)
  return answer === null ? null : Ready.parse(await answer.json()).checks
}

const ready = async (running: Running) =>
  Object.values((await checks(running)) ?? { answers: false }).every(Boolean)

async function posted(far: FarEnd, database: Pick<Database, 'pool'>): Promise<number> {
  return (await far.held(database)).length
}

/** Everything was sent and is there once: Slack can be asked what it holds. */
async function everybodyOnce(far: FarEnd, database: Database): Promise<void> {
  const rows = await deliveries(database)
  const { lost, doubled } = judge(rows, await far.held(database), far.canLookUp)
  expect({ rows: rows.length, lost, doubled }).toEqual({ rows: READERS, lost: [], doubled: [] })
}

async function farEnd({ onTestFinished }: TestContext): Promise<FarEnd> {
  const far = await startFarEnd.slack({ readers: READERS, seed: 5 })
  onTestFinished(() => far.stop())
  return far
}

async function start(
  context: TestContext,
  settings: Readonly<Record<string, string>>,
  far: FarEnd,
): Promise<Running> {
  const running = await startProcess({ ...settings, ...far.settings })
  context.onTestFinished(() => running.kill('SIGKILL'))
  return running
}

describe.concurrent('an outage in the middle of a sending', () => {
  test('PostgreSQL dies and comes back: the process stays, says so, and goes on', async (context) => {
    const programs = postgresPrograms()
    if (programs === null) return context.skip('no PostgreSQL that can be stopped')
    const server = await startPostgres(programs, { durable: true })
    context.onTestFinished(server.stop)
    const place = await postgresPlace(server.url)
    const far = await farEnd(context)
    const before = await place.open()
    await prepare(before, far, { routine: 0, critical: 1, everyMs: 0 })
    await before.close()
    const running = await start(context, place.settings, far)
    await until('it to send', async () => (await posted(far, before)) > 20)

    await server.halt()
    await until('it to say so', async () => (await checks(running))?.['database'] === false)
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200)
    await server.resume()
    await until('it to be ready', () => ready(running))

    const after = await place.open()
    context.onTestFinished(after.close)
    await until('the end of it', async () => (await unfinished(after)) === 0, 120_000)
    await everybodyOnce(far, after)
    expect((await stopProcess(running)).code).toBe(0)
  }, 400_000)

  test('all connections are cut, three times: it goes on', async (context) => {
    const postgres = inject('postgres')
    if (postgres.is === 'missing') return context.skip(postgres.because)
    const place = await postgresPlace(postgres.url)
    context.onTestFinished(place.drop)
    const far = await farEnd(context)
    const database = await place.open()
    await prepare(database, far, { routine: 0, critical: 1, everyMs: 0 })
    await database.close()
    const running = await start(context, place.settings, far)
    const name = new URL(place.settings['DATABASE_URL'] ?? '').pathname.slice(1)
    for (const sent of [20, 60, 100]) {
      await until(`${sent} sent`, async () => (await posted(far, database)) > sent, 120_000)
      await administer(
        postgres.url,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
      )
    }
    const after = await place.open()
    context.onTestFinished(after.close)
    await until('the end of it', async () => (await unfinished(after)) === 0, 120_000)
    await everybodyOnce(far, after)
    expect((await stopProcess(running)).code).toBe(0)
  }, 300_000)

  test('the embedded database has hardly any room: nothing is begun, and it says so until there is', async (context) => {
    const disk = await mountSmallDisk(400)
    if (disk === null) return context.skip(FULL)
    context.onTestFinished(disk.drop)
    const far = await farEnd(context)
    await fromSnapshot(inject('snapshot'))(disk.dir)
    const before = await openEmbedded(join(disk.dir, 'pglite'))
    await prepare(before, far, { routine: 1, critical: 0, everyMs: 0 })
    await before.close()
    const running = await start(context, { DATA_DIR: disk.dir }, far)
    await far.connect(running.url)

    await disk.fill(40)
    await until('it to say so', async () => (await checks(running))?.['disk'] === false)
    // Its author presses, and is told; nothing of it has begun.
    await expect(far.pressSend(running.url, 1)).rejects.toThrow('Waited 20 s')
    await disk.makeRoom()
    await until('it to be ready', () => ready(running))
    await far.pressSend(running.url, 1)
    await until('some to be told', async () => (await posted(far, before)) > 20)
    await disk.fill(40)
    await disk.makeRoom()
    await until('everybody to be told', async () => (await posted(far, before)) >= READERS, 240_000)
    expect((await stopProcess(running)).code).toBe(0)
    const after = await openEmbedded(join(disk.dir, 'pglite'))
    context.onTestFinished(after.close)
    await everybodyOnce(far, after)
  }, 400_000)

  test('the embedded database has no room at all: it stops itself, and nothing is lost', async (context) => {
    const disk = await mountSmallDisk(400)
    if (disk === null) return context.skip(FULL)
    context.onTestFinished(disk.drop)
    const far = await farEnd(context)
    const dir = join(disk.dir, 'data')
    await mkdir(dir)
    await fromSnapshot(inject('snapshot'))(dir)
    const before = await openEmbedded(join(dir, 'pglite'))
    await prepare(before, far, { routine: 0, critical: 1, everyMs: 0 })
    await before.close()
    const settings = { DATA_DIR: dir, PORT: String(await freePort()) }
    const running = await start(context, settings, far)
    await until('it to send', async () => (await posted(far, before)) > 20)

    await disk.fill(0)
    await until('it to say so', async () => (await checks(running))?.['disk'] !== true)
    running.kill('SIGTERM')
    await running.ended
    await expect(start(context, settings, far)).rejects.toThrow('The disk of DATA_DIR is full')
    await disk.makeRoom()

    const resting = await openEmbedded(join(dir, 'pglite'))
    await letTimePass(resting, 300)
    await resting.close()
    const again = await start(context, settings, far)
    await until('everybody to be told', async () => (await posted(far, before)) >= READERS, 240_000)
    await stopProcess(again)
    const after = await openEmbedded(join(dir, 'pglite'))
    context.onTestFinished(after.close)
    await everybodyOnce(far, after)
  }, 400_000)
})
