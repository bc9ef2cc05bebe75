import { refusalCard } from '#src/app/cards.ts'
import { ask, type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type Form, type FormValues, withErrors } from '#src/chat/form.ts'
import { button } from '#src/chat/message.ts'
import { askRedraw } from '#src/delivery/notice-store.ts'
import { londonDay } from '#src/kernel/london.ts'
import { allowed, type Decision, type Refusal } from '#src/kernel/refusal.ts'
import { writeAudit } from '#src/people/store.ts'
import type { Forum, Member, Post } from './forum.ts'
import { postForm, forumReasonForm } from './forms.ts'
import {
  SavePost,
  ShowGuidelines,
  SubmitPost,
  SubmitRemovePost,
  SubmitReplyPost,
} from './intents.ts'
import { loadMine, moderating } from './load.ts'
import { settle } from './moderating-store.ts'
import { postCard } from './post-cards.ts'
import { findPost, insertPost, lockPost, saveBody, takeAway } from './post-store.ts'
import { readPost, readReason } from './read-forms.ts'
import { relay, showAnew } from './relaying.ts'
import {
  decideEdit,
  decidePost,
  decideRemoval,
  decideReply,
  decideWriting,
  NO_POST,
} from './rules.ts'

type Place = Readonly<{ forum: Forum; member: Member }>

/** Where somebody may write at this moment. */
async function mayWrite(turn: MemberTurn, id: number): Promise<Decision<Place>> {
  const { forum, member } = await loadMine(turn, id)
  return decideWriting(forum, member, londonDay(turn.at))
}

/** Says why, with the guidelines one press away. */
const refuseWriting = (forum: number, refusal: Refusal): Reaction => [
  say(refusalCard(refusal, [button('The guidelines', ShowGuidelines({ forum }))])),
]

export async function postFormOf(turn: MemberTurn, id: number): Promise<Decision<Form>> {
  const may = await mayWrite(turn, id)
  return may.ok ? allowed(postForm(may.value.forum, null, '', SubmitPost({ forum: id }))) : may
}

export async function write(turn: MemberTurn, id: number): Promise<Reaction> {
  const form = await postFormOf(turn, id)
  return form.ok ? [ask(form.value)] : refuseWriting(id, form.refusal)
}

export async function submitPost(
  turn: MemberTurn,
  id: number,
  values: FormValues,
): Promise<Reaction> {
  const may = await mayWrite(turn, id)
  const { forum } = await loadMine(turn, id)
  if (!may.ok) {
    // What was typed in a form is given back with the reason: only there would it be lost.
    const lost = forum !== null && !turn.typed
    return lost
      ? [ask(keeping(postForm(forum, null, '', SubmitPost({ forum: id })), values, may.refusal))]
      : refuseWriting(id, may.refusal)
  }
  return publish(turn, may.value, null, values)
}

const keeping = (form: Form, values: FormValues, { happened, next }: Refusal): Form =>
  withErrors(form, values, { text: `${happened}. ${next}`.slice(0, 300) })

/** A post that somebody may read, and where it stands. */
async function found(
  turn: MemberTurn,
  id: number,
): Promise<Decision<Readonly<{ post: Post; forum: Forum; member: Member }>>> {
  const post = await findPost(turn.db, id)
  const { forum, member } =
    post === null ? { forum: null, member: null } : await loadMine(turn, post.forumId)
  const may = decidePost(post, member)
  if (!may.ok) return may
  if (forum === null || member === null) throw new Error('A post is in no forum')
  return allowed({ post: may.value, forum, member })
}

async function mayReply(
  turn: MemberTurn,
  id: number,
): Promise<Decision<Readonly<{ place: Place; post: Post }>>> {
  const one = await found(turn, id)
  if (!one.ok) return one
  const open = decideReply(one.value.post)
  if (!open.ok) return open
  const may = await mayWrite(turn, open.value.forumId)
  return may.ok ? allowed({ place: may.value, post: open.value }) : may
}

export async function replyFormOf(turn: MemberTurn, id: number): Promise<Decision<Form>> {
  const may = await mayReply(turn, id)
  return may.ok
    ? allowed(postForm(may.value.place.forum, may.value.post, '', SubmitReplyPost({ post: id })))
    : may
}

export async function reply(turn: MemberTurn, id: number): Promise<Reaction> {
  const form = await replyFormOf(turn, id)
  if (form.ok) return [ask(form.value)]
  const one = await found(turn, id)
  return one.ok ? refuseWriting(one.value.forum.id, form.refusal) : refuse(form.refusal)
}

/** A reply to a post: from its form, from a typed line, or typed in reply to its card. */
export async function submitReply(
  turn: MemberTurn,
  id: number,
  values: FormValues,
): Promise<Reaction> {
  const may = await mayReply(turn, id)
  if (may.ok) return publish(turn, may.value.place, may.value.post, values)
  const one = await found(turn, id)
  if (!one.ok) return refuse(may.refusal)
  const { forum, post } = one.value
  return turn.typed
    ? refuseWriting(forum.id, may.refusal)
    : [ask(keeping(postForm(forum, post, '', SubmitReplyPost({ post: id })), values, may.refusal))]
}

