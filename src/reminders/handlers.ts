import { type Capability, on } from '#src/app/capability.ts'
import { type MemberTurn, redraw, refuse } from '#src/app/turn.ts'
import { authorCard } from '#src/approvals/for-author.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { owned } from '#src/broadcasts/owned.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { writeAudit } from '#src/people/store.ts'
import { remindersSetCard } from './cards.ts'
import { SetReminders } from './intents.ts'
import { asksForAnAnswer, plannedWords } from './rules.ts'
import { remindersRedraw } from './send.ts'
import { setReminds } from './store.ts'

/** Switching the reminders of one's own message off and on. */
export const reminders: Capability = {
  topic: 'messages',
  handlers: [
    on(SetReminders, async (turn, { broadcast, on: wanted }) =>
      owned(turn, broadcast, async (found) => set(turn, found, wanted === 'yes')),
    ),
  ],
  commands: [],
  redraws: [remindersRedraw],
}

async function set(turn: MemberTurn, found: Broadcast, reminds: boolean): Promise<Reaction> {
  const { id, kind, urgency } = found
  if (urgency === 'critical' || !asksForAnAnswer(kind, urgency)) {
    return refuse({
      happened:
        urgency === 'critical'
          ? 'Whoever does not answer a critical message is always reminded'
          : 'Nobody is reminded of this message',
      next: `Type report ${id} to see who has answered.`,
    })
  }
  await setReminds(turn.db, id, reminds)
  await writeAudit(
    turn.db,
    turn.at,
    turn.me.id,
    reminds ? 'reminders.on' : 'reminders.off',
    `broadcast:${id}`,
  )
  if (found.startedAt !== null)
    return [redraw(remindersSetCard(id, reminds, plannedWords(kind, urgency, reminds) ?? ''))]
  return [redraw(await authorCard(turn.db, { ...found, reminds }, turn.at))]
}
