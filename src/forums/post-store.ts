import { type RawBuilder, sql } from 'kysely'
import { type MessageHandle, PlatformName } from '#src/chat/chat-platform.ts'
import type { Message } from '#src/chat/message.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Due } from '#src/subscriptions/rules.ts'
import type { Post } from './forum.ts'
import { shownName } from './naming.ts'

type Row = Readonly<{
  id: number
  forumId: number
  authorId: string
  chathamHouse: boolean
  named: boolean
  name: string
  memberNamed: boolean
  rootId: number | null
  body: string
  at: Date
  editedAt: Date | null
  removedAt: Date | null
  removedBy: string | null
  removedWhy: string | null
  replies: number
  replyTo: number | null
  replyNamed: boolean | null
  replyName: string | null
  replyMemberNamed: boolean | null
  replyBody: string | null
  replyRemoved: boolean | null
}>

const ORDERS = {
  asc: sql`p.id`,
  desc: sql`p.id desc`,
  threads: sql`coalesce(p.root_id, p.id), p.id`,
}

/** The alias p of forum_posts is what `which` speaks of. */
async function posts(
  db: Db | Tx,
  which: RawBuilder<unknown>,
  order: keyof typeof ORDERS,
  most: number,
): Promise<readonly Post[]> {
  const { rows } = await sql<Row>`
    select p.id, p.forum_id, p.author_id, f.chatham_house, p.named, a.name, coalesce(m.named, false) as member_named,
      p.root_id, p.body, p.at, p.edited_at, p.removed_at, p.removed_by, p.removed_why,
      (select count(*)::int from forum_posts c where c.root_id = coalesce(p.root_id, p.id) and c.removed_at is null) as replies,
      p.reply_to, r.named as reply_named, ra.name as reply_name, coalesce(rm.named, false) as reply_member_named,
      r.body as reply_body, r.removed_at is not null as reply_removed
    from forum_posts p
    join forums f on f.id = p.forum_id
    join people a on a.id = p.author_id
    left join forum_members m on m.forum_id = p.forum_id and m.person_id = p.author_id
    left join forum_posts r on r.id = p.reply_to
    left join people ra on ra.id = r.author_id
    left join forum_members rm on rm.forum_id = r.forum_id and rm.person_id = r.author_id
    where ${which}
    order by ${ORDERS[order]} limit ${most}`.execute(db)
  return rows.map(postOf)
}

const postOf = (row: Row): Post => ({
  id: row.id,
  forumId: row.forumId,
  authorId: row.authorId,
  authorName: shownName(row.chathamHouse, row, { name: row.name, named: row.memberNamed }),
  rootId: row.rootId,
  replyTo: row.replyTo === null ? null : { id: row.replyTo, ...answered(row) },
  body: row.body,
  at: row.at,
  editedAt: row.editedAt,
  removedAt: row.removedAt,
  removedByAuthor: row.removedBy === row.authorId,
  removedWhy: row.removedWhy,
  replies: row.replies,
})

const answered = (row: Row) => ({
  authorName: shownName(
    row.chathamHouse,
    { named: row.replyNamed === true },
    { name: row.replyName ?? '', named: row.replyMemberNamed === true },
  ),
  body: row.replyBody ?? '',
  removed: row.replyRemoved === true,
})

export async function findPost(db: Db | Tx, id: number): Promise<Post | null> {
  const [post] = await posts(db, sql`p.id = ${id}`, 'asc', 1)
  return post ?? null
}

/** The same, held still: an edit and a removal meet here. */
export async function lockPost(db: Tx, id: number): Promise<Post | null> {
  await db.selectFrom('forumPosts').where('id', '=', id).select('id').forNoKeyUpdate().execute()
  return findPost(db, id)
}

/** At most `most` of a forum before or after a post (0 for the newest), the oldest first; what was removed is left out. */
export async function page(
  db: Db | Tx,
  forum: number,
  { before, after }: Readonly<{ before: number; after: number }>,
  most: number,
): Promise<readonly Post[]> {
  const here = sql`p.forum_id = ${forum} and p.removed_at is null`
  if (after > 0) return posts(db, sql`${here} and p.id > ${after}`, 'asc', most)
  const earlier = before > 0 ? sql`${here} and p.id < ${before}` : here
  return (await posts(db, earlier, 'desc', most)).toReversed()
}

/** A thread from its beginning on, after a post of it. */
export async function thread(
  db: Db | Tx,
  root: number,
  after: number,
  most: number,
): Promise<readonly Post[]> {
  return posts(db, sql`(p.id = ${root} or p.root_id = ${root}) and p.id > ${after}`, 'asc', most)
}

