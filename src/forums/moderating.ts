import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type Form, type FormValues, withErrors } from '#src/chat/form.ts'
import { redrawOthers } from '#src/delivery/copies.ts'
import { notify, notifyAll } from '#src/delivery/notice-store.ts'
import type { Redraw } from '#src/delivery/redraws.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import { writeAudit } from '#src/people/store.ts'
import type { Forum, Member, Post } from './forum.ts'
import { findForum } from './forum-store.ts'
import { forumReasonForm } from './forms.ts'
import { SubmitRemoveMember, SubmitReportPost } from './intents.ts'
import { loadMine, moderating, toldAsModerators } from './load.ts'
import {
  countMembers,
  endMembership,
  findMember,
  lockMember,
  makeModerator,
  noticesAbout,
  requestOf,
} from './member-store.ts'
import {
  MEMBERS_A_PAGE,
  memberRemovedCard,
  membersCard,
  moderatorCard,
  type Reported,
  reportedCard,
  reportSentCard,
  youModerateCard,
  youWereRemovedCard,
} from './moderating-cards.ts'
import { membersAfter, reportsOf, saveReport, settle } from './moderating-store.ts'
import { findPost } from './post-store.ts'
import { readReason } from './read-forms.ts'
import { decidePost, decideReply } from './rules.ts'

async function mayReport(
  turn: MemberTurn,
  id: number,
): Promise<Decision<Readonly<{ forum: Forum; post: Post }>>> {
  const post = await findPost(turn.db, id)
  const { forum, member } =
    post === null ? { forum: null, member: null } : await loadMine(turn, post.forumId)
  const found = decidePost(post, member)
  if (!found.ok) return found
  const open = decideReply(found.value)
  if (!open.ok) return open
  if (forum === null) throw new Error('A post is in no forum')
  return allowed({ forum, post: open.value })
}

export async function reportForm(turn: MemberTurn, id: number): Promise<Decision<Form>> {
  const may = await mayReport(turn, id)
  if (!may.ok) return may
  return allowed(
    forumReasonForm(
      'Report a post',
      'Report',
      'The moderators read what you write, and are not told who you are.',
      'What is wrong with it',
      SubmitReportPost({ post: id }),
    ),
  )
}

export async function report(turn: MemberTurn, id: number): Promise<Reaction> {
  const form = await reportForm(turn, id)
  return form.ok ? [ask(form.value)] : refuse(form.refusal)
}

export async function submitReport(
  turn: MemberTurn,
  id: number,
  values: FormValues,
): Promise<Reaction> {
  const may = await mayReport(turn, id)
  if (!may.ok) return refuse(may.refusal)
  const read = readReason(values)
  if (!read.ok) {
    const form = await reportForm(turn, id)
    return form.ok ? [ask(withErrors(form.value, values, read.errors))] : refuse(form.refusal)
  }
  const { db, me, at } = turn
  const { forum, post } = may.value
  const first = (await reportsOf(db, id)).every(({ settled }) => settled)
  await saveReport(db, { postId: id, personId: me.id, why: read.value.reason, at })
  const moderators = await toldAsModerators(db, forum, at)
  // Those that are open already show one more; a new one is told.
  if (first)
    await notifyAll(
      turn,
      moderators.map((personId) => ({ personId, dueAt: at })),
      `forum-report:${id}`,
      reportedCard(forum, await reported(db, post)),
    )
  else await redrawOthers(turn, `forum-report:${id}`, null)
  await writeAudit(db, at, me.id, 'forum.post-reported', `forum-post:${id}`)
  return [say(reportSentCard(forum, id))]
}

async function reported(db: Db | Tx, post: Post): Promise<Reported> {
  const reports = await reportsOf(db, post.id)
  return {
    post,
    author: await findMember(db, post.forumId, post.authorId),
    reports,
    settled: reports.every(({ settled }) => settled),
  }
}

export const reportRedraw: Redraw = [
  'forum-report',
  async (db, id) => {
    const post = await findPost(db, Number(id))
    const forum = post === null ? null : await findForum(db, post.forumId)
    if (post === null || forum === null) return []
    const message = reportedCard(forum, await reported(db, post))
    return (await noticesAbout(db, `forum-report:${id}`)).map((handle) => ({ handle, message }))
  },
]

