import { silentCard } from '#src/broadcasts/silent-card.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Db } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { type Silence, silences, wasTold } from './canary-store.ts'
import { lockSweep } from './lost-store.ts'
import { notify } from './notice-store.ts'

type Deps = Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World; log: Log }>

/**
 * The canary: a critical broadcast of which nobody in some workspace or tenant has it after 15 minutes.
 * Its sender hears of each such place once; the log says it to the operator at the same moment.
 */
export async function watchCritical(deps: Deps): Promise<void> {
  for (const silence of await silences(deps.db, deps.world.now())) await tellOnce(deps, silence)
}

async function tellOnce({ db, queue, world, log }: Deps, silence: Silence): Promise<void> {
  const { broadcast, platform, tenant, people } = silence
  const about = `silent:${broadcast}:${platform}:${tenant}`
  const told = await db.transaction().execute(async (tx) => {
    await lockSweep(tx)
    const found = await findBroadcast(tx, broadcast)
    if (found === null || (await wasTold(tx, about))) return false
    const tools = { db: tx, queue, at: world.now(), newId: world.newId }
    await notify(tools, found.authorId, about, silentCard(found, people))
    return true
  })
  if (told) log.warn('broadcast.silent', { broadcast, platform, tenant, deliveries: people })
}
