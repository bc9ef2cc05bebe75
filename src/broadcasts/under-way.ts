import { type Handler, on } from '#src/app/capability.ts'
import { type MemberTurn, redraw, refuse } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { queueUncovered } from '#src/delivery/lost-store.ts'
import { endExpired, stopWaiting } from '#src/delivery/stop-store.ts'
import { progressOf, settle } from '#src/delivery/store.ts'
import { londonDay } from '#src/kernel/london.ts'
import { writeAudit } from '#src/people/store.ts'
import type { Broadcast } from './broadcast.ts'
import { Pause, Resume, Stop } from './intents.ts'
import { owned } from './owned.ts'
import { progressCard } from './progress-card.ts'
import { decidePause, decideResume, decideStop } from './rules.ts'
import { authorityOf } from './audience.ts'
import { setState } from './store.ts'

/** What its sender can do with a broadcast while it is being sent. */
export const underWay: readonly Handler[] = [
  on(Stop, async (turn, { broadcast }) =>
    owned(turn, broadcast, async (found) => stop(turn, found)),
  ),
  on(Pause, async (turn, { broadcast }) =>
    owned(turn, broadcast, async (found) => pause(turn, found)),
  ),
  on(Resume, async (turn, { broadcast }) =>
    owned(turn, broadcast, async (found) => resume(turn, found)),
  ),
]

async function showProgress(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  return [redraw(progressCard(found, await progressOf(turn.db, found.id, turn.at)))]
}

async function stop(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  const decided = decideStop(found, await progressOf(turn.db, found.id, turn.at))
  if (!decided.ok) return refuse(decided.refusal)
  await stopWaiting(turn.db, found.id)
  await setState(turn.db, found.id, 'stopped', { changedAt: turn.at, finishedAt: turn.at })
  await writeAudit(turn.db, turn.at, turn.me.id, 'broadcast.stopped', `broadcast:${found.id}`)
  return showProgress(turn, { ...found, state: 'stopped', finishedAt: turn.at })
}

/** Nothing of a paused broadcast is claimed or goes into a digest; what is being sent at this moment still arrives. */
async function pause(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  const decided = decidePause(found, await progressOf(turn.db, found.id, turn.at))
  if (!decided.ok) return refuse(decided.refusal)
  await setState(turn.db, found.id, 'paused', { changedAt: turn.at })
  await writeAudit(turn.db, turn.at, turn.me.id, 'broadcast.paused', `broadcast:${found.id}`)
  return showProgress(turn, { ...found, state: 'paused' })
}

/** Sends on, so the role is asked for as it is for sending: anybody may stop or pause what they once sent. */
async function resume(turn: MemberTurn, found: Broadcast): Promise<Reaction> {
  const decided = decideResume(found)
  if (!decided.ok) return refuse(decided.refusal)
  const authority = await authorityOf(turn.db, turn.actor.roles, found, turn.at)
  if (!authority.ok) return refuse(authority.refusal)
  await endExpired(turn.db, londonDay(turn.at), found.id)
  await setState(turn.db, found.id, 'sending', { changedAt: turn.at })
  await queueUncovered(turn, found, turn.at, 'queued')
  await writeAudit(turn.db, turn.at, turn.me.id, 'broadcast.resumed', `broadcast:${found.id}`)
  const settled = await settle(turn.db, found.id, turn.at)
  return showProgress(turn, { ...found, state: settled ? 'sent' : 'sending' })
}
