import { readFile } from 'node:fs/promises'
import { openPostgres } from '#src/kernel/db.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { realWorld } from '#src/kernel/world.ts'
import { addAuthor, addDraft } from '#test/support/announcements.ts'
import { createPlanner } from '#test/support/planner.ts'
import { startProcess, stopProcess } from '#test/support/process.ts'
import { openServer } from './databases.ts'
import { accountOn, followers, settingsFor } from './engine.ts'
import { type Bench, cpuOf, tell, watched } from './report.ts'
import { type Sink, startSink } from './sink/sink.ts'
import { waitUntilSent } from './store.ts'

const PEAK_MB = 220
const GROWTH = 1.1
const CPU_GROWTH = 1.05

type Used = Readonly<{ peakMb: number; cpuMicroseconds: number }>

/** A process of its own sends to so many, and ends. */
async function sendTo(readers: number, databaseUrl: string, sink: Sink): Promise<Used> {
  const database = openPostgres(databaseUrl, 2)
  try {
    await migrate(database.db)
    const author = await addAuthor(database, accountOn('slack', 0))
    const people = await followers(database, 'slack', 1, readers)
    const broadcast = await addDraft(database, author)
    const planner = await createPlanner(database)
    await planner.start({ broadcast, urgency: 'routine', people, at: realWorld.now() })
    await planner.close()
    await database.pool.query('analyze')
    const running = await startProcess({
      ...settingsFor('slack', sink),
      SLACK_SENDS_PER_SECOND: '999',
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: 'warn',
    })
    try {
      await waitUntilSent(database, broadcast)
      const status = await readFile(`/proc/${running.pid}/status`, 'utf8')
      const peakMb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024
      const cpuMicroseconds = ((await cpuOf(running.pid)) * 1e6) / readers
      await stopProcess(running)
      return { peakMb, cpuMicroseconds }
    } finally {
      running.kill('SIGKILL')
    }
  } finally {
    await database.close()
  }
}

/** What the whole process takes at its peak, for a large audience against one a fifth of it. */
export async function benchMemory({ databaseUrl, quick, scale }: Bench): Promise<unknown> {
  const large = scale ?? (quick ? 5_000 : 100_000)
  const sink = await startSink()
  const server = await openServer(databaseUrl)
  try {
    const less = Math.round(large / 5)
    const one = await watched(() => server.with((url) => sendTo(less, url, sink)))
    const two = await watched(() => server.with((url) => sendTo(large, url, sink)))
    const [small, big] = [one.result, two.result]
    const foreign = Math.max(one.foreign, two.foreign)
    const figures = [
      { what: `peak, ${large} people`, value: big.peakMb, goal: PEAK_MB, unit: 'MB' },
      {
        what: `peak, ${large} ÷ ${less} people`,
        value: big.peakMb / small.peakMb,
        goal: GROWTH,
        unit: '×',
      },
      {
        what: `CPU a message, ${large} ÷ ${less} people`,
        value: big.cpuMicroseconds / small.cpuMicroseconds,
        goal: CPU_GROWTH,
        unit: '×',
      },
    ]
    tell('memory', figures, foreign)
    return { small, big, figures, foreign }
  } finally {
    await server.close()
    sink.stop()
  }
}
