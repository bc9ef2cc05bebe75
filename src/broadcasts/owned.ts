import { type MemberTurn, refuse } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import type { Broadcast } from './broadcast.ts'
import { decideOwn } from './rules.ts'
import { lockBroadcast } from './store.ts'

/** Everything about a broadcast that only its author may: found and held still, or refused. */
export async function owned(
  turn: MemberTurn,
  id: number,
  then: (found: Broadcast) => Promise<Reaction>,
): Promise<Reaction> {
  const decided = decideOwn(await lockBroadcast(turn.db, id), turn.me.id)
  return decided.ok ? then(decided.value) : refuse(decided.refusal)
}
