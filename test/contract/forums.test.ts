import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { leavingForumDigest, makeDigests } from '#src/digests/make.ts'
import { findForum } from '#src/forums/forum-store.ts'
import { findPost, insertPost, takeAway } from '#src/forums/post-store.ts'
import { relay } from '#src/forums/relaying.ts'
import type { Database } from '#src/kernel/db.ts'
import { erase } from '#src/people/rights/erase.ts'
import { addAuthor, addFollowers } from '#test/support/announcements.ts'
import { databases } from '#test/support/database.ts'
import { addForum, addMembers } from '#test/support/forum-area.ts'
import { tablesWith } from '#test/support/raw-chat.ts'
import { testWorld } from '#test/support/world.ts'

const SLACK = { platform: 'slack', tenant: 'T1' } as const

describe.each(databases())('posts in forums, on $name,', ({ open }) => {
  // A Wednesday.
  const world = testWorld('2026-05-20T09:00:00Z', 7)
  const queue = { add: async () => {} }
  let database: Database
  let author = ''
  let readers: readonly string[] = []
  let forum = 0
  beforeAll(async () => {
    database = await open()
    // What erasing takes off the queue.
    await database.pool.query(
      'create schema if not exists pgboss; create table if not exists pgboss.job (state text, data jsonb)',
    )
    author = await addAuthor(database, { ...SLACK, user: 'U0AUTHOR' })
    readers = await addFollowers(
      database,
      ['U1', 'U2', 'U3'].map((user) => ({ ...SLACK, user })),
    )
    forum = await addForum(database, author, world.now())
    await addMembers(database, forum, readers)
    const [, daily, muted] = readers
    await database.pool.query(
      `update forum_members set cadence = case when person_id = $1 then 'daily' else cadence end, muted = person_id = $2`,
      [daily, muted],
    )
  })
  afterAll(() => database.close())

  const post = (body: string, by = author): Promise<number> =>
    database.db.transaction().execute(async (db) => {
      const at = world.now()
      const place = { forumId: forum, authorId: by, rootId: null, replyTo: null }
      const id = await insertPost(db, { ...place, body, named: true, at })
      const [found, made] = [await findForum(db, forum), await findPost(db, id)]
      if (found === null || made === null) throw new Error('It was just saved')
      await relay({ db, queue, at, newId: world.newId }, found, made)
      return id
    })
  const digests = async () => {
    const { rows } = await database.pool.query<{ id: string; person: string; card: string }>(
      `select id, person_id as person, message::text as card from notices where about = 'forum-digest' order by id`,
    )
    return rows
  }

  test('reach at once who reads at once, in one digest who reads in digests, and nobody who muted the forum', async () => {
    const [now, daily] = readers
    const [first] = [await post('Zqxfirst'), await post('Zqxsecond')]
    const { rows } = await database.pool.query(
      `select person_id as it from notices where about = $1`,
      [`forum-post:${first}`],
    )
    expect(rows).toEqual([{ it: now }])
    await makeDigests({ db: database.db, queue, world })
    expect(await digests()).toEqual([])
    world.set('2026-05-21T06:31:00Z')
    await makeDigests({ db: database.db, queue, world })
    await makeDigests({ db: database.db, queue, world })
    const made = await digests()
    expect(made.map(({ person }) => person)).toEqual([daily])
    expect(made[0]?.card).toContain('2 new posts')
    // It quotes nothing, so that nothing of it has to follow.
    expect(made[0]?.card).not.toContain('Zqx')
  })

  test('a digest that did not leave on its day tells of its posts in the next, without those that are gone', async () => {
    const [one] = await digests()
    const notice = { id: one?.id ?? '', personId: one?.person ?? '', about: 'forum-digest' }
    const createdAt = world.now()
    await database.db
      .transaction()
      .execute((tx) => takeAway(tx, 2, { by: author, why: null, at: world.now() }))
    const leaving = () =>
      database.db
        .transaction()
        .execute((tx) => leavingForumDigest[1](tx, { ...notice, createdAt }, world.now()))
    const card = await leaving()
    expect(JSON.stringify(card)).toContain('1 new post')
    world.set('2026-05-22T06:31:00Z')
    expect(await leaving()).toEqual({ is: 'gone' })
    await database.pool.query('delete from notices where id = $1', [notice.id])
    await makeDigests({ db: database.db, queue, world })
    expect((await digests()).map(({ person }) => person)).toEqual([notice.personId])
  })

  test('go with whoever wrote them, and what others keep says nothing of it', async () => {
    await database.pool.query(
      `update forum_members set why = 'Zqxwhy', named = true where person_id = $1`,
      [author],
    )
    await database.db
      .transaction()
      .execute((db) =>
        erase({ db, queue, at: world.now(), secret: 'x'.repeat(32) }, author, author),
      )
    expect(await tablesWith(database, '[Zz]qx')).toEqual([])
    const { rows } = await database.pool.query(
      'select count(*)::int as n from forum_posts where removed_at is null',
    )
    expect(rows).toEqual([{ n: 0 }])
  })
})
