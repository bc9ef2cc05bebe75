import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import { refusalCard } from '#src/app/cards.ts'
import { countsOf } from '#src/broadcasts/audience.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { previewCard } from '#src/broadcasts/cards.ts'
import { decideSend } from '#src/broadcasts/rules.ts'
import { findBroadcast, lockBroadcast, setState } from '#src/broadcasts/store.ts'
import type { Reaction, Step } from '#src/chat/chat-platform.ts'
import { type FormValues, withErrors } from '#src/chat/form.ts'
import type { Message } from '#src/chat/message.ts'
import { line, readForm } from '#src/chat/read-form.ts'
import { APPROVALS, DUE_BROADCASTS } from '#src/delivery/jobs.ts'
import { londonDay } from '#src/kernel/london.ts'
import { type Decision, type Refusal } from '#src/kernel/refusal.ts'
import { writeAudit } from '#src/people/store.ts'
import { decideCorrection } from '#src/versions/rules.ts'
import { findInHand } from '#src/versions/store.ts'
import { z } from 'zod'
import { approverNow } from './approvers.ts'
import { authorCard } from './for-author.ts'
import { answeredCard, requestCard } from './cards.ts'
import { returnForm } from './forms.ts'
import {
  type Approval,
  decideAnswer,
  decideRecall,
  decideSame,
  goesAtAfter,
  LONGEST_RETURN,
} from './rules.ts'
import { loadRequest } from './request.ts'
import { approversOf, findApproval, keepApproved, keepEnded, keepReturned } from './store.ts'
import { redrawRequest, tellAuthor } from './telling.ts'

/** What is done with a request: by those who were asked, and by its author. */
export const answering = { read, approve, askWhy, giveBack, recall }

const NO_SUCH = {
  happened: 'There is no request with that number for you',
  next: 'Type approvals to see what waits for you.',
}

/** A request with the row of its message held still, and how the person who acts has to do with it. */
type Held = Readonly<{
  approval: Approval
  found: Broadcast
  isAuthor: boolean
  /** What they may do at this moment, and in whose place. */
  mayNow: boolean
  standsInFor: string | null
}>

async function hold(turn: MemberTurn, id: number): Promise<Held | null> {
  const wanted = await findApproval(turn.db, id)
  if (wanted === null) return null
  const found = await lockBroadcast(turn.db, wanted.broadcast)
  // Read again: another answer may have come first.
  const approval = await findApproval(turn.db, id)
  if (found === null || approval === null) return null
  const isAuthor = approval.asked.id === turn.me.id
  const wasAsked = (await approversOf(turn.db, id)).some((one) => one.id === turn.me.id)
  if (!isAuthor && !wasAsked) return null
  const may = await approverNow(turn.db, found, turn.me.id, turn.at)
  return {
    approval,
    found,
    isAuthor,
    mayNow: may !== null,
    standsInFor: may?.standsInFor ?? null,
  }
}

/** For somebody whom a request concerns. Others read the same words as for one that does not exist. */
async function held(
  turn: MemberTurn,
  id: number,
  then: (one: Held) => Promise<Reaction>,
): Promise<Reaction> {
  const one = await hold(turn, id)
  return one === null ? refuse(NO_SUCH) : then(one)
}

/** The card of a request as it is now, for whoever acts. */
async function cardNow(turn: MemberTurn, { approval, isAuthor }: Held): Promise<Message> {
  const [now, found] = [
    await findApproval(turn.db, approval.id),
    await findBroadcast(turn.db, approval.broadcast),
  ]
  if (now === null || found === null) throw new Error('A request that is held is not there')
  if (isAuthor) return authorCard(turn.db, found, turn.at)
  return now.state === 'asked'
    ? requestCard((await loadRequest(turn.db, now, null)).request, false)
    : answeredCard(now, now.content.title)
}

const show = async (turn: MemberTurn, one: Held): Promise<Step> =>
  redraw(await cardNow(turn, one), `approval:${one.approval.id}`)

/** The card that was acted on was out of date: it is put right, and why nothing was done is said beside it. */
async function tooLate(turn: MemberTurn, one: Held, refusal: Refusal): Promise<Reaction> {
  const said = say(refusalCard(refusal))
  return turn.on === null ? [said] : [await show(turn, one), said]
}

/** The whole message and the request below it, however long both are. */
async function read(turn: MemberTurn, id: number): Promise<Reaction> {
  return held(turn, id, async (one) => {
    const { approval } = one
    const decided = decideAnswer(approval, { id: turn.me.id, mayNow: one.mayNow })
    if (!decided.ok) return tooLate(turn, one, decided.refusal)
    const insteadOf =
      (await approversOf(turn.db, id)).find((who) => who.id === turn.me.id)?.insteadOf ?? null
    const { request } = await loadRequest(turn.db, approval, insteadOf)
    return [say(previewCard(request.proposed)), say(requestCard(request, true), `approval:${id}`)]
  })
}

