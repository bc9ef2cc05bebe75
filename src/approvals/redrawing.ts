import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Redraw } from '#src/delivery/redraws.ts'
import { authorCard } from './for-author.ts'
import { answeredCard, requestCard } from './cards.ts'
import { loadRequest } from './request.ts'
import { approversOf, findApproval, requestCards } from './store.ts'

/** Every card of a request as it is now: its author's, and those of everybody who was asked. */
export const requestRedraw: Redraw = [
  'approval',
  async (db, rest, at) => {
    const approval = await findApproval(db, Number(rest))
    const found = approval === null ? null : await findBroadcast(db, approval.broadcast)
    if (approval === null || found === null) return []
    const cards = await requestCards(db, approval.id)
    const asked = await approversOf(db, approval.id)
    return Promise.all(
      cards.map(async ({ personId, handle }) => {
        if (personId === approval.asked.id)
          return { handle, message: await authorCard(db, found, at) }
        if (approval.state !== 'asked')
          return { handle, message: answeredCard(approval, approval.content.title) }
        const insteadOf = asked.find((one) => one.id === personId)?.insteadOf ?? null
        const { request } = await loadRequest(db, approval, insteadOf)
        return { handle, message: requestCard(request, false) }
      }),
    )
  },
]
