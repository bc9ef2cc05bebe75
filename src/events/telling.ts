import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { redrawCopies } from '#src/delivery/copies.ts'
import { notify } from '#src/delivery/notice-store.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { writeAudit } from '#src/people/store.ts'
import { tellEach } from '#src/versions/telling.ts'
import { cancelledCard, movedCard, promotedCard } from './cards.ts'
import { type EducationEvent, isMoved, startOf } from './rules.ts'
import { cancelAll, goingTo, promote } from './store.ts'

export type Tools = Readonly<{
  db: Tx
  queue: Pick<Queue, 'add'>
  at: Date
  newId: () => string
}>

export const asEvent = (found: Broadcast | null): EducationEvent | null =>
  found?.content.kind === 'education-event' ? { ...found, content: found.content } : null

/**
 * Gives what is free to those who wait and tells each, in the caller's transaction, which holds the event's row. Not once
 * it has started: nobody comes then.
 */
export async function fillPlaces(tools: Tools, event: EducationEvent): Promise<void> {
  const { db, at } = tools
  if (startOf(event.content) <= at || event.since.ended !== null) return
  for (const personId of await promote(db, event.id, event.content.capacity, at)) {
    await notify(tools, personId, `place:${event.id}`, promotedCard(event))
    await redrawCopies(tools, event.id, personId, null)
    await writeAudit(db, at, personId, 'event.place-came-free', `broadcast:${event.id}`)
  }
}

/**
 * What a correction means for those who have a place, in its transaction. Returns whom it told, so that nobody hears of
 * the same change twice.
 */
export async function followCorrection(
  tools: Tools,
  before: Broadcast,
  after: Broadcast,
): Promise<ReadonlySet<string>> {
  const [was, event] = [asEvent(before), asEvent(after)]
  if (was === null || event === null) return new Set()
  const told = isMoved(was.content, event.content) ? await goingTo(tools.db, event.id) : []
  await tellEach(
    tools,
    told,
    event.urgency,
    `event-moved:${event.id}:${event.since.version}`,
    movedCard(event, was.content),
  )
  // After those who have to know of the move, so that somebody who gets a place by it hears of it as it is now, once.
  await fillPlaces(tools, event)
  return new Set(told.map(({ personId }) => personId))
}

/** Cancels every place of an event that is taken back or replaced, and tells each; returns whom. */
export async function followEnd(
  tools: Tools,
  found: Broadcast,
  end: Readonly<{ why: string | null; by: number | null }>,
): Promise<ReadonlySet<string>> {
  const event = asEvent(found)
  if (event === null || startOf(event.content) <= tools.at) return new Set()
  const told = await cancelAll(tools.db, event.id, tools.at)
  const card = cancelledCard(event, end.why, end.by)
  await tellEach(tools, told, event.urgency, `event-cancelled:${event.id}`, card)
  return new Set(told.map(({ personId }) => personId))
}
