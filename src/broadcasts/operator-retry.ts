import { type RetryGroup, retryGroups, waitAgain } from '#src/delivery/retry-store.ts'
import type { Db } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import { writeAudit } from '#src/people/store.ts'
import { decideRetry } from './rules.ts'
import { lockBroadcast } from './store.ts'

/** What was found before the try, and how many are tried again. */
export type Retried = Readonly<{ groups: readonly RetryGroup[]; tried: number }>

/** The operator tries again whom a broadcast did not reach. It writes no job: the sweep of a running Cascade does. */
export async function retryByOperator(
  db: Db,
  id: number,
  doubtful: boolean,
  at: Date,
): Promise<Decision<Retried>> {
  return db.transaction().execute(async (tx) => {
    const found = await lockBroadcast(tx, id)
    if (found === null)
      return refused(
        `There is no message ${id}`,
        'Its number is on its card, in front of its title.',
      )
    const decided = decideRetry(found, londonDay(at))
    if (!decided.ok) return decided
    const groups = await retryGroups(tx, id)
    let tried = 0
    for (const state of doubtful ? (['failed', 'doubtful'] as const) : (['failed'] as const)) {
      tried += await waitAgain(tx, id, state, null, at)
      await writeAudit(tx, at, null, `broadcast.retried-${state}`, `broadcast:${id}`)
    }
    return allowed({ groups, tried })
  })
}
