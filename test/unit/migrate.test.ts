import { describe, expect, test } from 'vitest'
import { migrate } from '#src/kernel/migrate.ts'
import { databases } from '#test/support/database.ts'

describe.each(databases())('migrations on $name', ({ open }) => {
  test('one that landed after a later one had run is taken up, once', async () => {
    const database = await open()
    try {
      await database.pool.query('drop table feed_drafts')
      await database.pool.query('drop table feed_items')
      await database.pool.query('drop table feeds')
      await database.pool.query(`delete from kysely_migration where name = '0020-feeds'`)
      expect(await migrate(database.db)).toEqual(['0020-feeds'])
      expect(await migrate(database.db)).toEqual([])
    } finally {
      await database.close()
    }
  })
})
