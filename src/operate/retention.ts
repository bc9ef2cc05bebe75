import type { Retention } from '#src/config-retention.ts'
import type { Db } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { erase } from '#src/people/rights/erase.ts'
import { writeAudit } from '#src/people/store.ts'
import { countPast, endPast, goneSince, rulesAt } from './retention-store.ts'

export const RETAIN = 'retention'

/** Rows in one transaction: few enough that nobody waits for them. */
const A_BATCH = 1000

type Deps = Readonly<{
  db: Db
  queue: Pick<Queue, 'add'>
  world: World
  log: Log
  retention: Retention
  /** What accounts are kept under that want nothing more. */
  secret: string
}>

/** So many of a kind that were, or would be, dealt with. */
export type Ended = Readonly<{ name: string; what: string; n: number }>

/**
 * Ends what is past its time, in batches that each are a transaction with its own line in the audit. Stopped in the middle
 * it has lost nothing, and the next run goes on: what is past its time is in the rows, not in the run.
 */
export async function endAllPast(
  { db, queue, world, log, retention, secret }: Deps,
  signal: AbortSignal | null = null,
): Promise<readonly Ended[]> {
  const ended: Ended[] = []
  for (const rule of rulesAt(retention, world.now())) {
    let n = 0
    for (let last = A_BATCH; last === A_BATCH; n += last) {
      signal?.throwIfAborted()
      last = await db.transaction().execute(async (tx) => {
        const rows = await endPast(tx, rule, A_BATCH)
        if (rows > 0)
          await writeAudit(tx, world.now(), null, `retention.${rule.name}`, `rows:${rows}`)
        return rows
      })
    }
    ended.push({ name: rule.name, what: rule.what, n })
  }
  let erased = 0
  for (const id of await goneSince(db, retention, world.now())) {
    signal?.throwIfAborted()
    const done = await db
      .transaction()
      .execute(async (tx) => erase({ db: tx, queue, at: world.now(), secret }, id, null))
    if (done) erased += 1
  }
  ended.push({ ...GONE, n: erased })
  log.info('retention.done', Object.fromEntries(ended.map(({ name, n }) => [name, n])))
  return ended
}

const GONE = { name: 'left', what: 'people who left long ago' }

/** What a run would end now. Changes nothing. */
export async function wouldEnd(db: Db, retention: Retention, now: Date): Promise<readonly Ended[]> {
  const counted: Ended[] = []
  for (const rule of rulesAt(retention, now))
    counted.push({ name: rule.name, what: rule.what, n: await countPast(db, rule) })
  return [...counted, { ...GONE, n: (await goneSince(db, retention, now)).length }]
}