/** All of a forum, thread by thread and each in order, after a post of it (0 for the start); what was removed says so. */
export async function archivePosts(
  db: Db | Tx,
  forum: number,
  after: number,
  most: number,
): Promise<readonly Post[]> {
  const here = sql`p.forum_id = ${forum}`
  const further = sql`${here} and (coalesce(p.root_id, p.id), p.id) >
    (select coalesce(l.root_id, l.id), l.id from forum_posts l where l.id = ${after})`
  return posts(db, after > 0 ? further : here, 'threads', most)
}

/** The newest that answer a search, each word of which is in them. */
export async function search(
  db: Db | Tx,
  forum: number,
  words: string,
  most: number,
): Promise<readonly Post[]> {
  return posts(
    db,
    sql`p.forum_id = ${forum} and p.removed_at is null
      and to_tsvector('english', p.body) @@ websearch_to_tsquery('english', ${words})`,
    'desc',
    most,
  )
}

export async function insertPost(
  db: Tx,
  post: Readonly<{
    forumId: number
    authorId: string
    rootId: number | null
    replyTo: number | null
    body: string
    named: boolean
    at: Date
  }>,
): Promise<number> {
  const { id } = await db
    .insertInto('forumPosts')
    .values({ ...post, editedAt: null, removedAt: null, removedBy: null, removedWhy: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function saveBody(db: Tx, id: number, body: string, at: Date): Promise<void> {
  await db.updateTable('forumPosts').set({ body, editedAt: at }).where('id', '=', id).execute()
}

/** Takes a post away: its words go with it, for whoever has the table as for everybody else. */
export async function takeAway(
  db: Tx,
  id: number,
  { by, why, at }: Readonly<{ by: string; why: string | null; at: Date }>,
): Promise<void> {
  await db
    .updateTable('forumPosts')
    .set({ body: '', removedAt: at, removedBy: by, removedWhy: why })
    .where('id', '=', id)
    .execute()
  await db
    .deleteFrom('forumWaiting')
    .where('postId', '=', id)
    .where('noticeId', 'is', null)
    .execute()
}

/** The posts that quote one: their cards change with it. */
export async function answersTo(db: Tx, id: number): Promise<readonly number[]> {
  const rows = await db.selectFrom('forumPosts').where('replyTo', '=', id).select('id').execute()
  return rows.map((row) => row.id)
}

/** Keeps posts for the next digest of some readers, all in one statement. */
export async function keepForDigest(
  db: Tx,
  post: number,
  readers: readonly Readonly<{ personId: string; due: Due }>[],
): Promise<void> {
  if (readers.length === 0) return
  await sql`
    insert into forum_waiting (post_id, person_id, due_at)
    select ${post}, person_id, due_at from unnest(
      ${readers.map(({ personId }) => personId)}::uuid[], ${readers.map(({ due }) => due.at.toISOString())}::timestamptz[]
    ) as r (person_id, due_at)`.execute(db)
}

/** Somebody's card of a post. */
export type PostCard = Readonly<{ personId: string; handle: MessageHandle }>

/** Everywhere that a post stands: where it was relayed, and where somebody opened it; of one reader when one is named. */
export async function cardsOf(
  db: Db | Tx,
  post: number,
  reader: string | null,
): Promise<readonly PostCard[]> {
  const about = `forum-post:${post}`
  const { rows } = await sql<{ personId: string; platform: string; ref: string }>`
    select person_id, platform, handle as ref from notices
    where about = ${about} and handle is not null and platform is not null and (${reader}::uuid is null or person_id = ${reader}::uuid)
    union
    select i.person_id, i.platform, c.handle from copies c join identities i on i.id = c.identity_id
    where c.about = ${about} and i.person_id is not null and (${reader}::uuid is null or i.person_id = ${reader}::uuid)`.execute(
    db,
  )
  return rows.map(({ personId, platform, ref }) => ({
    personId,
    handle: { platform: PlatformName.parse(platform), ref },
  }))
}

/** Whether a post was changed or removed since, or one that it quotes was. */
export async function changedSince(db: Tx, post: number, since: Date): Promise<boolean> {
  const { rows } = await sql`
    select 1 from forum_posts p left join forum_posts r on r.id = p.reply_to
    where p.id = ${post} and greatest(p.edited_at, p.removed_at, r.edited_at, r.removed_at) > ${since}`.execute(
    db,
  )
  return rows.length > 0
}

/** What every notice of a post holds: as it is sent, or as it stands. */
export async function saveCards(db: Tx, post: number, card: Message): Promise<void> {
  await sql`
    update notices set message = ${JSON.stringify(card)}::jsonb where about = ${`forum-post:${post}`}`.execute(
    db,
  )
}
