import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { createQueue } from '#src/kernel/queue.ts'
import { databases } from '#test/support/database.ts'

const WORK = { concurrency: 1, retryLimit: 3 }

/** One process that took the only job there is and never finishes it; a second one that starts while it is held. */
async function startBesideHolder(database: Database) {
  const holder = createQueue(database, silentLog)
  await holder.start()
  const taken = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  await holder.work('held', WORK, async () => {
    taken.resolve()
    await release.promise
  })
  await holder.begin()
  await database.db.transaction().execute((tx) => holder.add(tx, 'held', [{ data: { n: 1 } }]))
  await taken.promise
  const second = createQueue(database, silentLog)
  await second.start()
  const seen = Promise.withResolvers<unknown>()
  await second.work('held', WORK, async (data) => seen.resolve(data))
  await second.begin()
  const stop = async () => {
    release.resolve()
    await Promise.all([holder.stop(2_000), second.stop(2_000)])
    await database.close()
  }
  return { seen: seen.promise, stop }
}

describe.each(databases())('a job on $name that somebody holds', ({ name, open }) => {
  test(
    name === 'embedded'
      ? 'is taken up at the next start, since the one process that may hold it is gone'
      : 'stays with who holds it when another process starts',
    async () => {
      const { seen, stop } = await startBesideHolder(await open())
      const soon = await Promise.race([seen, wait(8_000, 'not taken')])
      expect(soon).toEqual(name === 'embedded' ? { n: 1 } : 'not taken')
      await stop()
    },
  )
})

describe.each(databases())('a queue on $name that nobody takes jobs of yet', ({ open }) => {
  test('takes them in, in the transaction of whoever brings them', async ({ onTestFinished }) => {
    const database = await open()
    const queue = createQueue(database, silentLog)
    await queue.start()
    onTestFinished(async () => {
      await queue.stop(1_000)
      await database.close()
    })
    await queue.work('early', WORK, async () => {})
    await queue.work('early-group', { ...WORK, aGroup: 1 }, async () => {})
    for (const name of ['early', 'early-group'])
      await database.db.transaction().execute(async (tx) => queue.add(tx, name, [{ data: {} }]))
    const { rows } = await database.pool.query('select name from pgboss.job order by name')
    expect(rows).toEqual([{ name: 'early' }, { name: 'early-group' }])
  })
})
