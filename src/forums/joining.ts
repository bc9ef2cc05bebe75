import { refusalCard } from '#src/app/cards.ts'
import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type Form, type FormValues, withErrors } from '#src/chat/form.ts'
import { redrawOthers } from '#src/delivery/copies.ts'
import { notify, notifyAll } from '#src/delivery/notice-store.ts'
import { dateWords, londonDay } from '#src/kernel/london.ts'
import { type Decision, allowed, refused } from '#src/kernel/refusal.ts'
import { writeAudit } from '#src/people/store.ts'
import { guidelinesAcceptedCard, guidelinesCard, leftForumCard } from './cards.ts'
import {
  askedToJoinCard,
  joinDeclinedCard,
  joinRequestCard,
  forumWelcomeCard,
} from './joining-cards.ts'
import { decideEntry, type Eligibility, sameClass, unmetWords } from './eligibility.ts'
import type { Forum, Member } from './forum.ts'
import { findForum, guidelinesOf } from './forum-store.ts'
import { type ClassAsked, forumReasonForm, joinForumForm } from './forms.ts'
import { SubmitDecline, SubmitJoinForum } from './intents.ts'
import { candidateFor, loadMine, moderating, toldAsModerators } from './load.ts'
import {
  accept,
  confirmClass,
  endMembership,
  findMember,
  lockMember,
  saveAnswer,
  saveAsking,
} from './member-store.ts'
import { readJoin, readReason } from './read-forms.ts'
import { decideJoining, decideMember, NO_FORUM } from './rules.ts'

type Open = Readonly<{
  forum: Forum
  /** Whether a moderator answers. */
  asks: boolean
  asked: ClassAsked | null
}>

/** Whether somebody may join at this moment, and how. */
async function mayJoin(turn: MemberTurn, id: number): Promise<Decision<Open>> {
  const { forum, member } = await loadMine(turn, id)
  const today = londonDay(turn.at)
  const open = decideJoining(forum, member, today)
  if (!open.ok) return open
  const { eligibility, joining, eligibleName, name } = open.value
  const who = await candidateFor(turn, open.value)
  // Whoever was removed comes back only through a moderator.
  const entry = decideEntry(eligibility, member?.state === 'removed' ? 'ask' : joining, who, today)
  if (entry.is !== 'no') {
    const asks = entry.is === 'ask'
    const asked = asks ? await classAsked(turn, open.value, who.classes) : null
    return allowed({ forum: open.value, asks, asked })
  }
  return refused(
    `You may not join ${name}: ${unmetWords(eligibility, entry.unmet, eligibleName)}`,
    'If that is not right, check your details and your roles: type details, or ask your liaison lead.',
  )
}

/** Of this forum, or of the one that its members move to. */
async function classAsked(
  turn: MemberTurn,
  { eligibility, nextForum }: Forum,
  classes: readonly string[],
): Promise<ClassAsked | null> {
  const own = lacking(eligibility, classes)
  const { othersUntil } = eligibility
  if (own !== null)
    return othersUntil !== null && londonDay(turn.at) <= othersUntil
      ? { name: own, must: false, until: dateWords(othersUntil) }
      : { name: own, must: true }
  const next = nextForum === null ? null : await findForum(turn.db, nextForum.id)
  const later = next === null ? null : lacking(next.eligibility, classes)
  return next === null || later === null ? null : { name: later, must: false, next: next.name }
}

const lacking = ({ memberClass }: Eligibility, classes: readonly string[]): string | null =>
  memberClass === null || classes.some((one) => sameClass(one, memberClass)) ? null : memberClass

const formOf = ({ forum, asked, asks }: Open): Form =>
  joinForumForm(forum, asked, asks, SubmitJoinForum({ forum: forum.id }))

export async function joinForm(turn: MemberTurn, id: number): Promise<Decision<Form>> {
  const may = await mayJoin(turn, id)
  return may.ok ? allowed(formOf(may.value)) : may
}

export async function join(turn: MemberTurn, id: number): Promise<Reaction> {
  const form = await joinForm(turn, id)
  return form.ok ? [ask(form.value)] : refuse(form.refusal)
}

export async function submitJoin(
  turn: MemberTurn,
  id: number,
  values: FormValues,
): Promise<Reaction> {
  const may = await mayJoin(turn, id)
  if (!may.ok) return refuse(may.refusal)
  const { forum, asks: byModerator, asked } = may.value
  const form = formOf(may.value)
  const read = readJoin(values)
  if (!read.ok) return [ask(withErrors(form, values, read.errors))]
  const { hasClass, ...given } = read.value
  if (asked?.must === true && !hasClass)
    return [
      ask(
        withErrors(form, values, {
          hasClass: 'Only people with this membership may join. Tick it if you have it',
        }),
      ),
    ]
  const { db, me, at } = turn
  const asking = { ...given, saidClass: asked !== null && hasClass ? asked.name : null }
  if (!byModerator) {
    await saveAsking(db, id, me.id, asking, 'in', at)
    await writeAudit(db, at, me.id, 'forum.joined', `forum:${id}`)
    return [say(forumWelcomeCard(forum))]
  }
  const moderators = await toldAsModerators(db, forum, at)
  if (moderators.length === 0)
    return refuse({
      happened: `Nobody can answer you for ${forum.name} now`,
      next: 'It has no moderator. Tell your liaison lead.',
    })
  const member = await saveAsking(db, id, me.id, asking, 'asked', at)
  const asks = await lockMember(db, member)
  if (asks === null) throw new Error('A request that was just saved is not there')
  const people = moderators.map((personId) => ({ personId, dueAt: at }))
  await notifyAll(turn, people, `forum-request:${member}`, joinRequestCard(forum, asks))
  await writeAudit(db, at, me.id, 'forum.asked-to-join', `forum:${id}`)
  return [say(askedToJoinCard(forum))]
}

