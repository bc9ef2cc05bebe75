import { describe, expect, test } from 'vitest'
import { databases } from '#test/support/database.ts'
import { testWorld } from '#test/support/world.ts'

describe.each(databases())('a test database on $name', ({ open }) => {
  test('is migrated, empty, and its own', async () => {
    const [one, other] = await Promise.all([open(), open()])
    try {
      await one.db.insertInto('settings').values({ key: 'colour', value: 'blue' }).execute()
      expect(await one.db.selectFrom('settings').selectAll().execute()).toHaveLength(1)
      expect(await other.db.selectFrom('settings').selectAll().execute()).toEqual([])
    } finally {
      await Promise.all([one.close(), other.close()])
    }
  })

  test('keeps a calendar day as the text that it was', async () => {
    const { db, close } = await open()
    const opened = '2026-07-01'
    await db
      .insertInto('organisations')
      .values({ code: 'L85001', kind: 'practice', name: 'A practice', opened })
      .execute()
    const [row] = await db.selectFrom('organisations').select('opened').execute()
    expect(row?.opened).toBe(opened)
    await close()
  })
})

describe('a test world', () => {
  test('stands still until it is moved', () => {
    const world = testWorld('2026-08-06T09:00:00Z')
    expect(world.now()).toEqual(world.now())
    world.advance(60_000)
    expect(world.now().toISOString()).toBe('2026-08-06T09:01:00.000Z')
    world.set('2026-10-25T00:30:00Z')
    expect(world.now().toISOString()).toBe('2026-10-25T00:30:00.000Z')
  })

  test('makes valid ids that sort in the order they were made', () => {
    const world = testWorld('2026-08-06T09:00:00Z')
    const ids = Array.from({ length: 50 }, () => world.newId())
    expect(
      ids.every((id) =>
        /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/.test(id),
      ),
    ).toBe(true)
    expect(ids).toEqual(ids.toSorted())
    expect(new Set([...ids, testWorld('2026-08-06T09:00:00Z', 2).newId()]).size).toBe(51)
  })

  test('repeats its chance', () => {
    const rolls = () => Array.from({ length: 5 }, testWorld('2026-08-06T09:00:00Z').random)
    expect(rolls()).toEqual(rolls())
    expect(rolls().every((roll) => roll >= 0 && roll < 1)).toBe(true)
  })
})
