import { openPostgres } from '#src/kernel/db.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { realWorld } from '#src/kernel/world.ts'
import { addAuthor, addDraft } from '#test/support/announcements.ts'
import { createPlanner } from '#test/support/planner.ts'
import { startProcess, stopProcess } from '#test/support/process.ts'
import { openServer } from './databases.ts'
import { accountOn, BOT_APP, followers, settingsFor, TENANT } from './engine.ts'
import { type Bench, cpuOf, tell, watched } from './report.ts'
import { type Sink, startSink } from './sink/sink.ts'
import { placeInTeams, waitUntilSent } from './store.ts'

const SLOWEST = 1.05
const TENANTS = 36
const RATE = 20

const tenantOf = (n: number) =>
  n === 0 ? TENANT.teams : `aaaaaaaa-0000-4000-8000-${String(n + 1).padStart(12, '0')}`

/** So many processes send to 36 tenants, each with a limit of its own; the seconds that the slowest took, over what it must. */
async function play(processes: number, each: number, databaseUrl: string, sink: Sink) {
  await sink.mode({ rate: RATE, burst: RATE / 4 })
  await sink.reset()
  const tenants = Array.from({ length: TENANTS }, (_, n) => tenantOf(n))
  const database = openPostgres(databaseUrl, 2)
  try {
    await migrate(database.db)
    const author = await addAuthor(database, accountOn('teams', 0))
    const people: string[] = []
    for (const [n, tenant] of tenants.entries())
      people.push(...(await followers(database, 'teams', 1 + n * each, (n + 1) * each, tenant)))
    await placeInTeams(database, `28:${BOT_APP}`, sink.url)
    const planner = await createPlanner(database)
    const settings = {
      ...settingsFor('teams', sink, tenants),
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: 'warn',
    }
    const running = []
    try {
      for (let n = 0; n < processes; n += 1) running.push(await startProcess(settings))
      const send = async () => {
        await sink.reset()
        const broadcast = await addDraft(database, author)
        await planner.start({ broadcast, urgency: 'routine', people, at: realWorld.now() })
        await waitUntilSent(database, broadcast)
        const { firstAt, last, posts, refused, doubled } = await sink.stats()
        if (posts !== people.length || doubled > 0)
          throw new Error(`${posts} messages came for ${people.length} people, ${doubled} twice`)
        const slowest = (Math.max(...Object.values(last)) - firstAt) / 1000
        return { slowest, ratio: slowest / (each / RATE), refused }
      }
      // The first one finds the limits, which nobody has told.
      const cold = await send()
      const known = await send()
      const cpu = await Promise.all(running.map(({ pid }) => cpuOf(pid)))
      for (const one of running) await stopProcess(one)
      return { processes, ...known, cold, cpu }
    } finally {
      for (const one of running) one.kill('SIGKILL')
      await planner.close()
    }
  } finally {
    await database.close()
  }
}

/** The time of the slowest tenant must be its own limit's, whatever the number of processes. */
export async function benchWorkers({ databaseUrl, quick, scale }: Bench): Promise<unknown> {
  const each = scale ?? (quick ? 60 : 1_000)
  const sink = await startSink()
  const server = await openServer(databaseUrl)
  try {
    const rounds = []
    for (const processes of quick ? [1, 2] : [1, 2, 4])
      rounds.push(await watched(() => server.with((url) => play(processes, each, url, sink))))
    const figures = rounds.map(({ result: { processes, ratio } }) => ({
      what: `${processes} ${processes === 1 ? 'process' : 'processes'}, slowest of ${TENANTS} ÷ (${each} ÷ R)`,
      value: ratio,
      goal: SLOWEST,
      unit: '×',
    }))
    tell('workers', figures, Math.max(...rounds.map(({ foreign }) => foreign)))
    return { rounds, figures }
  } finally {
    await server.close()
    sink.stop()
  }
}
