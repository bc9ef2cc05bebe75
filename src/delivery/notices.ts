import type { Attempts } from './attempt.ts'
import type { Deps } from './deps.ts'
import type { Drawing } from './drawing.ts'
import { NOTIFY, NotifyJob } from './jobs.ts'
import { claimNotice, recordNotice } from './notice-store.ts'
import type { Claimed } from './store.ts'

/** Sends one notice; handles a job of NOTIFY. */
export function createNotices(
  { db, queue, world }: Pick<Deps, 'db' | 'queue' | 'world'>,
  { attempt, lookUp }: Attempts,
  { draw }: Pick<Drawing, 'draw'>,
) {
  return async function notice(data: unknown, signal: AbortSignal): Promise<void> {
    const { notice: id } = NotifyJob.parse(data)
    const claimed = await claimNotice(db, id)
    if (claimed === null) return
    const { address } = claimed
    if (address === null)
      return recordNotice(db, id, null, { state: 'failed', reason: 'unreachable' }, world.now())
    const { attempts, tenant } = claimed
    const one: Claimed = { seq: 0, id, attempts, claimedAt: world.now(), address, tenant }
    const arrived = claimed.inDoubt ? await lookUp(one) : 'not-tried'
    const next =
      arrived === 'not-tried' || arrived?.state === 'waiting'
        ? await attempt(one, claimed.message, signal)
        : arrived
    // Thrown so that the queue brings it back: the row stays in doubt and is asked about first.
    if (next === null) throw new Error('A notice could be neither sent nor asked about')
    await recordNotice(db, id, address.platform, next, world.now())
    // The sending went on while this card of it was on its way, and could not draw what was not there yet.
    if (next.state === 'sent' && claimed.about.startsWith('progress:'))
      await draw({ about: claimed.about })
    if (next.state === 'waiting') {
      await db
        .transaction()
        .execute((tx) => queue.add(tx, NOTIFY, [{ data: { notice: id }, startAfter: next.dueAt }]))
    }
  }
}
