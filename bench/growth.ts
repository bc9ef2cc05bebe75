import { openPostgres } from '#src/kernel/db.ts'
import { fill, startEngine } from './engine.ts'
import { type Bench, median, tell, watched } from './report.ts'
import { startSink } from './sink/sink.ts'
import { addOldDeliveries } from './store.ts'

const GROWTH = 1.15
const FEW = 10_000

/** The same broadcast with few old deliveries in the tables, and with a year of them. */
export async function benchGrowth({ databaseUrl, quick, scale }: Bench): Promise<unknown> {
  const many = scale ?? (quick ? 50_000 : 7_000_000)
  const readers = quick ? 500 : 7_000
  const sink = await startSink()
  const database = openPostgres(databaseUrl)
  try {
    const author = await fill(database, sink, { on: 'slack', readers })
    const engine = await startEngine(database, sink, { on: 'slack', author })
    const rounds = async () => {
      const seconds: number[] = []
      for (let round = 0; round < (quick ? 3 : 7); round += 1) {
        const from = performance.now()
        await engine.over(await engine.send())
        seconds.push((performance.now() - from) / 1000)
      }
      return seconds
    }
    try {
      await engine.over(await engine.send())
      await addOldDeliveries(database, FEW)
      const before = await watched(rounds)
      await addOldDeliveries(database, many - FEW)
      const after = await watched(rounds)
      const foreign = Math.max(before.foreign, after.foreign)
      const figures = [
        {
          what: `with ${many} old deliveries ÷ with ${FEW}`,
          value: median(after.result) / median(before.result),
          goal: GROWTH,
          unit: '×',
        },
      ]
      tell('growth', figures, foreign)
      return { before: before.result, after: after.result, figures, foreign }
    } finally {
      await engine.stop()
    }
  } finally {
    await database.close()
    sink.stop()
  }
}
