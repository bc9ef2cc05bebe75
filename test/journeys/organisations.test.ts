import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seedDemo, type LocalAccount } from '#src/demo/seed.ts'
import { daysBetween, STEPS } from '#src/forums/closing.ts'
import type { Database } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import { importOrganisations } from '#src/organisations/import.ts'
import { grantRole, listRoles, revokeRole } from '#src/organisations/role-grants.ts'
import {
  ancestors,
  organisationsByCode,
  organisationsUnder,
  relatedOrganisations,
  searchOrganisations,
} from '#src/organisations/store.ts'
import { databases } from '#test/support/database.ts'
import { testWorld } from '#test/support/world.ts'

const NOW = '2026-11-22T12:00:00Z'
const TODAY = '2026-11-22'
const folder = join(import.meta.dirname, '../fixtures/ods')
const read = (name: string) => readFileSync(join(folder, name))
const national = () => ({
  practices: read('epraccur.active-gp-practices-england.2023-02.csv'),
  pcns: read('epcn.2023-02.csv'),
  partners: read('epcncorepartnerdetails.2023-02.csv'),
})
const everything = async ({ db }: Database) => ({
  organisations: await db.selectFrom('organisations').selectAll().orderBy('code').execute(),
  memberships: await db
    .selectFrom('memberships')
    .selectAll()
    .orderBy('child')
    .orderBy('parent')
    .orderBy('starts')
    .execute(),
})
const found = (options: readonly { value: string }[]) => options.map((option) => option.value)