async function publish(
  turn: MemberTurn,
  { forum, member }: Place,
  answered: Post | null,
  values: FormValues,
): Promise<Reaction> {
  const intent =
    answered === null ? SubmitPost({ forum: forum.id }) : SubmitReplyPost({ post: answered.id })
  const read = readPost(values)
  if (!read.ok) return [ask(withErrors(postForm(forum, answered, '', intent), values, read.errors))]
  const { db, me, at } = turn
  const id = await insertPost(db, {
    forumId: forum.id,
    authorId: me.id,
    rootId: answered === null ? null : (answered.rootId ?? answered.id),
    replyTo: answered?.id ?? null,
    body: read.value.text,
    named: member.named,
    at,
  })
  const post = await findPost(db, id)
  if (post === null) throw new Error('A post that was just saved is not there')
  await relay(turn, forum, post)
  await writeAudit(db, at, me.id, 'forum.posted', `forum-post:${id}`)
  return [say(postCard(forum, post, 'author'), `forum-post:${id}`)]
}

async function mayEdit(
  turn: MemberTurn,
  id: number,
): Promise<Decision<Readonly<{ place: Place; post: Post }>>> {
  const one = await found(turn, id)
  if (!one.ok) return one
  const own = decideEdit(one.value.post, turn.me.id)
  if (!own.ok) return own
  const may = await mayWrite(turn, own.value.forumId)
  return may.ok ? allowed({ place: may.value, post: own.value }) : may
}

export async function editFormOf(turn: MemberTurn, id: number): Promise<Decision<Form>> {
  const may = await mayEdit(turn, id)
  if (!may.ok) return may
  const { place, post } = may.value
  return allowed({
    ...postForm(place.forum, null, post.body, SavePost({ post: id })),
    submit: 'Save',
  })
}

export async function edit(turn: MemberTurn, id: number): Promise<Reaction> {
  const form = await editFormOf(turn, id)
  return form.ok ? [ask(form.value)] : refuse(form.refusal)
}

export async function savePost(
  turn: MemberTurn,
  id: number,
  values: FormValues,
): Promise<Reaction> {
  await lockPost(turn.db, id)
  const may = await mayEdit(turn, id)
  if (!may.ok) return refuse(may.refusal)
  const read = readPost(values)
  if (!read.ok) {
    const form = await editFormOf(turn, id)
    return form.ok ? [ask(withErrors(form.value, values, read.errors))] : refuse(form.refusal)
  }
  const { db, me, at } = turn
  await saveBody(db, id, read.value.text, at)
  await writeAudit(db, at, me.id, 'forum.post-changed', `forum-post:${id}`)
  return anew(turn, id)
}

/** Shows a post as it is now: here at once, and everywhere else by jobs. */
async function anew(turn: MemberTurn, id: number): Promise<Reaction> {
  await showAnew(turn, id)
  const one = await found(turn, id)
  if (!one.ok) return []
  const { forum, post } = one.value
  const viewer = post.authorId === turn.me.id ? 'author' : 'member'
  return [redraw(postCard(forum, post, viewer), `forum-post:${id}`)]
}

type Removing = Readonly<{ post: Post; forum: Forum; as: 'author' | 'moderator' }>

/** A moderator who stands in is no member, and may remove all the same. */
async function mayRemove(turn: MemberTurn, id: number): Promise<Decision<Removing>> {
  const post = await lockPost(turn.db, id)
  const { forum, member } =
    post === null ? { forum: null, member: null } : await loadMine(turn, post.forumId)
  const moderates = (await moderating(turn, forum)).ok
  if (post === null || forum === null || (!moderates && member?.state !== 'in')) return NO_POST
  const as = decideRemoval(post, turn.me.id, moderates)
  return as.ok ? allowed({ post, forum, as: as.value }) : as
}

export async function removeFormOf(turn: MemberTurn, id: number): Promise<Decision<Form>> {
  const may = await mayRemove(turn, id)
  if (!may.ok) return may
  return allowed(
    forumReasonForm(
      'Remove a post',
      'Remove',
      'Members see your reason in its place. They are not told who removed it.',
      'Reason',
      SubmitRemovePost({ post: id }),
    ),
  )
}

/** An author takes back without a reason; a moderator is asked for one. */
export async function remove(turn: MemberTurn, id: number): Promise<Reaction> {
  const may = await mayRemove(turn, id)
  if (!may.ok) return refuse(may.refusal)
  if (may.value.as === 'author') return take(turn, id, null)
  const form = await removeFormOf(turn, id)
  return form.ok ? [ask(form.value)] : refuse(form.refusal)
}

export async function submitRemoval(
  turn: MemberTurn,
  id: number,
  values: FormValues,
): Promise<Reaction> {
  const may = await mayRemove(turn, id)
  if (!may.ok) return refuse(may.refusal)
  const read = readReason(values)
  if (!read.ok) {
    const form = await removeFormOf(turn, id)
    return form.ok ? [ask(withErrors(form.value, values, read.errors))] : refuse(form.refusal)
  }
  return take(turn, id, may.value.as === 'author' ? null : read.value.reason)
}

async function take(turn: MemberTurn, id: number, why: string | null): Promise<Reaction> {
  const { db, me, at } = turn
  await takeAway(db, id, { by: me.id, why, at })
  await settle(db, id, me.id, at)
  await askRedraw(turn, `forum-report:${id}`)
  await writeAudit(db, at, me.id, 'forum.post-removed', `forum-post:${id}`)
  return anew(turn, id)
}
