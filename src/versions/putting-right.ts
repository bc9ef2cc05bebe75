import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import { followCorrection } from '#src/events/telling.ts'
import { growEdition } from '#src/delivery/renewal-store.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { tellApplicantsOfChange } from '#src/opportunities/changing.ts'
import { writeAudit } from '#src/people/store.ts'
import { followMeeting } from '#src/meetings/attending.ts'
import { meetingMovedCard } from '#src/meetings/cards/moved-cards.ts'
import { isNotice, whatMoved } from '#src/meetings/rules/rsvp.ts'
import { whomItConcerns } from '#src/meetings/store.ts'
import { changedCard } from './cards.ts'
import type { InHand } from './rules.ts'
import { askAgain, putInForce } from './store.ts'
import { tellEach } from './telling.ts'

type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>

/**
 * Puts a correction in force, which the caller has decided on, of a message whose row the caller holds: what waits goes
 * out with it, and what is out is drawn anew. `by` wrote it. Returns the message as it is now.
 */
export async function putRight(
  tools: Tools,
  found: Broadcast,
  inHand: InHand,
  by: string,
): Promise<Broadcast> {
  const { db, at } = tools
  await putInForce(db, found.id, inHand, by, at)
  await growEdition(tools, found.id, at)
  const corrected = await findBroadcast(db, found.id)
  if (corrected === null) throw new Error('A broadcast that was just corrected is not there')
  await tellOf(tools, found, corrected, inHand.material)
  await writeAudit(
    db,
    at,
    by,
    inHand.material ? 'broadcast.corrected-materially' : 'broadcast.corrected',
    `broadcast:${found.id}`,
  )
  return corrected
}

/** Who answered what mattered is asked again; of a meeting that moved everybody whom it concerns is told, each once. */
async function tellOf(
  tools: Tools,
  before: Broadcast,
  now: Broadcast,
  material: boolean,
): Promise<void> {
  const { db } = tools
  if (isNotice(now)) await followMeeting(tools, now.id)
  const heard = await followCorrection(tools, before, now)
  const moved = whatMoved(before.content, now.content)
  const answered = material ? await askAgain(db, now.id) : []
  await tellApplicantsOfChange(
    tools,
    now,
    before.content,
    new Set(answered.map(({ personId }) => personId)),
  )
  const version = `${now.id}:${now.since.version}`
  if (moved.length > 0 && isNotice(now)) {
    const all = await whomItConcerns(db, now.id)
    const those = new Set(all.map(({ personId }) => personId))
    const told = [...all, ...answered.filter(({ personId }) => !those.has(personId))]
    const about = `moved:${version}:${moved.join('+')}`
    await tellEach(tools, told, now.urgency, about, meetingMovedCard(now, moved))
  } else if (material) {
    const others = answered.filter(({ personId }) => !heard.has(personId))
    await tellEach(tools, others, now.urgency, `changed:${version}`, changedCard(now))
  }
}
