import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProcess, stopProcess } from '#test/support/process.ts'
import { type Bench, median, tell, watched } from './report.ts'

const EXISTING_MS = 3_000
const FIRST_MS = 5_000
const POSTGRES_MS = 1_000

/** From the spawn to "ready", and what the process then holds. */
async function start(settings: Readonly<Record<string, string>>) {
  const running = await startProcess({ ...settings, LOG_LEVEL: 'warn' })
  const maps = await readFile(`/proc/${running.pid}/status`, 'utf8').catch(() => '')
  const mb = Number(/VmRSS:\s+(\d+)/.exec(maps)?.[1] ?? Number.NaN) / 1024
  await stopProcess(running)
  return { ms: running.readyAfter, mb }
}

type Times = { first: number[]; existing: number[]; postgres: number[]; mb: number }

async function measure(databaseUrl: string, rounds: number): Promise<Times> {
  const found: Times = { first: [], existing: [], postgres: [], mb: Number.NaN }
  for (let round = 0; round < rounds; round += 1) {
    const dir = await mkdtemp(join(tmpdir(), 'cascade-bench-'))
    try {
      found.first.push((await start({ DATA_DIR: dir, DEMO: 'off' })).ms)
      found.existing.push((await start({ DATA_DIR: dir, DEMO: 'off' })).ms)
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  }
  const on = { DATABASE_URL: databaseUrl, LOCAL_CHAT: 'on' }
  await start(on)
  for (let round = 0; round < rounds; round += 1) {
    const { ms, mb } = await start(on)
    found.postgres.push(ms)
    found.mb = mb
  }
  return found
}

/** How soon it is ready: embedded for the first time, embedded again, and on PostgreSQL. */
export async function benchStart({ databaseUrl, quick }: Bench): Promise<unknown> {
  const { result, foreign } = await watched(() => measure(databaseUrl, quick ? 1 : 5))
  const { first, existing, postgres, mb } = result
  const figures = [
    { what: 'embedded, first time', value: median(first), goal: FIRST_MS, unit: 'ms' },
    {
      what: 'embedded, existing data',
      value: median(existing),
      goal: EXISTING_MS,
      unit: 'ms',
    },
    { what: 'on PostgreSQL', value: median(postgres), goal: POSTGRES_MS, unit: 'ms' },
  ]
  tell('start', figures, foreign)
  console.log(`start, without Slack and Teams: ${mb.toFixed(0)} MB held when ready`)
  return { ...result, figures, foreign }
}
