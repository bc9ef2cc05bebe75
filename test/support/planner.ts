import { type GroupPeople, planDeliveries } from '#src/delivery/plan.ts'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { createQueue } from '#src/kernel/queue.ts'
import type { Urgency } from '#src/kernel/schema.ts'
import { realWorld } from '#src/kernel/world.ts'

/** Where chunks of messages wait. */
const QUEUES = ['deliver', 'deliver-urgent']
const KNOWN = 'known'

type Start = Readonly<{ broadcast: number; urgency: Urgency; people: readonly string[]; at: Date }>

/** Starts messages without a press, while no process runs: nobody can press Send on a critical one alone. */
export async function createPlanner(database: Database) {
  const { db, pool } = database
  const queue = createQueue(database, silentLog)
  await queue.start()
  for (const name of QUEUES) {
    await queue.work(name, { concurrency: 1, retryLimit: 1000 }, async () => {})
    // It is looked up once, outside any transaction: an embedded database has no second connection for it.
    await queue.addTick(name, KNOWN)
  }
  await pool.query(`delete from pgboss.job where data ->> 'tick' = $1`, [KNOWN])
  return {
    /** To the one account of each of these, from `at` on. */
    start: async ({ broadcast, urgency, people, at }: Start): Promise<void> => {
      const { rows } = await pool.query<GroupPeople>(
        `select platform || ' ' || tenant as lane, count(*)::int as people,
           array_agg(person_id)::text as "personIds", array_agg(id)::text as "identityIds"
         from identities where person_id = any($1::uuid[]) group by 1`,
        [people],
      )
      const now = realWorld.now()
      await db.transaction().execute(async (tx) => {
        await tx
          .updateTable('broadcasts')
          .set({ state: 'sending', startedAt: now, changedAt: now })
          .where('id', '=', broadcast)
          .execute()
        await planDeliveries(
          { db: tx, queue, newId: realWorld.newId },
          { id: broadcast, urgency },
          rows.map((one) => ({ ...one, due: { state: 'waiting', at } })),
          now,
        )
      })
    },
    close: () => queue.stop(1_000),
  }
}
