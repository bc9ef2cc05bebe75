import { notify } from '#src/delivery/notice-store.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { forumDigestCard, MOST_FORUMS } from './post-cards.ts'
import { putPostsIn, waitingPosts } from './waiting-store.ts'

type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>

/** Whether there was something to tell. What a digest says of forums is a card beside the others of that day. It quotes no post: what is opened is as it then is. */
export async function tellOfPosts(tools: Tools, personId: string, until: Date): Promise<boolean> {
  const waiting = await waitingPosts(tools.db, personId, { until })
  if (waiting.length === 0) return false
  const notice = await notify(
    tools,
    personId,
    'forum-digest',
    forumDigestCard(waiting.slice(0, MOST_FORUMS)),
  )
  await putPostsIn(tools.db, notice, personId, until)
  return true
}
