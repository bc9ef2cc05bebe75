import { type MemberTurn, refuse } from '#src/app/turn.ts'
import { authorityOf } from '#src/broadcasts/audience.ts'
import { findBroadcast, lockBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { HeldRole } from '#src/people/actor.ts'
import { decideMeeting, isNotice, type Notice } from './rules/rsvp.ts'
import { isConcerned } from './store.ts'

/** Whether these roles, read a moment ago, may run a meeting: whoever may send its notice. */
export const mayRun = async (
  db: Tx,
  roles: readonly HeldRole[],
  notice: Notice,
  at: Date,
): Promise<boolean> => (await authorityOf(db, roles, notice, at)).ok

export type Meeting = Readonly<{ notice: Notice; runs: boolean }>

/** The meeting that concerns whoever acts: they were told of it, go in somebody's place, or run it. */
export async function meeting(
  turn: MemberTurn,
  id: number,
  then: (found: Meeting) => Promise<Reaction>,
): Promise<Reaction> {
  const found = await findBroadcast(turn.db, id)
  const runs =
    found !== null && isNotice(found)
      ? await mayRun(turn.db, turn.actor.roles, found, turn.at)
      : false
  const concerned = runs || (await isConcerned(turn.db, id, turn.me.id))
  const decided = decideMeeting(found, id, concerned)
  return decided.ok ? then({ notice: decided.value, runs }) : refuse(decided.refusal)
}

/**
 * The same for whoever runs it, with a role that is read now; its row is held, so that two who run it do one thing after
 * the other.
 */
export async function running(
  turn: MemberTurn,
  id: number,
  then: (found: Notice) => Promise<Reaction>,
): Promise<Reaction> {
  const found = await lockBroadcast(turn.db, id)
  if (found === null || !isNotice(found)) return refuse(NOT_RUN)
  const authority = await authorityOf(turn.db, turn.actor.roles, found, turn.at)
  return authority.ok ? then(found) : refuse(NOT_RUN)
}

const NOT_RUN = {
  happened: 'There is no meeting with that number that you run',
  next: 'Meetings are run by those who may send board meeting notices there. Type meetings to see yours.',
}
