import type { MessageHandle } from '#src/chat/chat-platform.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { copiesOf } from './copy-store.ts'
import { REDRAW, type RedrawJob } from './jobs.ts'

export const isSameMessage = (a: MessageHandle, b: MessageHandle | null): boolean =>
  b !== null && a.platform === b.platform && a.ref === b.ref

/** Asks that a person's cards of a broadcast show what is so now, in the caller's transaction; all but the one that does already. */
export async function redrawCopies(
  { db, queue }: Readonly<{ db: Tx; queue: Pick<Queue, 'add'> }>,
  broadcast: number,
  personId: string,
  except: MessageHandle | null,
): Promise<void> {
  const copies = await copiesOf(db, broadcast, personId)
  if (copies.every((one) => isSameMessage(one, except))) return
  const job: RedrawJob = { about: `copy:${broadcast}:${personId}`, except }
  await queue.add(db, REDRAW, [{ data: job }])
}

/** Asks that every card about something is shown anew, all but the one that is already, in the caller's transaction. */
export async function redrawOthers(
  { db, queue }: Readonly<{ db: Tx; queue: Pick<Queue, 'add'> }>,
  about: string,
  except: MessageHandle | null,
): Promise<void> {
  await queue.add(db, REDRAW, [{ data: { about, except } satisfies RedrawJob }])
}

/** Asks that the one card that stands there is shown anew, in the caller's transaction. */
export async function redrawOne(
  { db, queue }: Readonly<{ db: Tx; queue: Pick<Queue, 'add'> }>,
  about: string,
  only: MessageHandle,
): Promise<void> {
  await queue.add(db, REDRAW, [{ data: { about, only: [only] } satisfies RedrawJob }])
}
