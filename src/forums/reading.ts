import { type MemberTurn, refuse, say } from '#src/app/turn.ts'
import type { Reaction, Step } from '#src/chat/chat-platform.ts'
import { button } from '#src/chat/message.ts'
import { londonDay } from '#src/kernel/london.ts'
import { count } from '#src/kernel/words.ts'
import { forumCard, forumsCard, moreOfForumCard, type Seen } from './cards.ts'
import { decideEntry } from './eligibility.ts'
import type { Forum, Post } from './forum.ts'
import { findForum, forumsFor } from './forum-store.ts'
import { ReadForum, ShowThread } from './intents.ts'
import { candidateFor, loadMine, seenBy } from './load.ts'
import { membershipsOf } from './member-store.ts'
import { pageEndCard, postCard } from './post-cards.ts'
import { findPost, page, thread } from './post-store.ts'
import { decideMember, decidePost, mayOpenForums, NO_FORUM } from './rules.ts'

/** Posts at once: each is a card of its own, that follows what becomes of its post. */
const A_PAGE = 5

/** The forums that somebody is in, those they asked to join, and those they may. */
export async function listForums(turn: MemberTurn): Promise<Reaction> {
  const { db, me, at } = turn
  const today = londonDay(at)
  const mine = await membershipsOf(db, me.id)
  const all: Seen[] = []
  for (const forum of await forumsFor(db, me.id, today)) {
    const member = mine.get(forum.id) ?? null
    if (member?.state === 'in' || member?.state === 'asked' || (await mayJoin(turn, forum, today)))
      all.push(await seenBy(turn, forum, member))
  }
  return [say(forumsCard(all, mayOpenForums(turn.actor.roles)))]
}

async function mayJoin(turn: MemberTurn, forum: Forum, today: string): Promise<boolean> {
  const who = await candidateFor(turn, forum)
  return decideEntry(forum.eligibility, forum.joining, who, today).is !== 'no'
}

export async function showForum(turn: MemberTurn, id: number): Promise<Reaction> {
  const { forum, member } = await loadMine(turn, id)
  return forum === null ? refuse(NO_FORUM) : [say(forumCard(await seenBy(turn, forum, member)))]
}

/** For a member alone: what else can be done with the forum. */
export async function moreOfForum(turn: MemberTurn, id: number): Promise<Reaction> {
  const { forum, member } = await loadMine(turn, id)
  const found = decideMember(forum, member)
  return found.ok
    ? [say(moreOfForumCard(await seenBy(turn, found.value.forum, found.value.member)))]
    : refuse(found.refusal)
}

/** Each as a card that follows its post. */
export const cardsFor = (turn: MemberTurn, forum: Forum, posts: readonly Post[]): readonly Step[] =>
  posts.map((post) =>
    say(
      postCard(forum, post, post.authorId === turn.me.id ? 'author' : 'member'),
      `forum-post:${post.id}`,
    ),
  )

export async function readForum(
  turn: MemberTurn,
  id: number,
  where: Readonly<{ before: number; after: number }>,
): Promise<Reaction> {
  const { forum, member } = await loadMine(turn, id)
  const found = decideMember(forum, member)
  if (!found.ok) return refuse(found.refusal)
  const posts = await page(turn.db, id, where, A_PAGE)
  const [first, last] = [posts[0], posts.at(-1)]
  const full = posts.length === A_PAGE
  const earlier =
    first !== undefined && (full || where.after > 0)
      ? [button('Earlier posts', ReadForum({ forum: id, before: first.id, after: 0 }))]
      : []
  const later =
    last !== undefined && where.before + where.after > 0
      ? [button('Later posts', ReadForum({ forum: id, before: 0, after: last.id }))]
      : []
  const title = posts.length === 0 ? 'There are no more posts there' : count(posts.length, 'post')
  return [
    ...cardsFor(turn, found.value.forum, posts),
    say(pageEndCard(found.value.forum, title, [...earlier, ...later])),
  ]
}

async function postFor(turn: MemberTurn, id: number) {
  const post = await findPost(turn.db, id)
  const { member } = post === null ? { member: null } : await loadMine(turn, post.forumId)
  return decidePost(post, member)
}

export async function showPost(turn: MemberTurn, id: number): Promise<Reaction> {
  const found = await postFor(turn, id)
  if (!found.ok) return refuse(found.refusal)
  const forum = await findForum(turn.db, found.value.forumId)
  return forum === null ? [] : [...cardsFor(turn, forum, [found.value])]
}

/** A thread from its beginning, in the order in which it was written. */
export async function showThread(turn: MemberTurn, id: number, after: number): Promise<Reaction> {
  const found = await postFor(turn, id)
  if (!found.ok) return refuse(found.refusal)
  const forum = await findForum(turn.db, found.value.forumId)
  if (forum === null) return []
  const root = found.value.rootId ?? id
  const posts = await thread(turn.db, root, after, A_PAGE + 1)
  const shown = posts.slice(0, A_PAGE)
  const more =
    posts.length > A_PAGE
      ? [button('More of the thread', ShowThread({ post: id, after: shown.at(-1)?.id ?? 0 }))]
      : []
  return [
    ...cardsFor(turn, forum, shown),
    say(pageEndCard(forum, `${count(shown.length, 'post')} of this thread`, more)),
  ]
}
