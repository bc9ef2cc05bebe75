import { setTimeout as wait } from 'node:timers/promises'
import { openPostgres } from '#src/kernel/db.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { realWorld } from '#src/kernel/world.ts'
import { addAuthor, addDraft } from '#test/support/announcements.ts'
import { createPlanner } from '#test/support/planner.ts'
import { startProcess, stopProcess } from '#test/support/process.ts'
import { accountOn, followers, settingsFor } from './engine.ts'
import { type Bench, tell, watched } from './report.ts'
import { startSink } from './sink/sink.ts'
import { waitUntilSent } from './store.ts'

const FIRST_MS = 2_000
const DONE = 1.1
const RATE = 100

/** A critical message to some while a routine one to many is being sent in the same workspace, whose limit nobody has told. */
export async function benchTwoLanes({ databaseUrl, quick, scale }: Bench): Promise<unknown> {
  const readers = scale ?? (quick ? 1_500 : 20_000)
  const told = quick ? 100 : 500
  const sink = await startSink()
  await sink.mode({ rate: RATE, burst: RATE / 4 })
  const database = openPostgres(databaseUrl)
  try {
    await migrate(database.db)
    const author = await addAuthor(database, accountOn('slack', 0))
    const people = await followers(database, 'slack', 1, readers)
    const planner = await createPlanner(database)
    const routine = await addDraft(database, author)
    const critical = await addDraft(database, author, 'BENCH-MARK', 'critical')
    await planner.start({ broadcast: routine, urgency: 'routine', people, at: realWorld.now() })
    const running = await startProcess({
      ...settingsFor('slack', sink),
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: 'warn',
    })
    try {
      while ((await sink.stats()).posts < Math.min(500, readers / 3)) await wait(50)
      const { result, foreign } = await watched(async () => {
        const from = performance.timeOrigin + performance.now()
        const some = people.slice(0, told)
        await planner.start({
          broadcast: critical,
          urgency: 'critical',
          people: some,
          at: realWorld.now(),
        })
        await waitUntilSent(database, critical)
        const { marks, posts } = await sink.stats()
        const times = marks.map(({ at }) => at - from)
        return { first: Math.min(...times), last: Math.max(...times), posts, marks: marks.length }
      })
      if (result.posts >= readers + told)
        throw new Error('The routine one was over before: nothing was beside the critical one')
      const ideal = (told / RATE) * 1000
      const figures = [
        { what: 'first critical on the wire', value: result.first, goal: FIRST_MS, unit: 'ms' },
        { what: `all ${told} ÷ (${told} ÷ R)`, value: result.last / ideal, goal: DONE, unit: '×' },
      ]
      tell(`two-lanes, beside ${readers} routine ones`, figures, foreign)
      await stopProcess(running)
      return { ...result, figures, foreign }
    } finally {
      running.kill('SIGKILL')
      await planner.close()
    }
  } finally {
    await database.close()
    sink.stop()
  }
}
