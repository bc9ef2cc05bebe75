import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import { authorityOf } from '#src/broadcasts/audience.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { broadcastCard } from '#src/broadcasts/broadcast-card.ts'
import { mineOf } from '#src/broadcasts/mine-store.ts'
import { findBroadcast, lockBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type FormValues, withErrors } from '#src/chat/form.ts'
import type { Message } from '#src/chat/message.ts'
import { redrawCopies } from '#src/delivery/copies.ts'
import { notify } from '#src/delivery/notice-store.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Decision } from '#src/kernel/refusal.ts'
import { writeAudit } from '#src/people/store.ts'
import { SENDER_LEFT } from '#src/responses/respond.ts'
import { askToWithdraw } from '#src/versions/ending.ts'
import { roleOut } from '#src/versions/out.ts'
import { decideOut } from '#src/versions/rules.ts'
import { interestForm, interestSentCard, whichWithdrawalCard, withdrawnByMeCard } from './cards.ts'
import { SubmitInterest } from './intents.ts'
import { interestCard, withdrawnCard } from './officer-cards.ts'
import { officersFor } from './officers.ts'
import { decideInterest, readInterest } from './rules.ts'
import { isOver } from './stages.ts'
import { interestBy, saveInterest, withdrawInterest } from './store.ts'
import { whatToWithdraw } from './withdraw-rules.ts'

/** Saying that one is interested, changing it, and taking it back. */
export const interest = { open, submit, withdraw, mayBe }

async function decided(turn: MemberTurn, found: Broadcast | null): Promise<Decision<Broadcast>> {
  if (found === null) return decideInterest(null, false, null, londonDay(turn.at))
  const { told } = await mineOf(turn.db, found.id, turn.me.id)
  const mine = await interestBy(turn.db, found.id, turn.me.id)
  return decideInterest(found, told, mine?.stage ?? null, londonDay(turn.at))
}

/** The opportunity that somebody may be interested in now, or why not. */
async function mayBe(turn: MemberTurn, id: number): Promise<Decision<Broadcast>> {
  return decided(turn, await findBroadcast(turn.db, id))
}

async function open(turn: MemberTurn, id: number): Promise<Reaction> {
  const found = await mayBe(turn, id)
  if (!found.ok) return refuse(found.refusal)
  const mine = await interestBy(turn.db, id, turn.me.id)
  const shown = mine?.withdrawnAt === null ? mine : null
  return [ask(interestForm(found.value, shown, SubmitInterest({ broadcast: id })))]
}

async function submit(turn: MemberTurn, id: number, values: FormValues): Promise<Reaction> {
  // Held still: it may be closed at this moment, or have another applicant.
  const may = await decided(turn, await lockBroadcast(turn.db, id))
  if (!may.ok) return refuse(may.refusal)
  const found = may.value
  const read = readInterest(values, londonDay(turn.at))
  if (!read.ok) {
    const form = interestForm(found, null, SubmitInterest({ broadcast: id }))
    return [ask(withErrors(form, values, read.errors))]
  }
  const officers = await officersFor(turn.db, found, turn.at)
  if (officers.length === 0) return refuse(SENDER_LEFT)
  const before = await interestBy(turn.db, id, turn.me.id)
  await saveInterest(turn.db, id, turn.me.id, read.value, turn.at)
  const mine = await interestBy(turn.db, id, turn.me.id)
  if (mine === null) throw new Error('An interest that was just saved is not there')
  await tellOfficers(turn, officers, id, interestCard(found, mine, before?.withdrawnAt === null))
  await writeAudit(turn.db, turn.at, turn.me.id, 'interest.expressed', `broadcast:${id}`)
  return [
    ...(turn.on === null ? [] : await myCard(turn, found, withdrawnByMeCard(found))),
    say(interestSentCard(found, read.value.conflict)),
  ]
}

async function withdraw(turn: MemberTurn, id: number): Promise<Reaction> {
  const found = await lockBroadcast(turn.db, id)
  const mine = await interestBy(turn.db, id, turn.me.id)
  const meant = whatToWithdraw({
    isMine: found !== null && found.authorId === turn.me.id && found.startedAt !== null,
    mayWithdrawMessage: found !== null && (await mayWithdraw(turn, found)),
    isInterested: mine?.withdrawnAt === null,
    isTyped: turn.on === null,
  })
  if (meant === 'message') return roleOut(turn, id, async (out) => askToWithdraw(turn, out))
  if (found !== null && meant !== 'interest' && meant !== 'nothing')
    return [say(whichWithdrawalCard(found, meant === 'ask'))]
  const stage = found === null ? null : await withdrawInterest(turn.db, id, turn.me.id, turn.at)
  if (found === null || stage === null) {
    return refuse({
      happened: 'You have no interest there to withdraw',
      next: 'Type in force to see what applies to you.',
    })
  }
  if (!isOver(stage)) {
    const officers = await officersFor(turn.db, found, turn.at)
    await tellOfficers(turn, officers, id, withdrawnCard(found, turn.me.name, stage))
  }
  await writeAudit(turn.db, turn.at, turn.me.id, 'interest.withdrawn', `broadcast:${id}`)
  return myCard(turn, found, withdrawnByMeCard(found))
}

/** Whether somebody holds a role by which they may take the message itself back, their own or not. */
async function mayWithdraw(turn: MemberTurn, found: Broadcast): Promise<boolean> {
  if (found.startedAt === null || !decideOut(found).ok) return false
  return (await authorityOf(turn.db, turn.actor.roles, found, turn.at)).ok
}

/** One notice to each who runs it, in the turn's transaction. */
export async function tellOfficers(
  turn: MemberTurn,
  officers: readonly string[],
  broadcast: number,
  card: Message,
): Promise<void> {
  for (const officer of officers) await notify(turn, officer, `interest:${broadcast}`, card)
}

/** The applicant's own cards show what is so now; where none was pressed, `instead` says it. */
export async function myCard(
  turn: MemberTurn,
  found: Broadcast,
  instead: Message,
): Promise<Reaction> {
  await redrawCopies(turn, found.id, turn.me.id, turn.on)
  if (turn.on === null) return [say(instead)]
  const { mine } = await mineOf(turn.db, found.id, turn.me.id)
  return [redraw(broadcastCard(found, mine), `broadcast:${found.id}`)]
}
