import { type MemberTurn, refuse } from '#src/app/turn.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { owned } from '#src/broadcasts/owned.ts'
import { authorityOf } from '#src/broadcasts/audience.ts'
import { lockBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { decideOut } from './rules.ts'

type Then = (found: Broadcast) => Promise<Reaction>

async function ifOut(turn: MemberTurn, found: Broadcast, then: Then): Promise<Reaction> {
  const authority = await authorityOf(turn.db, turn.actor.roles, found, turn.at)
  if (!authority.ok) return refuse(authority.refusal)
  const out = decideOut(found)
  return out.ok ? then(out.value) : refuse(out.refusal)
}

/** For its author, while they hold a role that may send it: what is out and holds, held still. */
export const ownOut = async (turn: MemberTurn, id: number, then: Then): Promise<Reaction> =>
  owned(turn, id, async (found) => ifOut(turn, found, then))

const NO_SUCH = {
  happened: 'There is no message with that number that you could change',
  next: 'Type sent to see what you have sent.',
}

/** For anybody who holds a role that may send it, its author among them: authors go, and what is wrong must not stay. */
export async function roleOut(turn: MemberTurn, id: number, then: Then): Promise<Reaction> {
  const found = await lockBroadcast(turn.db, id)
  // The same words for "not there" and "not sent yet": a number tells nobody what others are writing.
  if (found === null || (found.startedAt === null && found.authorId !== turn.me.id))
    return refuse(NO_SUCH)
  return ifOut(turn, found, then)
}
