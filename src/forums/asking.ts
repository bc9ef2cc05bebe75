import type { Redraw } from '#src/delivery/redraws.ts'
import { joinRequestCard } from './joining-cards.ts'
import { findForum } from './forum-store.ts'
import { noticesAbout, requestOf } from './member-store.ts'

/** Every moderator's card of a request, as it is now. */
export const requestRedraw: Redraw = [
  'forum-request',
  async (db, id) => {
    const asks = await requestOf(db, Number(id))
    const forum = asks === null ? null : await findForum(db, asks.forumId)
    if (asks === null || forum === null) return []
    const message = joinRequestCard(forum, asks)
    return (await noticesAbout(db, `forum-request:${id}`)).map((handle) => ({ handle, message }))
  },
]
