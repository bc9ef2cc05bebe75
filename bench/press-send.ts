import { openPostgres } from '#src/kernel/db.ts'
import { fill, followers, startEngine } from './engine.ts'
import { type Bench, median, quantile, tell, watched } from './report.ts'
import { startSink } from './sink/sink.ts'

const P50_MS = 50
const P99_MS = 200
const GROWTH = 1.2
const SMALL = 1_000

/** From the director's press to the first request on the wire, for a small audience and a large one. */
export async function benchPressSend({ databaseUrl, quick, scale }: Bench): Promise<unknown> {
  const large = scale ?? (quick ? 3_000 : 100_000)
  const sink = await startSink()
  const database = openPostgres(databaseUrl)
  try {
    const author = await fill(database, sink, { on: 'slack', readers: SMALL })
    const engine = await startEngine(database, sink, { on: 'slack', author })
    try {
      const press = async () => {
        await sink.reset()
        const from = performance.timeOrigin + performance.now()
        await engine.over(await engine.send())
        return (await sink.stats()).firstAt - from
      }
      const several = async (count: number) => {
        const times: number[] = []
        for (let round = 0; round < count; round += 1) times.push(await press())
        return times
      }
      await press()
      const small = await watched(() => several(quick ? 3 : 40))
      await followers(database, 'slack', SMALL + 1, large)
      await database.pool.query('analyze')
      const big = await watched(() => several(quick ? 2 : 5))
      const foreign = Math.max(small.foreign, big.foreign)
      const figures = [
        { what: `${SMALL} people, p50`, value: median(small.result), goal: P50_MS, unit: 'ms' },
        {
          what: `${SMALL} people, p99`,
          value: quantile(small.result, 0.99),
          goal: P99_MS,
          unit: 'ms',
        },
        {
          what: `${large} people ÷ ${SMALL}`,
          value: median(big.result) / median(small.result),
          goal: GROWTH,
          unit: '×',
        },
      ]
      tell('press-send', figures, foreign)
      return { small: small.result, large: big.result, figures, foreign }
    } finally {
      await engine.stop()
    }
  } finally {
    await database.close()
    sink.stop()
  }
}
