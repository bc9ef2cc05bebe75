import { decideAuthority, kindsFor } from '#src/broadcasts/rules.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { lockBroadcast } from '#src/broadcasts/store.ts'
import { authorityOf } from '#src/broadcasts/audience.ts'
import { type MemberTurn, refuse } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import type { Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { ancestors } from '#src/organisations/store.ts'
import { rolesOf } from '#src/people/store.ts'
import { holdersAt } from './outcome-store.ts'

const NO_SUCH = {
  happened: 'There is no opportunity with that number that you run',
  next: 'Type sent to see what you have sent.',
}

/**
 * For everybody who holds a role that may send opportunities for that place at this moment, its author or not: an
 * opportunity that went out, held still. Authors go, and applicants must not wait for nobody.
 */
export async function officerOf(
  turn: MemberTurn,
  id: number,
  then: (found: Broadcast) => Promise<Reaction>,
): Promise<Reaction> {
  const found = await lockBroadcast(turn.db, id)
  // The same words for "not there" and "not sent yet": a number tells nobody what others are writing.
  if (found === null || found.startedAt === null || found.kind !== 'opportunity')
    return refuse(NO_SUCH)
  const authority = await authorityOf(turn.db, turn.actor.roles, found, turn.at)
  return authority.ok ? then(found) : refuse(authority.refusal)
}

/**
 * Who answers for a message at this moment, as for an opportunity's applicants: its author while they may send its kind; else those who hold such a
 * role for the place itself; else those above it. Nobody when there is none.
 */
export async function officersFor(db: Tx, found: Broadcast, at: Date): Promise<readonly string[]> {
  const above = await ancestors(db, found.organisation, londonDay(at))
  const places = [found.organisation, ...above]
  if (!found.authorLeft) {
    const roles = await rolesOf(db, found.authorId, at)
    if (decideAuthority(roles, found.kind, { name: found.organisationName }, places).ok)
      return [found.authorId]
  }
  const holders = (await holdersAt(db, places, at)).filter((held) =>
    kindsFor([held]).includes(found.kind),
  )
  const here = holders.filter(({ organisation }) => organisation === found.organisation)
  return [...new Set((here.length > 0 ? here : holders).map(({ personId }) => personId))]
}
