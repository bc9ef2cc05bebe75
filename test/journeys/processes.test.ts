import { describe, expect, inject, test, type TestContext } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { realWorld } from '#src/kernel/world.ts'
import { startFarEnd } from '#test/crash/far-ends.ts'
import { postgresPlace } from '#test/crash/places.ts'
import { deliveries, standing, unfinished } from '#test/crash/store.ts'
import { addAuthor, addDraft, addFollowers } from '#test/support/announcements.ts'
import { createPlanner } from '#test/support/planner.ts'
import { startProcess, until } from '#test/support/process.ts'
import { startSilentWire } from '#test/support/silent-wire.ts'

const RATE = 10
const SOON_MS = 2_000

/** One PostgreSQL, one Slack workspace, and its readers; nothing runs yet. */
async function workspace(context: TestContext, readers: number) {
  const postgres = inject('postgres')
  if (postgres.is === 'missing') return context.skip(postgres.because)
  const place = await postgresPlace(postgres.url)
  context.onTestFinished(place.drop)
  const far = await startFarEnd.slack({ readers, seed: 7 })
  context.onTestFinished(far.stop)
  const database = await place.open()
  context.onTestFinished(database.close)
  await migrate(database.db)
  const author = await addAuthor(database, far.author)
  const people = await addFollowers(database, far.readers)
  const planner = await createPlanner(database)
  context.onTestFinished(planner.close)
  const begin = async (urgency: 'critical' | 'routine', to: readonly string[]) => {
    const broadcast = await addDraft(database, author, `A ${urgency} one`, urgency)
    await planner.start({ broadcast, urgency, people: to, at: realWorld.now() })
    return broadcast
  }
  const start = async (settings: Readonly<Record<string, string>> = {}) => {
    const running = await startProcess({ ...place.settings, ...far.settings, ...settings })
    context.onTestFinished(() => running.kill('SIGKILL'))
    return running
  }
  return { database, far, people, begin, start }
}

async function idsOf(database: Database, broadcast: number): Promise<ReadonlySet<string>> {
  const rows = await deliveries(database)
  return new Set(rows.filter((row) => row.broadcast === broadcast).map(({ id }) => id))
}

/** What a process says that it has sent. */
async function sentBy(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^cascade_deliveries_total\{.*outcome="sent".*\} (\d+)$/m.exec(text)?.[1] ?? 0)
}

describe.concurrent('processes on one PostgreSQL', () => {
  test('share one lane, and a critical message goes before a routine one in the same workspace', async (context) => {
    const { database, far, people, begin, start } = await workspace(context, 250)
    const paced = { SLACK_SENDS_PER_SECOND: String(RATE) }
    const both = [await start(paced), await start(paced)]
    const routine = await begin('routine', people)
    const sent = async () => (await far.held(database)).map(({ id }) => id)
    await until('the routine one to be on its way', async () => (await sent()).length >= 20)
    const critical = await begin('critical', people.slice(0, 40))
    const before = (await sent()).length
    const urgent = await idsOf(database, critical)
    await until('all of the critical one', async () => {
      const held = await sent()
      return held.filter((id) => urgent.has(id)).length === 40
    })
    // In the order in which they came to Slack: what went first counts, not how fast this machine is.
    const held = await sent()
    const first = held.findIndex((id) => urgent.has(id))
    const last = held.findLastIndex((id) => urgent.has(id))
    expect(first - before).toBeLessThanOrEqual((SOON_MS / 1000) * RATE)
    expect(last - first + 1 - 40).toBeLessThanOrEqual(RATE)
    expect(held.length).toBeLessThan(250 + 40)
    // Which of them takes a job is chance: one more and one more, until both have sent in the one lane.
    const bothSent = async () =>
      (await Promise.all(both.map(async ({ url }) => sentBy(url)))).every((count) => count > 0)
    let more = 0
    for (; more < 20 && !(await bothSent()); more += 1) {
      const ids = await idsOf(database, await begin('critical', people.slice(0, 1)))
      await until('one more', async () => (await sent()).some((id) => ids.has(id)))
    }
    expect(await bothSent()).toBe(true)
    const { rows } = await database.pool.query(`select platform, holds from lanes`)
    expect(rows).toEqual([{ platform: 'slack', holds: 0 }])

    await until('the rest', async () => (await unfinished(database)) === 0)
    const all = await sent()
    expect(new Set(all).size).toBe(all.length)
    expect(all).toHaveLength(250 + 40 + more)
    expect([...(await idsOf(database, routine))].every((id) => all.includes(id))).toBe(true)
  })

  test('leave in doubt what was on the wire, and nothing else, when they are killed', async (context) => {
    const { database, far, people, begin, start } = await workspace(context, 120)
    const wire = await startSilentWire(far.settings['SLACK_API_URL'] ?? '')
    context.onTestFinished(wire.stop)
    const running = await start({ SLACK_API_URL: wire.apiUrl })
    await begin('routine', people)
    // Nothing is answered, so it sends until it has no room for more, and then waits.
    let [was, is] = [-1, 0]
    await until('it to have as much under way as it may', async () => {
      was = is
      is = wire.ids().size
      return is > 20 && is === was && (await standing(database)).sending === is
    })
    running.kill('SIGKILL')
    await running.ended
    const { rows } = await database.pool.query<{ id: string }>(
      `select id from deliveries where state = 'sending'`,
    )
    expect(new Set(rows.map(({ id }) => id))).toEqual(wire.ids())
    expect((await standing(database)).waiting).toBe(120 - is)
  })
})
