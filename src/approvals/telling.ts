import { notify } from '#src/delivery/notice-store.ts'
import { redrawOthers } from '#src/delivery/copies.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { tellEach } from '#src/versions/telling.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { MessageHandle } from '#src/chat/chat-platform.ts'
import type { Approver } from './approvers.ts'
import { authorCard } from './for-author.ts'
import { requestCard } from './cards.ts'
import { loadRequest } from './request.ts'
import { findApproval } from './store.ts'

type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>

/** Sends the request to each of them: at once when it is critical, otherwise after their quiet hours. */
export async function tellApprovers(
  tools: Tools,
  id: number,
  approvers: readonly Approver[],
): Promise<void> {
  const approval = await findApproval(tools.db, id)
  if (approval === null) throw new Error('A request that was just made is not there')
  for (const one of approvers) {
    const { request } = await loadRequest(tools.db, approval, one.insteadOf)
    const card = requestCard(request, false)
    await tellEach(tools, [one], request.proposed.urgency, `approval:${id}`, card)
  }
}

/** Tells the author what became of it, on a card that follows, and draws every other card of it anew. */
export async function tellAuthor(tools: Tools, id: number, broadcast: Broadcast): Promise<void> {
  const card = await authorCard(tools.db, broadcast, tools.at)
  await notify(tools, broadcast.authorId, `approval:${id}`, card)
}

/** Every card of a request, but for the one that is shown anew already. */
export const redrawRequest = async (
  tools: Pick<Tools, 'db' | 'queue'>,
  id: number,
  except: MessageHandle | null,
): Promise<void> => redrawOthers(tools, `approval:${id}`, except)