describe.each(databases())('on $name', ({ open }) => {
  describe('files with bad rows', () => {
    let database: Database
    const files = () => ({
      practices: read('bad-epraccur.csv'),
      pcns: read('bad-epcn.csv'),
      partners: read('bad-epcncorepartnerdetails.csv'),
    })
    beforeAll(async () => {
      database = await open()
    })
    afterAll(() => database.close())

    test('the good rows go in and the others are listed by file and line', async () => {
      const done = await importOrganisations(database.db, files(), new Date(NOW))
      expect(done.imported).toEqual({
        icb: 1,
        'sub-icb': 1,
        pcn: 1,
        practice: 3,
        membership: 8,
      })
      expect(done.skipped).toEqual({
        'not a GP practice': 2,
        'not in England': 1,
        'partner that is not a practice we know': 1,
      })
      expect(done.problems.map(({ file, line }) => `${file} ${line}`)).toEqual([
        ...Array.from({ length: 14 }, (_, n) => `practices ${n + 6}`),
        'pcns 2',
        'pcns 3',
        'pcns 4',
        'pcns 5',
        'partners 4',
        'partners 5',
        'partners 7',
      ])
    })

    test('importing them again changes nothing', async () => {
      const before = await everything(database)
      await importOrganisations(database.db, files(), new Date('2027-01-01T12:00:00Z'))
      expect(await everything(database)).toEqual(before)
    })

    test('a membership is in force up to its last day, which is ODS’s end date', async () => {
      expect(await ancestors(database.db, 'L85002', '2020-03-31')).toContain('U28174')
      expect(await ancestors(database.db, 'L85002', '2020-04-01')).not.toContain('U28174')
      expect(await ancestors(database.db, 'L85002', '2021-04-01')).toContain('U28174')
    })

    test('a closed practice is kept, and is not found', async () => {
      const [closed] = await organisationsByCode(database.db, ['L85015'])
      expect(closed?.closed).toBe('2020-06-30')
      expect(found(await searchOrganisations(database.db, 'L850'))).toEqual(['L85001', 'L85002'])
      expect(found(await searchOrganisations(database.db, 'L85015', 20, '2020-06-29'))).toEqual([
        'L85015',
      ])
    })

    test('a later file renames, ends and moves; nothing is lost', async () => {
      const text = files().practices.toString()
      const practices = text
        .replace('FRENCH WEIR HEALTH CENTRE', 'FRENCH WEIR SURGERY')
        .replaceAll('"QSL"', '"S0M3R"')
      await importOrganisations(database.db, { ...files(), practices }, new Date(NOW))
      const [renamed, icb] = await organisationsByCode(database.db, ['L85001', 'S0M3R'])
      expect([renamed?.name, icb?.name]).toEqual(['French Weir Surgery', 'NHS Somerset ICB'])
      expect(await ancestors(database.db, 'L85001', TODAY)).toEqual(['11X', 'S0M3R', 'U28174'])
      expect(await ancestors(database.db, 'L85001', '2026-11-21')).toEqual(['11X', 'QSL', 'U28174'])
    })
  })

  describe('all of England', () => {
    let database: Database
    beforeAll(async () => {
      database = await open()
      // 2 s by itself (npm run bench); what grew with the square would not end in its time.
      const done = await importOrganisations(database.db, national(), new Date(NOW))
      expect(done.problems).toEqual([])
      expect(done.imported).toEqual({
        icb: 42,
        'sub-icb': 106,
        pcn: 1329,
        practice: 6455,
        membership: 14_873,
      })
    })
    afterAll(() => database.close())

    test.each([
      ['french weir', 'L85001'],
      ['WEIR fren', 'L85001'],
      ['l85001', 'L85001'],
      ['taunton cent', 'U28174'],
      ['somerset icb', 'QSL'],
      ['Frênch Wéir', 'L85001'],
      ['st marys health centre', 'L82017'],
      ["St Mary's health cent", 'L82017'],
      ['dunster and porlock', 'L85065'],
    ])('%s finds %s first', async (typed, code) => {
      expect(found(await searchOrganisations(database.db, typed))[0]).toBe(code)
    })

    test('an option says what it is', async () => {
      const [option] = await searchOrganisations(database.db, 'L85001')
      expect(option).toEqual({
        value: 'L85001',
        label: 'French Weir Health Centre',
        hint: 'Practice, L85001, TA1 1NW',
      })
    })

    test.each([
      '%',
      '_',
      '\\',
      "'",
      '"',
      '(',
      '[',
      '.*',
      '😀',
      '\0',
      '\uD800',
      'x'.repeat(100_000),
    ])('typing %j finds nothing and harms nothing', async (typed) => {
      expect(await searchOrganisations(database.db, typed)).toEqual([])
    })

    test('a limit is kept, and an empty search lists the widest first', async () => {
      const options = await searchOrganisations(database.db, '', 5)
      expect(options.map((option) => option.hint?.slice(0, 3))).toEqual(Array(5).fill('ICB'))
    })

    test('related is itself, above and below', async () => {
      const related = await relatedOrganisations(database.db, 'U28174', TODAY)
      const above = await ancestors(database.db, 'U28174', TODAY)
      expect(related).toEqual(expect.arrayContaining(['U28174', ...above, 'QSL', '11X', 'L85001']))
      expect(new Set(related).size).toBe(related.length)
      expect(related).not.toContain('L85014')
      expect(await relatedOrganisations(database.db, 'X9999', TODAY)).toEqual([])
    })

    test('a search can be kept to some organisations and what is under them', async () => {
      const under = (codes: string[], typed: string) =>
        organisationsUnder(database.db, codes, TODAY, typed, 100)
      expect(found(await under(['U28174'], ''))).toContain('L85001')
      expect(found(await under(['U28174'], ''))).not.toContain('L85014')
      expect(found(await under(['QSL'], 'taunton vale'))).toEqual(['L85014'])
      expect(await under([], '')).toEqual([])
      expect(await under(['QSL'], 'densham')).toEqual([])
    })
  })

  describe('the demonstration', () => {
    let database: Database
    const world = testWorld(NOW)
    const accounts: LocalAccount[] = []
    const seed = () =>
      seedDemo({
        db: database.db,
        at: world.now(),
        newId: world.newId,
        accounts: { add: async (account) => accounts.push(account) },
      })
    beforeAll(async () => {
      database = await open()
    })
    afterAll(() => database.close())

    test('is made once', async () => {
      expect(await seed()).toBe(true)
      expect(await seed()).toBe(false)
      expect(accounts).toHaveLength(10)
      expect(accounts.every((account) => account.invented)).toBe(true)
    })

    test('every message of the past reached somebody, its author never', async () => {
      const rows = await database.db
        .selectFrom('broadcasts as b')
        .leftJoin('deliveries as d', 'd.broadcastId', 'b.id')
        .select(['b.id', 'b.state', 'b.authorId', 'b.finishedAt', 'd.personId', 'd.sentAt'])
        .execute()
      for (const row of rows) {
        expect(row.state).toMatch(/^(sent|draft|scheduled)$/)
        expect(row.personId === null).toBe(row.state !== 'sent')
        expect(row.personId).not.toBe(row.authorId)
        if (row.sentAt !== null) {
          expect(row.sentAt <= (row.finishedAt ?? new Date(0))).toBe(true)
          expect(row.sentAt < world.now()).toBe(true)
        }
      }
      expect(rows.filter((row) => row.state === 'draft')).toHaveLength(4)
      // Due at once, so that the queue brings everybody something real.
      expect(rows.filter((row) => row.state === 'scheduled')).toHaveLength(1)
    })

    test('answers, questions and an interest are there, all in the past', async () => {
      const { db } = database
      const answers = await db.selectFrom('acknowledgements').select(['firstAt']).execute()
      const replies = await db.selectFrom('replies').selectAll().execute()
      expect(answers.length).toBeGreaterThan(50)
      expect(answers.every((row) => row.firstAt < world.now())).toBe(true)
      expect(replies.filter((row) => row.wantsAnswer)).toHaveLength(3)
      expect(replies.filter((row) => row.inAnswerTo !== null)).toHaveLength(2)
      expect(await db.selectFrom('expressionsOfInterest').selectAll().execute()).toHaveLength(1)
    })

    test('a forum is open for weeks to come, and what is in it was written in the past', async () => {
      const { db } = database
      const [forum, ...others] = await db.selectFrom('forums').selectAll().execute()
      expect(others).toEqual([])
      expect(daysBetween(londonDay(world.now()), forum?.closes ?? '')).toBeGreaterThan(STEPS[0])
      expect(forum?.name).toContain('(invented)')
      const members = await db.selectFrom('forumMembers').selectAll().execute()
      expect(members.filter((one) => one.state === 'in' && one.moderator)).toHaveLength(1)
      const posts = await db.selectFrom('forumPosts').selectAll().orderBy('id').execute()
      expect(posts.map(({ id, replyTo, rootId }) => [id, replyTo, rootId])).toEqual([
        [1, null, null],
        [2, 1, 1],
        [3, null, null],
      ])
      expect(posts.every((post) => post.at < world.now())).toBe(true)
      const waiting = await db.selectFrom('forumWaiting').selectAll().execute()
      expect(waiting).toEqual([])
    })

    test('a role is given until a day, changed, and taken back, each with its audit row', async () => {
      const { db } = database
      const asked = { gmc: '0000001', role: 'mentor' as const, organisation: 'L85001' }
      const given = await grantRole(db, { ...asked, until: '2027-03-31' }, world.now(), world.newId)
      expect(given).toMatchObject({ ok: true, value: { endsAt: new Date('2027-03-31T23:00:00Z') } })
      await grantRole(db, { ...asked, until: null }, world.now(), world.newId)
      expect((await listRoles(db, world.now())).filter((row) => row.role === 'mentor')).toEqual([
        expect.objectContaining({ gmc: '0000001', organisation: 'L85001', endsAt: null }),
      ])
      expect((await revokeRole(db, asked, world.now())).ok).toBe(true)
      expect((await revokeRole(db, asked, world.now())).ok).toBe(false)
      expect(
        (await grantRole(db, { ...asked, gmc: '9999999', until: null }, world.now(), world.newId))
          .ok,
      ).toBe(false)
      expect(
        (await grantRole(db, { ...asked, until: '2020-01-01' }, world.now(), world.newId)).ok,
      ).toBe(false)
      const audit = await db.selectFrom('audit').select('action').orderBy('id').execute()
      expect(audit.map((row) => row.action)).toEqual([
        'role.granted',
        'role.granted',
        'role.revoked',
      ])
    })
  })
})
