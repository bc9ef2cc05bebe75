import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoAreaFiles } from '#src/demo/seed.ts'
import type { Database } from '#src/kernel/db.ts'
import { importOrganisations } from '#src/organisations/import.ts'
import { textOf } from '#src/organisations/ods-csv.ts'
import { ancestors } from '#src/organisations/store.ts'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { oneDatabase } from '#test/support/database.ts'

const PRACTICE = 'L85001'
const LAST_DAY = '20260930'

describe.each(oneDatabase())('a practice that is in another PCN, on $name,', ({ open }) => {
  let database: Database
  let cascade: Cascade
  let old = ''
  let other = ''
  const AT = new Date('2026-11-22T12:00:00Z')
  const rows = async (text: string, values: readonly unknown[] = []) =>
    (await database.pool.query(text, [...values])).rows as readonly Record<string, unknown>[]
  const personOf = async (user: string) =>
    String(
      (await rows('select person_id from identities where user_ref = $1', [user]))[0]?.[
        'person_id'
      ],
    )
  const topicsOf = async (user: string, organisation: string) =>
    (
      await rows('select 1 from subscriptions where person_id = $1 and organisation = $2', [
        await personOf(user),
        organisation,
      ])
    ).length
  /** The partner file of the day after: the practice has left its PCN for another. */
  async function movedFile(): Promise<string> {
    const cells = (await textOf(demoAreaFiles().partners))
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/))
    const plain = (cell = '') => cell.replaceAll('"', '')
    const mine = cells.find((row) => plain(row[0]) === PRACTICE && plain(row[9]) === '') ?? []
    const next = cells.find((row) => plain(row[4]) !== plain(mine[4]) && plain(row[9]) === '') ?? []
    old = plain(mine[4])
    other = plain(next[4])
    const left = mine.with(9, LAST_DAY)
    const joined = [...mine.slice(0, 4), ...next.slice(4, 8), '20261001', '', ...mine.slice(10)]
    return [...cells.map((row) => (row === mine ? left : row)), joined]
      .map((row) => row.join(','))
      .join('\n')
  }

  beforeAll(async () => {
    database = await open()
    const first = await startCascade(database)
    await first.stop()
    const partners = await movedFile()
    for (const user of ['amara-okafor', 'siobhan-keane', 'callum-reid']) {
      const person = await personOf(user)
      await rows('delete from workplaces where person_id = $1', [person])
      await rows(`delete from subscriptions where person_id = $1`, [person])
      await rows(
        `insert into subscriptions (person_id, kind, organisation, cadence, since) values ($1, 'pathway', $2, 'weekly', now())`,
        [person, old],
      )
      // Callum follows the PCN, and does not work at the practice.
      if (user !== 'callum-reid')
        await rows('insert into workplaces (person_id, organisation) values ($1, $2)', [
          person,
          PRACTICE,
        ])
    }
    // Siobhan works at another of its practices, too, and is its director.
    await rows(
      `insert into workplaces (person_id, organisation)
       select $1, child from memberships where parent = $2 and ends is null and child <> $3 order by child limit 1`,
      [await personOf('siobhan-keane'), old, PRACTICE],
    )
    await rows(
      `insert into roles (id, person_id, organisation, role, starts_at)
       values (gen_random_uuid(), $1, $2, 'clinical-director', now() - interval '1 day')`,
      [await personOf('siobhan-keane'), old],
    )
    await importOrganisations(database.db, { ...demoAreaFiles(), partners }, AT)
    cascade = await startCascade(database)
  })
  afterAll(async () => {
    await cascade.stop()
    await database.close()
  })

  test('takes along those who work there, and tells its director that the role stays', async () => {
    expect(await ancestors(database.db, PRACTICE, '2026-09-30')).toContain(old)
    expect(await ancestors(database.db, PRACTICE, '2026-10-01')).toContain(other)
    const told = await cascade.as('amara-okafor').card('One of your places has changed')
    expect(told.text).toContain('French Weir Health Centre has moved from')
    expect(told.text).toContain('since Thursday 1 October 2026')
    expect(told.text).toContain('(1 topic) you now follow where the practice is.')
    expect([await topicsOf('amara-okafor', old), await topicsOf('amara-okafor', other)]).toEqual([
      0, 1,
    ])
    const director = await cascade.as('siobhan-keane').card('One of your places has changed')
    expect(director.text).toContain(
      'Your role at the PCN that it left, clinical director, stays as it is.',
    )
    expect([await topicsOf('siobhan-keane', old), await topicsOf('siobhan-keane', other)]).toEqual([
      1, 1,
    ])
    expect([await topicsOf('callum-reid', old), await topicsOf('callum-reid', other)]).toEqual([
      1, 0,
    ])
    expect(
      await rows(`select 1 from roles where organisation = $1 and ends_at is null`, [old]),
    ).toHaveLength(1)
  })

  test('is told once, however often it is imported and whatever starts', async () => {
    const count = async () =>
      (await rows(`select person_id from notices where about like 'organisations:%'`)).length
    const before = await count()
    await cascade.stop()
    await importOrganisations(database.db, { ...demoAreaFiles(), partners: await movedFile() }, AT)
    cascade = await startCascade(database)
    await cascade.as('amara-okafor').ask('help')
    expect(await count()).toBe(before)
    expect(await rows('select 1 from organisation_changes where done_at is null')).toEqual([])
  })

  test('that closes without a successor is said, and roles there end', async () => {
    await cascade.stop()
    const practices = (await textOf(demoAreaFiles().practices))
      .split('\n')
      .map((line) => {
        const cells = line.split(',')
        return cells[0]?.replaceAll('"', '') === PRACTICE
          ? cells.with(11, '20261031').with(12, '"C"').join(',')
          : line
      })
      .join('\n')
    await rows(
      `insert into roles (id, person_id, organisation, role, starts_at)
       values (gen_random_uuid(), $1, $2, 'practice-manager', now() - interval '1 day')`,
      [await personOf('amara-okafor'), PRACTICE],
    )
    await importOrganisations(
      database.db,
      { ...demoAreaFiles(), practices, partners: await movedFile() },
      AT,
    )
    cascade = await startCascade(database)
    await cascade.as('amara-okafor').card('One of your places has changed', 'has closed')
    expect(
      await rows(`select 1 from roles where organisation = $1 and ends_at is null`, [PRACTICE]),
    ).toEqual([])
    expect(await rows(`select 1 from workplaces where organisation = $1`, [PRACTICE])).toHaveLength(
      2,
    )
  })
})
