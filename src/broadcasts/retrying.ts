import { type Handler, on } from '#src/app/capability.ts'
import { type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { queueUncovered } from '#src/delivery/lost-store.ts'
import { type RetryGroup, retryGroups, waitAgain } from '#src/delivery/retry-store.ts'
import { londonDay } from '#src/kernel/london.ts'
import { writeAudit } from '#src/people/store.ts'
import { notReached } from '#src/reports/store.ts'
import type { Broadcast } from './broadcast.ts'
import { NotReached, Retry, RetryDoubtful, RetryFailed } from './intents.ts'
import { owned } from './owned.ts'
import { notReachedCard, retriedCard, retryCard } from './retry-cards.ts'
import { decideRetry } from './rules.ts'
import { authorityOf } from './audience.ts'

/** The most people that the card of those who were missed looks at; the report has everybody. */
const MOST_MISSED = 500

/** What its sender can do about those whom a broadcast did not reach. */
export const retrying: readonly Handler[] = [
  on(Retry, async (turn, { broadcast }) =>
    mayRetry(turn, broadcast, async (found) => [
      say(retryCard(found, await retryGroups(turn.db, found.id))),
    ]),
  ),
  on(RetryFailed, async (turn, { broadcast }) =>
    mayRetry(turn, broadcast, async (found) => retry(turn, found, 'failed')),
  ),
  on(RetryDoubtful, async (turn, { broadcast }) =>
    mayRetry(turn, broadcast, async (found) => retry(turn, found, 'doubtful')),
  ),
  on(NotReached, async (turn, { broadcast }) =>
    withRole(turn, broadcast, async (found) => [
      say(notReachedCard(found, await notReached(turn.db, found.id, MOST_MISSED))),
    ]),
  ),
]

/** It sends, or it names people: only its author, and only while they hold a role that may send it. */
const withRole = async (
  turn: MemberTurn,
  id: number,
  then: (found: Broadcast) => Promise<Reaction>,
): Promise<Reaction> =>
  owned(turn, id, async (found) => {
    const authority = await authorityOf(turn.db, turn.actor.roles, found, turn.at)
    return authority.ok ? then(found) : refuse(authority.refusal)
  })

const mayRetry: typeof withRole = async (turn, id, then) =>
  withRole(turn, id, async (found) => {
    const decided = decideRetry(found, londonDay(turn.at))
    return decided.ok ? then(decided.value) : refuse(decided.refusal)
  })

async function retry(
  turn: MemberTurn,
  found: Broadcast,
  state: RetryGroup['state'],
): Promise<Reaction> {
  const n = await waitAgain(turn.db, found.id, state, turn.me.id, turn.at)
  await queueUncovered(turn, found, turn.at, 'queued')
  await writeAudit(
    turn.db,
    turn.at,
    turn.me.id,
    `broadcast.retried-${state}`,
    `broadcast:${found.id}`,
  )
  return [redraw(retriedCard(found.id, n))]
}