/** A request that this person may answer at this moment. */
async function mayAnswer(
  turn: MemberTurn,
  id: number,
): Promise<Decision<Readonly<{ forum: Forum; asks: Member }>>> {
  const asks = await lockMember(turn.db, id)
  const may = await moderating(turn, asks === null ? null : await findForum(turn.db, asks.forumId))
  if (!may.ok) return may
  if (asks?.state !== 'asked')
    return refused('That request was answered already', 'There is nothing left to do.')
  return allowed({ forum: may.value, asks })
}

export async function acceptMember(turn: MemberTurn, id: number): Promise<Reaction> {
  const may = await mayAnswer(turn, id)
  if (!may.ok) return refuse(may.refusal)
  const { db, me, at } = turn
  const { forum, asks } = may.value
  if (asks.saidClass !== null) await confirmClass(db, asks.personId, asks.saidClass, me.id, at)
  await saveAnswer(db, id, { state: 'in', by: me.id, reason: null, at })
  await notify(turn, asks.personId, `forum-welcome:${forum.id}`, forumWelcomeCard(forum))
  return answered(turn, forum, id, 'forum.accepted')
}

export async function declineForm(turn: MemberTurn, id: number): Promise<Decision<Form>> {
  const may = await mayAnswer(turn, id)
  if (!may.ok) return may
  return allowed(
    forumReasonForm(
      'Decline a request',
      'Decline',
      'Whoever asked reads your reason. They are not told who wrote it.',
      'Reason',
      SubmitDecline({ member: id }),
    ),
  )
}

export async function decline(turn: MemberTurn, id: number): Promise<Reaction> {
  const form = await declineForm(turn, id)
  return form.ok ? [ask(form.value)] : refuse(form.refusal)
}

export async function submitDecline(
  turn: MemberTurn,
  id: number,
  values: FormValues,
): Promise<Reaction> {
  const may = await mayAnswer(turn, id)
  if (!may.ok) return refuse(may.refusal)
  const read = readReason(values)
  if (!read.ok) {
    const form = await declineForm(turn, id)
    return form.ok ? [ask(withErrors(form.value, values, read.errors))] : refuse(form.refusal)
  }
  const { forum, asks } = may.value
  const { reason } = read.value
  await saveAnswer(turn.db, id, { state: 'declined', by: turn.me.id, reason, at: turn.at })
  await notify(turn, asks.personId, `forum-declined:${forum.id}`, joinDeclinedCard(forum, reason))
  return answered(turn, forum, id, 'forum.declined')
}

/** Every moderator's card of the request says how it was answered. */
async function answered(
  turn: MemberTurn,
  forum: Forum,
  id: number,
  action: string,
): Promise<Reaction> {
  await writeAudit(turn.db, turn.at, turn.me.id, action, `forum-member:${id}`)
  await redrawOthers(turn, `forum-request:${id}`, turn.on)
  const asks = await lockMember(turn.db, id)
  return asks === null ? [] : [redraw(joinRequestCard(forum, asks))]
}

export async function leaveForum(turn: MemberTurn, id: number): Promise<Reaction> {
  const { forum, member } = await loadMine(turn, id)
  const found = decideMember(forum, member)
  if (!found.ok) return refuse(found.refusal)
  const { db, me, at } = turn
  await endMembership(db, found.value.member, { state: 'left', by: me.id, reason: null, at })
  await writeAudit(db, at, me.id, 'forum.left', `forum:${id}`)
  return [say(leftForumCard(found.value.forum))]
}

export async function showGuidelines(turn: MemberTurn, id: number): Promise<Reaction> {
  const { forum, member } = await loadMine(turn, id)
  if (forum === null) return refuse(NO_FORUM)
  const accepted = member?.state === 'in' ? member.accepted : null
  return [say(guidelinesCard(forum, await guidelinesOf(turn.db, forum), accepted))]
}

/** Accepts the version that was read: where another is in force by now, that one is shown first. */
export async function acceptGuidelines(
  turn: MemberTurn,
  id: number,
  version: number,
): Promise<Reaction> {
  const { forum, member } = await loadMine(turn, id)
  const found = decideMember(forum, member)
  if (!found.ok) return refuse(found.refusal)
  const { db, me, at } = turn
  const now = await guidelinesOf(db, found.value.forum)
  if (version !== now.version)
    return [
      say(
        refusalCard({
          happened: `Version ${version} of the guidelines is not in force`,
          next: `Read version ${now.version}, and accept that one.`,
        }),
      ),
      say(guidelinesCard(found.value.forum, now, found.value.member.accepted)),
    ]
  await accept(db, id, version, me.id, at)
  await writeAudit(db, at, me.id, 'forum.guidelines-accepted', `forum:${id}:${version}`)
  const again = await findMember(db, id, me.id)
  return [
    redraw(guidelinesCard(found.value.forum, now, again?.accepted ?? version)),
    ...(turn.on === null ? [] : [say(guidelinesAcceptedCard(found.value.forum, version))]),
  ]
}
