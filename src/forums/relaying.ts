import { bankHolidays } from '#src/attention/store.ts'
import { notifyAll, askRedraw } from '#src/delivery/notice-store.ts'
import type { Prepare } from '#src/delivery/prepare.ts'
import type { Redraw } from '#src/delivery/redraws.ts'
import type { Tx } from '#src/kernel/db.ts'
import type { Queue } from '#src/kernel/queue.ts'
import { duesFor } from '#src/subscriptions/rules.ts'
import type { Forum, Post } from './forum.ts'
import { findForum } from './forum-store.ts'
import { findMember, readersOf } from './member-store.ts'
import { postCard } from './post-cards.ts'
import { answersTo, cardsOf, findPost, keepForDigest, saveCards } from './post-store.ts'

type Tools = Readonly<{ db: Tx; queue: Pick<Queue, 'add'>; at: Date; newId: () => string }>

/**
 * Sends a post to every other member, in the caller's transaction and in a fixed number of statements, however many they
 * are: one notice each, or one line each for their next digest.
 */
export async function relay(tools: Tools, forum: Forum, post: Post): Promise<void> {
  const { db, at } = tools
  const readers = await readersOf(db, forum.id, post.authorId)
  const dues = duesFor(readers, 'routine', at, await bankHolidays(db), null)
  const planned = readers.flatMap(({ personId }, n) => {
    const due = dues[n]
    return due === undefined ? [] : [{ personId, due, dueAt: due.at }]
  })
  const now = planned.filter(({ due }) => due.state === 'waiting')
  const card = postCard(forum, post, 'member')
  await notifyAll(tools, now, `forum-post:${post.id}`, card, BEHIND)
  await keepForDigest(
    db,
    post.id,
    planned.filter(({ due }) => due.state === 'digest'),
  )
}

/** Hundreds of cards of one post let every answer and reminder by. */
const BEHIND = 5

/**
 * A post that changed, or is gone: everywhere that it stands, and where it is quoted. What has not left says so when it
 * leaves, and nothing of what it said before is kept with the notices.
 */
export async function showAnew(
  tools: Readonly<{ db: Tx; queue: Pick<Queue, 'add'> }>,
  id: number,
): Promise<void> {
  const { db } = tools
  for (const one of [id, ...(await answersTo(db, id))]) {
    const found = await load(db, one)
    if (found === null) continue
    await saveCards(db, one, postCard(found.forum, found.post, 'member'))
    await askRedraw(tools, `forum-post:${one}`)
  }
}

async function load(
  db: Parameters<typeof findPost>[0],
  id: number,
): Promise<Readonly<{ forum: Forum; post: Post }> | null> {
  const post = await findPost(db, id)
  const forum = post === null ? null : await findForum(db, post.forumId)
  return post === null || forum === null ? null : { forum, post }
}

/** Every card of a post as it is now; "12:person" is that one reader's. */
export const postRedraw: Redraw = [
  'forum-post',
  async (db, rest) => {
    const [id = '', reader = null] = rest.split(':')
    const found = await load(db, Number(id))
    if (found === null) return []
    const { forum, post } = found
    return (await cardsOf(db, post.id, reader)).map(({ personId, handle }) => ({
      handle,
      message: postCard(forum, post, personId === post.authorId ? 'author' : 'member'),
    }))
  },
]

/** A post leaves as it is then; not when it was removed, or its reader has left the forum or muted it. */
export const leavingPost: Prepare = [
  'forum-post',
  async (db, { about, personId }) => {
    const found = await load(db, Number(about.split(':')[1]))
    if (found === null || found.post.removedAt !== null) return { is: 'gone' }
    const reader = await findMember(db, found.forum.id, personId)
    if (reader?.state !== 'in' || reader.muted) return { is: 'gone' }
    return { is: 'go', message: postCard(found.forum, found.post, 'member') }
  },
]
