import { setTimeout as wait } from 'node:timers/promises'
import { Acknowledge } from '#src/responses/intents.ts'
import { openPostgres } from '#src/kernel/db.ts'
import { testWorld } from '#test/support/world.ts'
import { accountOn, fill, startEngine } from './engine.ts'
import { type Bench, quantile, tell, watched } from './report.ts'
import { startSink } from './sink/sink.ts'
import { countAnswers } from './store.ts'

const P99_MS = 250
/** 46,000 within ten minutes. */
const A_SECOND = 46_000 / 600
const TWICE = 0.02

/** Everybody answers: an open loop of presses, some of which are told twice, each timed from when it was due. */
export async function benchStorm({ databaseUrl, quick, scale }: Bench): Promise<unknown> {
  const readers = scale ?? (quick ? 500 : 46_000)
  const sink = await startSink()
  const database = openPostgres(databaseUrl)
  const { random } = testWorld('2026-11-22T09:00:00Z', 46)
  try {
    const author = await fill(database, sink, { on: 'slack', readers })
    const engine = await startEngine(database, sink, { on: 'slack', author })
    try {
      const broadcast = await engine.send()
      await engine.over(broadcast)
      const press = async (n: number, times: number) => {
        const who = accountOn('slack', n + 1)
        const inbound = {
          eventId: `storm-${n}`,
          who,
          reachableAt: { platform: 'slack' as const, ref: `slack:1:${who.tenant}:${who.user}` },
          on: null,
          what: {
            is: 'press' as const,
            intent: Acknowledge({ broadcast, answer: 'read', version: 1 }),
          },
        }
        await Promise.all(Array.from({ length: times }, () => engine.app.core.receive(inbound)))
      }
      const taken = await watched(async () => {
        const from = performance.now()
        const pressing: Promise<number>[] = []
        for (let n = 0; n < readers; n += 1) {
          const due = from + (n * 1000) / A_SECOND
          if (due > performance.now()) await wait(due - performance.now())
          const times = random() < TWICE ? 2 : 1
          pressing.push(press(n, times).then(() => performance.now() - due))
        }
        return Promise.all(pressing)
      })
      const counted = await countAnswers(database, broadcast)
      if (counted !== readers) throw new Error(`${counted} of ${readers} answers were counted`)
      const figures = [
        {
          what: `${readers} answers, p99`,
          value: quantile(taken.result, 0.99),
          goal: P99_MS,
          unit: 'ms',
        },
      ]
      tell('storm, all counted once', figures, taken.foreign)
      return { counted, p50: quantile(taken.result, 0.5), figures, foreign: taken.foreign }
    } finally {
      await engine.stop()
    }
  } finally {
    await database.close()
    sink.stop()
  }
}
