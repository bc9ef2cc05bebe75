import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import { growEdition } from '#src/delivery/renewal-store.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { writeAudit } from '#src/people/store.ts'
import { changedCard } from './cards.ts'
import type { InHand } from './rules.ts'
import { askAgain, putInForce } from './store.ts'
import { tellEach } from './telling.ts'

type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>

/**
 * Puts a correction in force, which the caller has decided on, of a message whose row the caller holds: what waits goes
 * out with it, and what is out is drawn anew. Returns the message as it is now.
 */
export async function putRight(tools: Tools, found: Broadcast, inHand: InHand): Promise<Broadcast> {
  const { db, at } = tools
  await putInForce(db, found.id, inHand, found.authorId, at)
  await growEdition(tools, found.id, at)
  const corrected = await findBroadcast(db, found.id)
  if (corrected === null) throw new Error('A broadcast that was just corrected is not there')
  if (inHand.material)
    await tellEach(
      tools,
      await askAgain(db, found.id),
      found.urgency,
      `changed:${found.id}:${corrected.since.version}`,
      changedCard(corrected),
    )
  await writeAudit(
    db,
    at,
    found.authorId,
    inHand.material ? 'broadcast.corrected-materially' : 'broadcast.corrected',
    `broadcast:${found.id}`,
  )
  return corrected
}
