import { type Handler, on } from '#src/app/capability.ts'
import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import type { FormValues } from '#src/chat/form.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import { askRedraw } from '#src/delivery/notice-store.ts'
import { writeAudit } from '#src/people/store.ts'
import { attendanceFor, type Links } from './attending.ts'
import { attendersOf, saveCame } from './came-store.ts'
import { cameForm } from './forms/came-form.ts'
import { running } from './found.ts'
import { MarkCame, SaveCame } from './intents.ts'
import { decideCame, listsOf, readCame } from './rules/came.ts'
import { isNotice, type Notice } from './rules/rsvp.ts'

/** After a meeting, whoever runs it says who was there. */
export const marking = (links: Links): readonly Handler[] => [
  on(MarkCame, async (turn, { broadcast }) =>
    running(turn, broadcast, async (notice) => {
      const decided = decideCame(notice, turn.at)
      if (!decided.ok) return refuse(decided.refusal)
      const all = await attendersOf(turn.db, notice)
      return all.length === 0 ? refuse(NOBODY) : [ask(cameForm(notice, all))]
    }),
  ),
  on(
    SaveCame,
    async (turn, { broadcast }, values) =>
      running(turn, broadcast, async (notice) => save(turn, notice, values, links)),
    async (turn, { broadcast }) => {
      const found = await findBroadcast(turn.db, broadcast)
      if (found === null || !isNotice(found)) return null
      const all = await attendersOf(turn.db, found)
      return all.length === 0 ? null : cameForm(found, all)
    },
  ),
]

const NOBODY = {
  happened: 'Nobody of Cascade had the notice of this meeting',
  next: 'There is nobody to mark. Who came can be said in the minutes.',
}

async function save(
  turn: MemberTurn,
  notice: Notice,
  values: FormValues,
  links: Links,
): Promise<Reaction> {
  const { db, me, at } = turn
  const decided = decideCame(notice, at)
  if (!decided.ok) return refuse(decided.refusal)
  const lists = listsOf(await attendersOf(db, notice))
  await saveCame(db, notice.id, readCame(values, lists), me.id, at)
  await writeAudit(db, at, me.id, 'meeting.attendance-marked', `broadcast:${notice.id}`)
  const card = await attendanceFor(db, links, notice, me.id, at)
  const about = `attendance:${notice.id}`
  if (turn.on !== null) return [redraw(card, about)]
  await askRedraw(turn, about)
  return [say(card, about)]
}
