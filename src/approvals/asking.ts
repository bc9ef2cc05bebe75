import { type MemberTurn, redraw, refuse } from '#src/app/turn.ts'
import { bankHolidays } from '#src/attention/store.ts'
import { countsOf, authorityOf } from '#src/broadcasts/audience.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { placeStands } from '#src/broadcasts/place.ts'
import { replacedBy } from '#src/broadcasts/replacing.ts'
import { decideSend } from '#src/broadcasts/rules.ts'
import { setState } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { APPROVALS } from '#src/delivery/jobs.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Because } from '#src/kernel/schema.ts'
import { writeAudit } from '#src/people/store.ts'
import { isAway } from '#src/subscriptions/rules.ts'
import { type InHand } from '#src/versions/rules.ts'
import { howManyHave } from '#src/versions/store.ts'
import { type Approver, approversFor } from './approvers.ts'
import { authorCard } from './for-author.ts'
import { hashOf } from './hash.ts'
import { decideAsk, nobodyMayApprove, remindAt } from './rules.ts'
import { BECAUSE_WORDS } from './standing-blocks.ts'
import { insertApproval, newestApproval } from './store.ts'
import { tellApprovers } from './telling.ts'

/** Asks a second person to agree that a message goes, now or at a time that its author chose. */
export async function askToSend(
  turn: MemberTurn,
  found: Broadcast,
  because: Because,
  sendAt: Date | null,
): Promise<Reaction> {
  const open = decideAsk(await newestApproval(turn.db, found.id))
  if (!open.ok) return refuse(open.refusal)
  const place = await placeStands(turn.db, found, turn.at)
  if (!place.ok) return refuse(place.refusal)
  const authority = await authorityOf(turn.db, turn.actor.roles, found, turn.at)
  if (!authority.ok) return refuse(authority.refusal)
  const { total: recipients } = await countsOf(turn.db, found, turn.at)
  const decided = decideSend(found, recipients, londonDay(sendAt ?? turn.at))
  if (!decided.ok) return refuse(decided.refusal)
  const replaces = found.since.replaces.map(({ id }) => id)
  const wanted = { id: found.id, roles: turn.actor.roles, replaces }
  const replaced = await replacedBy(turn.db, wanted, turn.at)
  if (!replaced.ok) return refuse(replaced.refusal)
  return request(turn, found, { what: 'sending', because, inHand: null, recipients, sendAt })
}

/** Asks a second person to agree to a correction. What was written stays in hand until somebody has. */
export async function askToCorrect(
  turn: MemberTurn,
  found: Broadcast,
  because: Because,
  inHand: InHand,
): Promise<Reaction> {
  const open = decideAsk(await newestApproval(turn.db, found.id))
  if (!open.ok) return refuse(open.refusal)
  const { has } = await howManyHave(turn.db, found.id)
  return request(turn, found, {
    what: 'correction',
    because,
    inHand,
    recipients: has,
    sendAt: null,
  })
}

type Asking = Readonly<{
  what: 'sending' | 'correction'
  because: Because
  inHand: InHand | null
  recipients: number
  sendAt: Date | null
}>

async function request(turn: MemberTurn, found: Broadcast, asking: Asking): Promise<Reaction> {
  const { inHand, ...about } = asking
  const all = await approversFor(turn.db, found, turn.at)
  const approvers = all.filter(({ reachable }) => reachable)
  // Who is away hears of a critical message at once, and of any other when they are back.
  const there = approvers.filter((one) => found.urgency === 'critical' || !isAway(one, turn.at))
  if (there.length === 0)
    return refuse(nobodyMayApprove(found, BECAUSE_WORDS[about.because], approvers.length > 0))
  // One that was on the schedule goes when it is approved.
  if (about.what === 'sending')
    await setState(turn.db, found.id, 'draft', { changedAt: turn.at, scheduledFor: null })
  const reminder = remindAt(found.urgency, turn.at, await bankHolidays(turn.db))
  const id = await insertApproval(
    turn.db,
    {
      ...about,
      broadcast: found.id,
      hash: hashOf(found, inHand),
      content: inHand?.content ?? found.content,
      askedBy: turn.me.id,
      remindAt: reminder,
    },
    approvers.map(asked),
    turn.at,
  )
  await writeAudit(turn.db, turn.at, turn.me.id, 'approval.asked', `broadcast:${found.id}`)
  await turn.queue.add(turn.db, APPROVALS, [{ data: { approval: id }, startAfter: reminder }])
  await tellApprovers(turn, id, approvers)
  const waits = { ...found, state: about.what === 'sending' ? 'draft' : found.state } as const
  return [redraw(await authorCard(turn.db, waits, turn.at), `approval:${id}`)]
}

const asked = ({ personId, standsInFor }: Approver) => ({ personId, standsInFor })