export async function settleReports(turn: MemberTurn, id: number): Promise<Reaction> {
  const post = await findPost(turn.db, id)
  const may = await moderating(turn, post === null ? null : await findForum(turn.db, post.forumId))
  if (!may.ok || post === null) return refuse(may.ok ? NOT_THERE : may.refusal)
  await settle(turn.db, id, turn.me.id, turn.at)
  await writeAudit(turn.db, turn.at, turn.me.id, 'forum.report-settled', `forum-post:${id}`)
  await redrawOthers(turn, `forum-report:${id}`, turn.on)
  return [redraw(reportedCard(may.value, await reported(turn.db, post)))]
}

const NOT_THERE = {
  happened: 'There is nothing of that number for you to moderate',
  next: 'Type forums to see your forums.',
}

export async function showMembers(turn: MemberTurn, id: number, after: number): Promise<Reaction> {
  const may = await moderating(turn, await findForum(turn.db, id))
  if (!may.ok) return refuse(may.refusal)
  const rows = await membersAfter(turn.db, id, after, MEMBERS_A_PAGE)
  const members: Member[] = []
  for (const row of rows) {
    const one = await requestOf(turn.db, row.id)
    if (one !== null) members.push(one)
  }
  return [say(membersCard(may.value, members, await countMembers(turn.db, id)))]
}

/** Somebody who is in a forum that this person moderates. */
async function mayManage(
  turn: MemberTurn,
  id: number,
): Promise<Decision<Readonly<{ forum: Forum; member: Member }>>> {
  const member = await lockMember(turn.db, id)
  const may = await moderating(
    turn,
    member === null ? null : await findForum(turn.db, member.forumId),
  )
  if (!may.ok) return may
  return member?.state === 'in'
    ? allowed({ forum: may.value, member })
    : refused('They are not in the forum any more', 'There is nothing left to do.')
}

export async function setModerator(turn: MemberTurn, id: number, on: boolean): Promise<Reaction> {
  const may = await mayManage(turn, id)
  if (!may.ok) return refuse(may.refusal)
  const { forum, member } = may.value
  await makeModerator(turn.db, id, on)
  const action = on ? 'forum.moderator-made' : 'forum.moderator-ended'
  await writeAudit(turn.db, turn.at, turn.me.id, action, `forum-member:${id}`)
  if (on && member.personId !== turn.me.id)
    await notify(turn, member.personId, `forum-moderator:${forum.id}`, youModerateCard(forum))
  return [say(moderatorCard(forum, member.name, on))]
}

export async function removeMemberForm(turn: MemberTurn, id: number): Promise<Decision<Form>> {
  const may = await mayManage(turn, id)
  if (!may.ok) return may
  return allowed(
    forumReasonForm(
      'Remove a member',
      'Remove',
      `${may.value.member.name} reads your reason, and is not told who wrote it.`,
      'Reason',
      SubmitRemoveMember({ member: id }),
    ),
  )
}

export async function removeMember(turn: MemberTurn, id: number): Promise<Reaction> {
  const form = await removeMemberForm(turn, id)
  return form.ok ? [ask(form.value)] : refuse(form.refusal)
}

export async function submitRemoveMember(
  turn: MemberTurn,
  id: number,
  values: FormValues,
): Promise<Reaction> {
  const may = await mayManage(turn, id)
  if (!may.ok) return refuse(may.refusal)
  const read = readReason(values)
  if (!read.ok) {
    const form = await removeMemberForm(turn, id)
    return form.ok ? [ask(withErrors(form.value, values, read.errors))] : refuse(form.refusal)
  }
  const { db, me, at } = turn
  const { forum, member } = may.value
  const { reason } = read.value
  await endMembership(db, member, { state: 'removed', by: me.id, reason, at })
  await notify(
    turn,
    member.personId,
    `forum-removed:${forum.id}`,
    youWereRemovedCard(forum, reason),
  )
  await writeAudit(db, at, me.id, 'forum.member-removed', `forum-member:${id}`)
  return [say(memberRemovedCard(forum, member.name))]
}
