import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { lockBroadcast } from '#src/broadcasts/store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { eachAlone } from '#src/kernel/each-alone.ts'
import type { Log } from '#src/kernel/log.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import {
  closeIfDone,
  endPaused,
  lockSweep,
  openBroadcasts,
  queueLostNotices,
  queueUncovered,
} from './lost-store.ts'
import { askRedraw } from './notice-store.ts'
import { endExpired, isEnded, stopWaiting } from './stop-store.ts'
import { settle } from './store.ts'

type Deps = Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World; log: Log }>
type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date }>

/**
 * Takes up what is due and has no job: its job was lost, or failed for good. Each broadcast in a transaction of its own,
 * so that one which cannot be looked at holds up no other. Safe at any time and from any process.
 */
export async function sweepLost({ db, queue, world, log }: Deps): Promise<void> {
  const at = world.now()
  const find = async (tools: Tools, id: number | null): Promise<number> => {
    if (id === null) return queueLostNotices(tools, at)
    const found = await lockBroadcast(tools.db, id)
    return found === null ? 0 : sweepBroadcast(tools, found)
  }
  const parts = [null, ...(await openBroadcasts(db))]
  await eachAlone(parts, 'Some of the sweep could not be done', async (id) => {
    const jobs = await db.transaction().execute(async (tx) => {
      await lockSweep(tx)
      return find({ db: tx, queue, at }, id)
    })
    if (jobs > 0)
      log.warn('sweep.found', { what: id === null ? 'notices' : `broadcast:${id}`, jobs })
  })
}

async function sweepBroadcast(tools: Tools, found: Broadcast): Promise<number> {
  const { db, at } = tools
  const about = `progress:${found.id}`
  if (found.state === 'paused') {
    // No job of it runs that would end what has gone out of date.
    await endExpired(db, londonDay(at), found.id)
    if (await endPaused(db, found.id, at)) await askRedraw(tools, about)
    return 0
  }
  if (isEnded(found.state)) await stopWaiting(db, found.id, found.state)
  const jobs = await queueUncovered(tools, found, at, 'live')
  if (await settle(db, found.id, at)) await askRedraw(tools, about)
  await closeIfDone(db, found.id, at)
  return jobs
}
