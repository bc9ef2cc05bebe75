import type { MemberTurn } from '#src/app/turn.ts'
import { londonDay } from '#src/kernel/london.ts'
import { ancestors } from '#src/organisations/store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { HeldRole } from '#src/people/actor.ts'
import type { Decision } from '#src/kernel/refusal.ts'
import type { Candidate } from './eligibility.ts'
import type { Forum, Member } from './forum.ts'
import { findForum } from './forum-store.ts'
import { candidates, countMembers, findMember, moderatorsOf, runnersOf } from './member-store.ts'
import { decideModerator, runsForumsOf, RUNS_FORUMS, stateOf } from './rules.ts'
import type { Seen } from './cards.ts'

/** The organisation and everything above it today. */
export const upFrom = async (
  db: Db | Tx,
  organisation: string,
  at: Date,
): Promise<readonly string[]> => [
  organisation,
  ...(await ancestors(db, organisation, londonDay(at))),
]

/** A forum and this person's membership of it, both as they are now. */
export async function loadMine(
  turn: MemberTurn,
  id: number,
): Promise<Readonly<{ forum: Forum | null; member: Member | null }>> {
  return {
    forum: await findForum(turn.db, id),
    member: await findMember(turn.db, id, turn.me.id),
  }
}

export async function seenBy(turn: MemberTurn, forum: Forum, member: Member | null): Promise<Seen> {
  return {
    forum,
    member,
    state: stateOf(forum, londonDay(turn.at)),
    members: await countMembers(turn.db, forum.id),
  }
}

/** What somebody is, for the rule of a forum. */
export async function candidateFor(turn: MemberTurn, forum: Forum): Promise<Candidate> {
  const { db, me, at } = turn
  const found = await candidates(db, forum.eligibility, [me.id], at, londonDay(at))
  const mine = found.get(me.id)
  if (mine === undefined) throw new Error('A member was not found among the people')
  return mine
}

/** Who asks for something of a forum, in the transaction of their asking, with the roles they hold at that moment. */
export type Asker = Pick<MemberTurn, 'db' | 'at'> &
  Readonly<{ me: Readonly<{ id: string }>; actor: Readonly<{ roles: readonly HeldRole[] }> }>

/** Whether this person moderates a forum at this moment, and what is then theirs to do. */
export async function moderating(turn: Asker, forum: Forum | null): Promise<Decision<Forum>> {
  if (forum === null) return decideModerator(null, null, false)
  const member = await findMember(turn.db, forum.id, turn.me.id)
  const alone = (await moderatorsOf(turn.db, forum.id)).length === 0
  const standsIn =
    alone && runsForumsOf(turn.actor.roles, await upFrom(turn.db, forum.organisation, turn.at))
  return decideModerator(forum, member, standsIn)
}

/** Who is told what moderators are told: them, or whoever runs forums there when there is none left. */
export async function toldAsModerators(db: Tx, forum: Forum, at: Date): Promise<readonly string[]> {
  const moderators = await moderatorsOf(db, forum.id)
  return moderators.length > 0
    ? moderators
    : runnersOf(db, RUNS_FORUMS, await upFrom(db, forum.organisation, at), at)
}
