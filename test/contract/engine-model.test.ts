import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { databases } from '#test/support/database.ts'
import { createEngine, type Engine, type Reader } from '#test/support/engine.ts'
import { anyMet, COMMANDS, meet, type Model, type Real } from '#test/support/engine-commands.ts'

const seed = Number(process.env['MODEL_SEED'] ?? Date.now() % 1_000_000)
const runs = (name: string) => Number(process.env['MODEL_RUNS'] ?? (name === 'embedded' ? 25 : 8))

const PLATFORMS = [['slack'], ['teams'], ['slack', 'teams'], ['teams', 'slack']] as const

/** Lets time go by, with a sweep before each time, until nothing of it waits any more. */
async function settle(engine: Engine, broadcast: number): Promise<void> {
  for (let n = 0; n < 60; n += 1) {
    await engine.sweep()
    await engine.run()
    const waits = (await engine.deliveries(broadcast)).some(
      ({ state }) => state === 'waiting' || state === 'sending',
    )
    if (!waits) return
    engine.world.advance(10 * 60_000)
  }
}

/** What holds at every end, whatever happened on the way. */
async function expectPromises(real: Real, readers: readonly Reader[]): Promise<void> {
  const { engine, broadcast } = real
  const rows = await engine.deliveries(broadcast)
  const copies = (reader: Reader) => real.copiesOf(reader)
  // Nobody is lost: each has a row that has ended, and what is called sent did arrive.
  expect(rows.map(({ personId }) => personId).toSorted()).toEqual(
    readers.map(({ id }) => id).toSorted(),
  )
  for (const { state } of rows) expect(['sent', 'failed', 'doubtful', 'stopped']).toContain(state)
  for (const reader of readers) {
    const row = rows.find(({ personId }) => personId === reader.id)
    const arrived = copies(reader)
    if (row?.state === 'sent') expect(arrived.length).toBeGreaterThan(0)
    // What surely failed did not arrive, and nobody has it twice, unless it says that they may.
    if (row?.state === 'failed') expect(arrived).toEqual([])
    if (row?.repeat !== true) expect(arrived.length).toBeLessThanOrEqual(1)
    expect(arrived.length).toBeLessThanOrEqual(2 + real.risked)
    // The only place for a second one is where nobody could be asked, and it says so.
    for (const { message } of arrived.slice(1))
      expect(JSON.stringify(message)).toContain('You may already have had this message')
    if (arrived.length > 1) expect(arrived[0]?.ref).toMatch(/^teams:/)
  }
}

describe.each(databases())('the engine as a state machine on $name', ({ name, open }) => {
  test(
    `whatever happens, nobody is told twice and nobody is missed (MODEL_SEED=${seed})`,
    { timeout: 240_000 },
    async () => {
      process.stdout.write(`  engine model on ${name}: MODEL_SEED=${seed}, ${runs(name)} runs\n`)
      const database = await open()
      const engine = await createEngine(database, seed)
      try {
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.nat(PLATFORMS.length - 1), { minLength: 1, maxLength: 5 }),
            fc.constantFrom('routine' as const, 'critical' as const),
            fc.array(anyMet, { maxLength: 5 }),
            fc.commands(COMMANDS, { maxCommands: 14 }),
            async (kinds, urgency, mets, commands) => {
              const readers: Reader[] = []
              for (const kind of kinds) readers.push(await engine.addReader(PLATFORMS[kind] ?? []))
              const broadcast = await engine.broadcast(readers, urgency)
              const real: Real = {
                engine,
                broadcast,
                readers,
                risked: 0,
                copiesOf: (reader) =>
                  [...engine.ends.slack.arrived, ...engine.ends.teams.arrived].filter(
                    ({ ref, message }) =>
                      reader.refs.includes(ref) &&
                      JSON.stringify(message.actions).includes(`"broadcast":"${broadcast}"`),
                  ),
              }
              for (const met of mets) meet(real, met)
              const model: Model = { state: 'going', stoppedWith: 0 }
              await fc.asyncModelRun(() => ({ model, real }), commands)
              if (model.state === 'paused') await engine.say(engine.author, `resume ${broadcast}`)
              await settle(engine, broadcast)
              await expectPromises(real, readers)
              if (model.state === 'stopped')
                expect(readers.flatMap((one) => real.copiesOf(one))).toHaveLength(model.stoppedWith)
            },
          ),
          { seed, numRuns: runs(name) },
        )
      } finally {
        await engine.stop()
        await database.close()
      }
    },
  )
})
