import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ANYBODY } from '#src/forums/eligibility.ts'
import { endForums } from '#src/forums/ending.ts'
import { leavingOthers } from '#src/forums/others.ts'
import type { Database } from '#src/kernel/db.ts'
import { addAuthor, addFollowers } from '#test/support/announcements.ts'
import { databases } from '#test/support/database.ts'
import { addForum, addMembers } from '#test/support/forum-area.ts'
import { testWorld } from '#test/support/world.ts'

const SLACK = { platform: 'slack', tenant: 'T1' } as const
const LAST = '2026-06-30'

describe.each(databases())(
  'members until further notice, others until 30 June, on $name,',
  ({ open }) => {
    const world = testWorld('2026-05-20T09:00:00Z', 9)
    const queue = { add: async () => {} }
    let database: Database
    let forum = 0
    let confirmed = ''
    let late = ''
    let other = ''
    let moderator = ''
    beforeAll(async () => {
      database = await open()
      moderator = await addAuthor(database, { ...SLACK, user: 'U0AUTHOR' })
      const people = await addFollowers(
        database,
        ['U1', 'U2', 'U3'].map((user) => ({ ...SLACK, user })),
      )
      ;[confirmed = '', late = '', other = ''] = people
      const eligibility = { ...ANYBODY, memberClass: 'BMA member', othersUntil: LAST }
      forum = await addForum(database, moderator, world.now(), { eligibility })
      await addMembers(database, forum, people)
      await confirm(confirmed, 'bma MEMBER')
    })
    afterAll(() => database.close())

    const confirm = async (person: string, name: string) =>
      database.pool.query(`insert into membership_classes values ($1, $2, $3, now())`, [
        person,
        name,
        moderator,
      ])
    const tick = async (iso: string) => {
      world.set(iso)
      const tools = { db: database.db, queue, world }
      await Promise.all([endForums(tools), endForums(tools)])
    }
    const told = async (person: string) => {
      const { rows } = await database.pool.query<{ title: string }>(
        `select message ->> 'title' as title from notices where person_id = $1 order by created_at, id`,
        [person],
      )
      return rows.map(({ title }) => title)
    }
    const stateOf = async (person: string) => {
      const { rows } = await database.pool.query<{ state: string }>(
        'select state from forum_members where forum_id = $1 and person_id = $2',
        [forum, person],
      )
      return rows[0]?.state
    }

    test('counts down to those alone who have not the membership, each step once', async () => {
      await tick('2026-05-31T08:30:00Z')
      await tick('2026-06-23T07:59:00Z')
      expect(await told(other)).toEqual(['Your time in this forum ends in 30 days'])
      await tick('2026-06-23T08:01:00Z')
      await tick('2026-06-23T12:00:00Z')
      const both = [
        'Your time in this forum ends in 30 days',
        'Your time in this forum ends in 7 days',
      ]
      expect([await told(other), await told(late), await told(confirmed)]).toEqual([both, both, []])
    })

    test('says how long is left when it leaves, and nothing to whoever has the membership by then', async () => {
      await confirm(late, 'BMA member')
      const leaves = async (personId: string, iso: string) =>
        database.db.transaction().execute(async (tx) => {
          const about = `forum-others:${forum}:${LAST}:7`
          return leavingOthers[1](
            tx,
            { id: personId, about, personId, createdAt: new Date(iso) },
            new Date(iso),
          )
        })
      expect(await leaves(other, '2026-06-29T08:00:00Z')).toMatchObject({
        message: { title: 'Your time in this forum ends tomorrow' },
      })
      expect(await leaves(late, '2026-06-29T08:00:00Z')).toEqual({ is: 'gone' })
      expect(await leaves(other, '2026-07-01T08:00:00Z')).toEqual({ is: 'gone' })
    })

    test('ends at the end of their day for those who have it not, and never for its moderators', async () => {
      await tick('2026-06-30T22:59:00Z')
      expect(await stateOf(other)).toBe('in')
      await tick('2026-06-30T23:01:00Z')
      expect(await Promise.all([other, late, confirmed, moderator].map(stateOf))).toEqual([
        'left',
        'in',
        'in',
        'in',
      ])
      await tick('2026-07-01T09:00:00Z')
      expect((await told(other)).slice(-2)).toEqual([
        'Your time in this forum ends today',
        'You are no longer in this forum',
      ])
      expect(await told(moderator)).toEqual(['1 member without the membership is no longer in it'])
      expect(await told(confirmed)).toEqual([])
    })
  },
)
