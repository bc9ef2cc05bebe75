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

const RATE = 200
const BURST = 1 / 4
const COLD = { time: 1.1, refused: 0.005 }
const LEARNED = { time: 1.05, refused: 0 }
const HALVED = { time: 1.1, refused: 0.005 }

type Round = Readonly<{ what: string; goal: Readonly<{ time: number; refused: number }> }>

/**
 * A workspace with a limit that nobody told the engine, and which refuses everybody for a second once it is gone beyond:
 * a first broadcast, a second one that knows what the first found, and a third in the middle of which the limit is halved.
 */
export async function benchPaced({ databaseUrl, quick, scale }: Bench): Promise<unknown> {
  const readers = scale ?? (quick ? 1_500 : 10_000)
  const sink = await startSink()
  const database = openPostgres(databaseUrl)
  try {
    await migrate(database.db)
    const author = await addAuthor(database, accountOn('slack', 0))
    const people = await followers(database, 'slack', 1, readers)
    const planner = await createPlanner(database)
    const limit = (rate: number) => sink.mode({ rate, burst: rate * BURST })
    const running = await startProcess({
      ...settingsFor('slack', sink),
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: 'warn',
    })

    /** Milliseconds that one broadcast took, over what it must; and how much of it was refused. */
    async function play({ what, goal }: Round, halved: boolean) {
      await limit(RATE)
      await sink.reset()
      const broadcast = await addDraft(database, author)
      const { result, foreign } = await watched(async () => {
        await planner.start({ broadcast, urgency: 'routine', people, at: realWorld.now() })
        let first = readers
        if (halved) {
          while ((await sink.stats()).posts < readers / 2) await wait(20)
          await limit(RATE / 2)
          first = (await sink.stats()).posts
        }
        await waitUntilSent(database, broadcast)
        const { firstAt, lastAt, posts, refused, doubled } = await sink.stats()
        const ideal = (first / RATE + ((readers - first) / RATE) * 2) * 1000
        return { time: (lastAt - firstAt) / ideal, refused, posts, doubled }
      })
      const { time, refused, posts, doubled } = result
      if (posts !== readers || doubled > 0)
        throw new Error(`${posts} messages came for ${readers} people, ${doubled} twice`)
      const figures = [
        { what: `${what}: time ÷ (N ÷ R)`, value: time, goal: goal.time, unit: '×' },
        {
          what: `${what}: refused of ${readers}`,
          value: refused / readers,
          goal: goal.refused,
          unit: '',
        },
      ]
      return { ...result, foreign, figures }
    }

    try {
      const rounds = [
        await play({ what: 'from cold', goal: COLD }, false),
        await play({ what: 'seen before', goal: LEARNED }, false),
        await play({ what: 'halved midway', goal: HALVED }, true),
      ]
      const figures = rounds.flatMap((one) => one.figures)
      tell(
        `paced, ${readers} at ${RATE} a second`,
        figures,
        Math.max(...rounds.map(({ foreign }) => foreign)),
      )
      await stopProcess(running)
      return { readers, rate: RATE, rounds, figures }
    } finally {
      running.kill('SIGKILL')
      await planner.close()
    }
  } finally {
    await database.close()
    sink.stop()
  }
}
