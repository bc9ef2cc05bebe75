import type { Core, MessageHandle } from '#src/chat/chat-platform.ts'
import { keepCopy } from '#src/delivery/copy-store.ts'
import { redrawCopies, redrawOne, redrawOthers } from '#src/delivery/copies.ts'
import { changedSince as postChangedSince } from '#src/forums/post-store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import { changedSince } from './store.ts'

/** Longer than a card is on its way to the platform, or waits there to be taken. */
const ON_ITS_WAY_MS = 60_000

/** Keeps where a card stands that was said. If what it shows changed while it was on its way, it is drawn anew. */
export function createSaid({
  db,
  queue,
  world,
}: Readonly<{ db: Db; queue: Pick<Queue, 'add'>; world: World }>): Core['said'] {
  return async (who, about, handle) => {
    const at = world.now()
    await db.transaction().execute(async (tx) => {
      await keepCopy(tx, who, about, handle, at)
      // Somebody may have answered while it was on its way.
      if (about.startsWith('approval:')) await redrawOthers({ db: tx, queue }, about, null)
      await drawPost({ db: tx, queue }, about, handle, at)
      const broadcast = broadcastIn(about)
      if (broadcast === null) return
      const since = new Date(at.getTime() - ON_ITS_WAY_MS)
      const person = await changedSince(tx, broadcast, who, since)
      if (person !== null) await redrawCopies({ db: tx, queue }, broadcast, person, null)
    })
  }
}

/** A post that was changed or removed while this card of it was on its way. */
async function drawPost(
  tools: Readonly<{ db: Tx; queue: Pick<Queue, 'add'> }>,
  about: string,
  handle: MessageHandle,
  at: Date,
): Promise<void> {
  const post = /^forum-post:(\d+)$/.exec(about)?.[1]
  const since = new Date(at.getTime() - ON_ITS_WAY_MS)
  if (post !== undefined && (await postChangedSince(tools.db, Number(post), since)))
    await redrawOne(tools, about, handle)
}

/** The broadcast that a card shows, as "broadcast:12"; null when it shows something else. */
const broadcastIn = (about: string): number | null => {
  const id = /^broadcast:(\d+)$/.exec(about)?.[1]
  return id === undefined ? null : Number(id)
}
