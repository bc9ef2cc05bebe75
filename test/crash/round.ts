import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '#src/kernel/db.ts'
import {
  freePort,
  type Running,
  spawnMain,
  startProcess,
  stopProcess,
  until,
} from '#test/support/process.ts'
import { testWorld } from '#test/support/world.ts'
import { type AdapterName, type FarEnd, startFarEnd } from './far-ends.ts'
import { judge, type Verdict } from './judge.ts'
import { prepare } from './prepare.ts'
import { deliveries, letTimePass, standing, unfinished } from './store.ts'

export type DatabaseName = 'postgres' | 'pglite'

/** A database of a round's own. PGlite's can be opened only while no process has it. */
export type Place = Readonly<{
  name: DatabaseName
  settings: Readonly<Record<string, string>>
  open: () => Promise<Database>
  drop: () => Promise<void>
}>

export type Round = Readonly<{
  adapter: AdapterName
  recipients: number
  kills: number
  seed: number
}>

export type Played = Verdict &
  Readonly<{
    kills: number
    /** Kills at which something was on its way to somebody, of those that could be looked at. */
    inFlight: number
    looked: number
    /** What the processes logged as errors. */
    errors: readonly string[]
    seconds: number
  }>

/** Longest from "ready", or from its first message, to the kill. */
const LONGEST_MS = 1_200
/** Of the kills, these are made while the process starts. */
const WHILE_STARTING = 0.15
/** Of the others, these are made after it has begun to send, or after so long in which it has not. */
const WHILE_SENDING = 0.7
const FIRST_MS = 6_000
/** Longer than any rule waits before it takes up what a dead process had. */
const REST_SECONDS = 45
const LAST_REST_SECONDS = 300
const RATES: Readonly<Record<AdapterName, number>> = { web: 4, slack: 60, teams: 50 }
const ROUNDS_TO_END = 12

/** Sends several messages to everybody while the process is killed again and again, and counts what came of it. */
export async function playRound(round: Round, place: Place): Promise<Played> {
  const { adapter, recipients, kills, seed } = round
  const from = performance.now()
  const far = await startFarEnd[adapter]({ readers: recipients, seed })
  try {
    const wanted = Math.ceil((kills * LONGEST_MS * RATES[adapter]) / 2_000 / recipients) + 1
    const messages = { critical: Math.ceil(wanted / 2), routine: Math.ceil(wanted / 2) }
    const database = await place.open()
    const everyMs = (kills * 2_000) / wanted
    await prepare(database, far, { ...messages, everyMs })
    await database.close()
    const life = createLife(round, place, far, String(await freePort()))
    await life.begin()
    for (let n = 0; n < kills; n += 1) await life.oneMore(n)
    await life.finish()
    const verdict = await life.count(recipients * (messages.critical + messages.routine))
    return { ...verdict, ...life.seen(), kills, seconds: (performance.now() - from) / 1000 }
  } finally {
    far.stop()
  }
}

/** What it says it has sent, with whatever came of that. */
async function sentBy(running: Running): Promise<number> {
  const text = await (await fetch(`${running.url}/metrics`)).text()
  const sent = [...text.matchAll(/^cascade_deliveries_total\{.*\} (\d+)$/gm)]
  return sent.reduce((sum, [, n]) => sum + Number(n), 0)
}

/** The lives of one process after the other, over one database and one platform. */
function createLife({ kills, seed }: Round, place: Place, far: FarEnd, port: string) {
  const { random } = testWorld('2026-11-22T09:00:00Z', seed)
  const settings = { ...place.settings, ...far.settings, PORT: port, LOG_LEVEL: 'info' }
  const url = `http://localhost:${port}`
  const pressing: Promise<unknown>[] = []
  const errors: string[] = []
  const seen = { inFlight: 0, looked: 0 }
  let drafts: readonly number[] = []
  let startMs = 1_000

  const heard = (output: string) =>
    errors.push(...output.split('\n').filter((line) => line.includes('"level":50')))

  async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const database = await place.open()
    try {
      return await work(database)
    } finally {
      await database.close()
    }
  }

  const look = async (rest: number) =>
    withDatabase(async (database) => {
      const found = await standing(database)
      if (rest > 0) await letTimePass(database, rest)
      drafts = found.drafts
      return found
    })

  async function killStarting(): Promise<void> {
    const { child, output, ended } = spawnMain(settings)
    await wait(random() * startMs)
    child.kill('SIGKILL')
    await ended
    heard(output())
  }

  async function killRunning(press: number | undefined): Promise<void> {
    const running = await startProcess(settings)
    startMs = running.readyAfter
    // The press is a moment like any other: it is there wholly or not at all.
    if (press !== undefined) pressing.push(far.pressSend(url, press).catch(() => {}))
    if (random() < WHILE_SENDING)
      await until('it to send', async () => (await sentBy(running)) > 0, FIRST_MS).catch(() => {})
    await wait(random() * LONGEST_MS)
    running.kill('SIGKILL')
    await running.ended
    heard(running.output())
  }

  /** Until nothing more goes out by itself; PGlite cannot be asked while the process has it. */
  async function quiet(running: Running): Promise<void> {
    if (place.name === 'postgres')
      return withDatabase((database) =>
        until('everything to be over', async () => (await unfinished(database)) === 0, 25_000),
      ).catch(() => {})
    let [last, since] = [-1, performance.now()]
    const from = since
    while (performance.now() - since < 4_000 && performance.now() - from < 60_000) {
      const now = await sentBy(running)
      if (now !== last) [last, since] = [now, performance.now()]
      await wait(200)
    }
  }

  async function toTheEnd(): Promise<boolean> {
    const running = await startProcess(settings)
    try {
      for (const draft of drafts) await far.pressSend(url, draft)
      await quiet(running)
      const { code } = await stopProcess(running)
      if (code !== 0) errors.push(`It ended with ${code} when it was asked to stop`)
    } finally {
      running.kill('SIGKILL')
      heard(running.output())
    }
    return withDatabase(async (database) => {
      drafts = (await standing(database)).drafts
      const over = (await unfinished(database)) === 0 && drafts.length === 0
      if (!over) await letTimePass(database, LAST_REST_SECONDS)
      return over
    })
  }

  return {
    begin: async () => {
      await far.connect(url)
      await far.spoil()
      await look(0)
    },
    oneMore: async (n: number) => {
      if (random() < WHILE_STARTING) await killStarting()
      else {
        const due = n % Math.max(1, Math.floor(kills / (drafts.length + 1))) === 0
        await killRunning(due ? drafts[0] : undefined)
      }
      const rests = random() < 0.5
      // Opening an embedded database takes seconds, so it is looked at less often.
      if (place.name === 'pglite' && !rests) return
      const { sending } = await look(rests ? REST_SECONDS : 0)
      seen.looked += 1
      if (sending > 0) seen.inFlight += 1
    },
    finish: async () => {
      await far.heal()
      await Promise.all(pressing)
      await look(LAST_REST_SECONDS)
      for (let n = 0; n < ROUNDS_TO_END; n += 1) if (await toTheEnd()) return
      errors.push(`It was not over after ${ROUNDS_TO_END} starts`)
    },
    count: async (expected: number): Promise<Verdict> =>
      withDatabase(async (database) => {
        const rows = await deliveries(database)
        const verdict = judge(rows, await far.held(database), far.canLookUp)
        const missing = expected - rows.length
        if (missing === 0) return verdict
        return { ...verdict, lost: [...verdict.lost, `${missing} were never planned`] }
      }),
    seen: () => ({ ...seen, errors }),
  }
}
