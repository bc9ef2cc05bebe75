import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { record } from '#src/delivery/record-store.ts'
import type { Next } from '#src/delivery/rules.ts'
import { claim, type Claimed, leftInDoubt } from '#src/delivery/store.ts'
import type { Database } from '#src/kernel/db.ts'
import { databases } from '#test/support/database.ts'
import { createEngine, type Engine } from '#test/support/engine.ts'

const LANE = { platform: 'slack', tenant: 'T1' } as const

/** A process that was taken for dead was only slow, and writes what became of its sends after another has taken them up. */
describe.each(databases())('an outcome that comes late, on $name,', ({ open }) => {
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

  async function oneToSend() {
    const id = await engine.broadcast([await engine.addReader(['slack'])])
    const chunk = { broadcast: id, from: 1, to: 2 }
    return {
      mark: async () => claim(engine.db, id, [1], LANE, engine.world.now()),
      left: async () => (await leftInDoubt(engine.db, chunk, engine.world.now())).doubtful,
      write: async (claimed: readonly Claimed[], next: Next) =>
        record(
          engine.db,
          id,
          claimed.map((one) => ({ one, next })),
          engine.world.now(),
        ),
      state: async () => (await engine.deliveries(id)).map(({ state }) => state),
    }
  }
  const again = (): Next => ({ state: 'waiting', dueAt: engine.world.now(), reason: 'lost' })

  test('takes nothing away from whoever sends it now', async () => {
    const { mark, left, write, state } = await oneToSend()
    const first = await mark()
    await write(await left(), again())
    const second = await mark()
    expect(second).toHaveLength(1)
    await write(first, again())
    expect(await state()).toEqual(['sending'])
    await write(second, { state: 'sent', handle: 'one' })
    await write(first, again())
    expect(await state()).toEqual(['sent'])
  })

  test('is believed when it did arrive: it is never sent again', async () => {
    const { mark, left, write, state } = await oneToSend()
    const first = await mark()
    await write(await left(), again())
    await write(first, { state: 'sent', handle: 'late' })
    expect(await state()).toEqual(['sent'])
    expect(await mark()).toEqual([])
  })
})
