import { expect, inject, test } from 'vitest'
import { startFarEnd } from '#test/crash/far-ends.ts'
import { judge } from '#test/crash/judge.ts'
import { postgresPlace } from '#test/crash/places.ts'
import { prepare } from '#test/crash/prepare.ts'
import { deliveries, unfinished } from '#test/crash/store.ts'
import { startProcess, stopProcess, until } from '#test/support/process.ts'

const READERS = 150

test('the queue works as it does on a distributed server, with two processes of which one is killed', async (context) => {
  const postgres = inject('postgres')
  if (postgres.is === 'missing') return context.skip(postgres.because)
  const place = await postgresPlace(postgres.url, 'yugabytedb')
  context.onTestFinished(place.drop)
  const far = await startFarEnd.slack({ readers: READERS, seed: 7 })
  context.onTestFinished(() => far.stop())
  const before = await place.open()
  await prepare(before, far, { routine: 0, critical: 1, everyMs: 0 })
  await before.close()

  const settings = { ...place.settings, ...far.settings }
  const [one, other] = await Promise.all([startProcess(settings), startProcess(settings)])
  context.onTestFinished(() => [one, other].forEach(({ kill }) => kill('SIGKILL')))
  await until('some to be told', async () => (await far.held(before)).length > 20)
  one.kill('SIGKILL')

  const after = await place.open()
  context.onTestFinished(after.close)
  await until('the end of it', async () => (await unfinished(after)) === 0, 120_000)
  // It is what such a server gets: its jobs stand in no partitions.
  const { rows: tables } = await after.pool.query(
    `select relkind from pg_class where oid = 'pgboss.job'::regclass`,
  )
  expect(tables).toEqual([{ relkind: 'r' }])
  const rows = await deliveries(after)
  const { lost, doubled } = judge(rows, await far.held(after), far.canLookUp)
  expect({ rows: rows.length, lost, doubled }).toEqual({ rows: READERS, lost: [], doubled: [] })
  expect((await stopProcess(other)).code).toBe(0)
  expect(other.output()).not.toContain('"level":50')
}, 240_000)
