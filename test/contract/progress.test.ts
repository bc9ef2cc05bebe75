import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { databases } from '#test/support/database.ts'
import { createEngine, type Engine } from '#test/support/engine.ts'

/** More than are written at once. */
const READERS = 150

// Measured: a broadcast over Teams stood still for half a second after every other chunk, because its sender's card waited
// for its turn to be changed.
describe.each(databases())('the card of a sender, on $name,', ({ open }) => {
  let database: Database
  let engine: Engine
  beforeAll(async () => {
    database = await open()
    engine = await createEngine(database)
  })
  afterAll(async () => {
    await engine.stop()
    await database.close()
  })

  test('holds up no message, however long it takes to be changed, and shows the end', async () => {
    const readers = await Promise.all(
      Array.from({ length: READERS }, async () => engine.addReader(['slack'])),
    )
    const id = await engine.broadcast(readers)
    await engine.pool.query(
      `update broadcasts set progress_platform = 'slack', progress_handle = 'the-card' where id = $1`,
      [id],
    )
    const release = engine.ends.slack.holdRedraws()
    const running = engine.run()
    await vi.waitFor(
      async () => {
        const states = (await engine.deliveries(id)).map(({ state }) => state)
        expect(new Set(states)).toEqual(new Set(['sent']))
      },
      { timeout: 90_000 },
    )
    release()
    await running
    const shown = engine.ends.slack.redrawn.filter(({ ref }) => ref === 'the-card')
    expect(JSON.stringify(shown.at(-1)?.message)).toContain(`${READERS}`)
  })
})
