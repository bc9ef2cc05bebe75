import { findBroadcast } from '#src/broadcasts/store.ts'
import { broadcastCard } from '#src/broadcasts/broadcast-card.ts'
import { NOTHING_YET } from '#src/broadcasts/broadcast-card.ts'
import { openPostgres } from '#src/kernel/db.ts'
import type { Message } from '#src/chat/message.ts'
import { type Contender, slackContenders, teamsContenders } from './contenders.ts'
import { fill, type On, startEngine } from './engine.ts'
import { type Bench, type Figure, median, tell, watched } from './report.ts'
import { type Sink, startSink } from './sink/sink.ts'

const IN_FLIGHT = 32
const BATCH = 200
/** Of performance.md: whole drain and CPU against the floor, and how much faster than what others do. */
const GOALS = {
  slack: { wall: 1.18, cpu: 1.3, peers: { '@slack/web-api': 4, 'Chat SDK': 5 } },
  teams: { wall: 1.18, cpu: 1.3, peers: { botbuilder: 5 } },
} as const

type Cost = Readonly<{ cpu: number; wall: number }>

/** Sends `count` messages, so many at once, and says what each cost in microseconds of this process and of the clock. */
async function batch({ send }: Contender, from: number, count: number): Promise<Cost> {
  let next = from
  const one = async () => {
    while (next < from + count) {
      const n = next
      next += 1
      await send(n)
    }
  }
  const [began, own] = [performance.now(), process.cpuUsage()]
  await Promise.all(Array.from({ length: IN_FLIGHT }, one))
  const { user, system } = process.cpuUsage(own)
  return { cpu: (user + system) / count, wall: ((performance.now() - began) * 1000) / count }
}

/** Batches of all contenders in turns, so that what slows the machine slows all of them. */
async function interleave(contenders: readonly Contender[], rounds: number) {
  const costs = new Map(contenders.map(({ name }) => [name, [] as Cost[]]))
  let at = 0
  for (let round = -1; round < rounds; round += 1)
    for (let n = 0; n < contenders.length; n += 1) {
      const one = contenders[(n + Math.max(0, round)) % contenders.length]
      if (one === undefined) continue
      const cost = await batch(one, at, BATCH)
      at += BATCH
      // The first round warms up.
      if (round >= 0) costs.get(one.name)?.push(cost)
    }
  const of = (name: string, pick: (cost: Cost) => number) =>
    median((costs.get(name) ?? []).map(pick))
  return new Map(
    contenders.map(({ name }) => [
      name,
      { cpu: of(name, ({ cpu }) => cpu), wall: of(name, ({ wall }) => wall) },
    ]),
  )
}

type Whole = Readonly<{ cpu: number; wall: number; foreign: number; card: Message }>

/** A whole broadcast by the whole engine: from the press until nothing is on its way. */
async function whole(
  { databaseUrl }: Bench,
  sink: Sink,
  on: On,
  readers: number,
): Promise<readonly Whole[]> {
  const database = openPostgres(databaseUrl)
  try {
    const author = await fill(database, sink, { on, readers })
    const engine = await startEngine(database, sink, { on, author })
    const found: Whole[] = []
    try {
      for (let round = 0; round < 4; round += 1) {
        await sink.reset()
        const { result, cpuSeconds, seconds, foreign } = await watched(async () => {
          const broadcast = await engine.send()
          await engine.over(broadcast)
          return broadcast
        })
        const { posts, doubled } = await sink.stats()
        // The author's own card of it comes besides.
        if (posts < readers || doubled > 0)
          throw new Error(`${posts} messages came for ${readers} people, ${doubled} twice`)
        const broadcast = await findBroadcast(database.db, result)
        if (broadcast === null) throw new Error('The broadcast is not there')
        const card = broadcastCard(broadcast, NOTHING_YET)
        const cost = { cpu: (cpuSeconds * 1e6) / readers, wall: (seconds * 1e6) / readers }
        // The first one warms up.
        if (round > 0) found.push({ ...cost, foreign, card })
      }
    } finally {
      await engine.stop()
    }
    return found
  } finally {
    await database.close()
  }
}

/** One broadcast to everybody, by the whole engine, beside what the same sending costs others. */
export async function benchFanOut(bench: Bench, on: On): Promise<unknown> {
  const sink = await startSink()
  const readers = bench.scale ?? (bench.quick ? 1_000 : 20_000)
  try {
    const rounds = await whole(bench, sink, on, readers)
    const ours = {
      cpu: median(rounds.map(({ cpu }) => cpu)),
      wall: median(rounds.map(({ wall }) => wall)),
    }
    const card = rounds[0]?.card
    if (card === undefined) throw new Error('Nothing was measured')
    const contenders = on === 'slack' ? slackContenders(card, sink) : teamsContenders(card, sink)
    const others = await watched(() => interleave(contenders, bench.quick ? 2 : 40))
    const costs = others.result
    for (const one of contenders) await one.close()
    const foreign = Math.max(others.foreign, ...rounds.map((one) => one.foreign))
    const floor = costs.get('floor') ?? { cpu: Number.NaN, wall: Number.NaN }
    const { wall, cpu, peers } = GOALS[on]
    const figures: Figure[] = [
      { what: 'whole drain ÷ floor', value: ours.wall / floor.wall, goal: wall, unit: '×' },
      {
        what: 'CPU with the bookkeeping ÷ floor',
        value: ours.cpu / floor.cpu,
        goal: cpu,
        unit: '×',
      },
      // As parts of what others take, so that less is better everywhere.
      ...Object.entries(peers).map(([name, times]) => ({
        what: `whole drain ÷ ${name}`,
        value: ours.wall / (costs.get(name)?.wall ?? Number.NaN),
        goal: 1 / times,
        unit: '×',
      })),
    ]
    tell(`fan-out, ${on}, ${readers} people`, figures, foreign)
    return { readers, ours, others: Object.fromEntries(costs), figures, foreign }
  } finally {
    sink.stop()
  }
}
