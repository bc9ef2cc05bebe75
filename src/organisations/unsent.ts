import { voidOpen } from '#src/approvals/ending.ts'
import { underWayAt } from '#src/ballots/store.ts'
import { followAll } from '#src/ballots/telling.ts'
import { setState } from '#src/broadcasts/store.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { Meant } from './cards.ts'
import { auditEach, unsentFor } from './change-store.ts'

type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>

/**
 * What was written for an organisation that is gone, and has not been sent, is kept as a draft: its successor reaches
 * other people, and its author chooses which. Nobody agrees to what does not go.
 */
export async function keepUnsent(
  tools: Tools,
  organisation: string,
  add: (personId: string, more: (before: Meant) => Partial<Meant>) => void,
): Promise<void> {
  const { db, at } = tools
  for (const { id, authorId, scheduled } of await unsentFor(db, organisation)) {
    if (scheduled) {
      await setState(db, id, 'draft', { changedAt: at, scheduledFor: null })
      await auditEach(db, at, [{ action: 'broadcast.unscheduled', subject: `broadcast:${id}` }])
    }
    await voidOpen(tools, id, 'not-sent', null)
    add(authorId, (before) =>
      scheduled ? { unscheduled: [...before.unscheduled, id] } : { drafts: [...before.drafts, id] },
    )
  }
}

/**
 * A seat that people were told of goes on for the places that were in the organisation; its cards say what it is now. Its
 * caller is told, for only a person knows whether there is such a seat any more. A draft says so when it is opened.
 */
export async function keepBallots(
  tools: Tools,
  organisation: string,
  add: (personId: string, more: (before: Meant) => Partial<Meant>) => void,
): Promise<void> {
  for (const { id, calledBy } of await underWayAt(tools.db, organisation)) {
    await followAll(tools, id)
    add(calledBy, (before) => ({ ballots: [...before.ballots, id] }))
  }
}