async function approve(turn: MemberTurn, id: number): Promise<Reaction> {
  return held(turn, id, async (one) => {
    const { approval, found } = one
    const decided = await mayGo(turn, one)
    if (!decided.ok) return tooLate(turn, one, decided.refusal)
    const goesAt = goesAtAfter(turn.at, approval.sendAt)
    const by = { by: turn.me.id, insteadOf: one.standsInFor, at: turn.at }
    await keepApproved(turn.db, id, by, goesAt)
    if (approval.what === 'sending')
      await setState(turn.db, found.id, 'scheduled', { changedAt: turn.at, scheduledFor: goesAt })
    // Both are ticked every minute as well; this one comes at the end of the hold, and survives a restart.
    const queue = approval.what === 'sending' ? DUE_BROADCASTS : APPROVALS
    await turn.queue.add(turn.db, queue, [{ data: { approval: id }, startAfter: goesAt }])
    await writeAudit(turn.db, turn.at, turn.me.id, 'approval.approved', `broadcast:${found.id}`)
    return answered(turn, one)
  })
}

/** Whether it may be approved at this moment: by this person, as it is, and as true as when it was asked. */
async function mayGo(turn: MemberTurn, one: Held): Promise<Decision<unknown>> {
  const { approval, found, mayNow } = one
  const decided = decideAnswer(approval, { id: turn.me.id, mayNow })
  if (!decided.ok) return decided
  const same = decideSame(approval, (await loadRequest(turn.db, approval, null)).hashNow)
  if (!same.ok) return same
  const day = londonDay(goesAtAfter(turn.at, approval.sendAt))
  if (approval.what === 'correction')
    return decideCorrection(found, await findInHand(turn.db, found.id), day)
  return decideSend(found, (await countsOf(turn.db, found, turn.at)).total, day)
}

/** Its author hears of it, and every other card of it follows. */
async function answered(turn: MemberTurn, one: Held): Promise<Reaction> {
  const { approval } = one
  const found = await findBroadcast(turn.db, approval.broadcast)
  if (found === null) throw new Error('A broadcast that is held is not there')
  await redrawRequest(turn, approval.id, turn.on)
  if (!one.isAuthor) await tellAuthor(turn, approval.id, found)
  return [await show(turn, one)]
}

async function askWhy(turn: MemberTurn, id: number): Promise<Reaction> {
  return held(turn, id, async (one) => {
    const decided = decideAnswer(one.approval, { id: turn.me.id, mayNow: one.mayNow })
    return decided.ok ? [ask(returnForm(one.approval))] : tooLate(turn, one, decided.refusal)
  })
}

const Reason = z.object({ reason: line('What has to change', LONGEST_RETURN) })

async function giveBack(turn: MemberTurn, id: number, values: FormValues): Promise<Reaction> {
  return held(turn, id, async (one) => {
    const { approval } = one
    const decided = decideAnswer(approval, { id: turn.me.id, mayNow: one.mayNow })
    if (!decided.ok) return tooLate(turn, one, decided.refusal)
    const given = readForm(Reason, values)
    if (!given.ok) return [ask(withErrors(returnForm(approval), values, given.errors))]
    const by = { by: turn.me.id, insteadOf: one.standsInFor, at: turn.at }
    await keepReturned(turn.db, id, by, given.value.reason)
    await writeAudit(
      turn.db,
      turn.at,
      turn.me.id,
      'approval.returned',
      `broadcast:${approval.broadcast}`,
    )
    return answered(turn, one)
  })
}

/** Nothing goes: what was on its way is a draft again, and a correction stays in hand. */
async function recall(turn: MemberTurn, id: number): Promise<Reaction> {
  return held(turn, id, async (one) => {
    const { approval, found } = one
    const decided = decideRecall(approval, { id: turn.me.id, mayNow: one.mayNow })
    if (!decided.ok) return tooLate(turn, one, decided.refusal)
    await keepEnded(turn.db, id, { state: 'recalled', by: turn.me.id, why: null }, turn.at)
    if (approval.what === 'sending' && found.state === 'scheduled')
      await setState(turn.db, found.id, 'draft', { changedAt: turn.at, scheduledFor: null })
    await writeAudit(turn.db, turn.at, turn.me.id, 'approval.recalled', `broadcast:${found.id}`)
    return answered(turn, one)
  })
}
