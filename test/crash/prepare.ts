import { planDeliveries } from '#src/delivery/plan.ts'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { migrate } from '#src/kernel/migrate.ts'
import { createQueue } from '#src/kernel/queue.ts'
import { realWorld } from '#src/kernel/world.ts'
import { addAuthor, addDraft, addFollowers } from '#test/support/announcements.ts'
import type { FarEnd } from './far-ends.ts'
import { forgetTick, identitiesOf, start } from './store.ts'

/** Where chunks of messages wait. */
const QUEUES = ['deliver', 'deliver-urgent']

const KNOWN = 'known'

/** `critical` of them start by themselves, one every `everyMs`; the others are drafts that are to be pressed. */
export type Messages = Readonly<{ routine: number; critical: number; everyMs: number }>

/** Tables, people and messages, before anything runs. */
export async function prepare(
  database: Database,
  far: Pick<FarEnd, 'author' | 'readers'>,
  { routine, critical, everyMs }: Messages,
): Promise<void> {
  await migrate(database.db)
  const author = await addAuthor(database, far.author)
  const readers = await addFollowers(database, far.readers)
  for (let n = 0; n < routine; n += 1) await addDraft(database, author, `Routine ${n + 1}`)
  const queue = createQueue(database, silentLog)
  await queue.start()
  for (const name of QUEUES) {
    await queue.work(name, { concurrency: 1, retryLimit: 1000 }, async () => {})
    // It is looked up once, outside any transaction: an embedded database has no second connection for it.
    await queue.addTick(name, KNOWN)
  }
  await forgetTick(database, KNOWN)
  const identities = await identitiesOf(database, readers)
  // Nobody can press Send on a critical one alone, so these begin as though two people had agreed.
  for (let n = 0; n < critical; n += 1) {
    const id = await addDraft(database, author, `Critical ${n + 1}`, 'critical')
    const now = realWorld.now()
    const due = { state: 'waiting' as const, at: new Date(now.getTime() + n * everyMs) }
    await database.db.transaction().execute(async (tx) => {
      await start(tx, id, now)
      await planDeliveries(
        { db: tx, queue, newId: realWorld.newId },
        { id, urgency: 'critical' },
        identities.map((one) => ({ ...one, due })),
        now,
      )
    })
  }
  await queue.stop(1000)
}
