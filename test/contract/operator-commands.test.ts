import { afterAll, beforeAll, expect, test } from 'vitest'
import { readFeedsCommand } from '#src/feeds/command-line.ts'
import type { Database } from '#src/kernel/db.ts'
import { realWorld } from '#src/kernel/world.ts'
import { readAuditCommand, readRetentionCommand, UsageError } from '#src/operate/command-line.ts'
import { writeAudit } from '#src/people/store.ts'
import { addAuthor } from '#test/support/announcements.ts'
import { openOne } from '#test/support/database.ts'

let database: Database
let person: string
beforeAll(async () => {
  database = await openOne()
  person = await addAuthor(database, { platform: 'web', tenant: 'local', user: 'an-operator' })
  await database.pool.query(`update people set gmc = '0000077' where id = $1`, [person])
})
afterAll(() => database.close())

test('a feed is retired once, and what it brought stays', async () => {
  const feeds = async (args: readonly string[], flags = {}) =>
    readFeedsCommand(args, flags)(database, realWorld)
  expect((await feeds(['retire', '1'])).done).toBe(false)
  const added = await feeds(['add', 'https://www.gov.uk/a.atom'], { gmc: '0000077', name: 'MHRA' })
  expect(added.lines.join(' ')).toContain('releases it')
  const { rows } = await database.pool.query<{ id: number }>('select id from feeds')
  const id = String(rows[0]?.id)
  expect(await feeds(['retire', id])).toEqual({
    done: true,
    lines: [`Feed ${id} is read no more. What it brought stays.`],
  })
  expect((await feeds(['retire', id])).lines.join(' ')).toContain('Nothing was changed')
  expect((await feeds(['list'])).lines.join(' ')).toContain('was retired')
  for (const typed of [['retire'], ['retire', 'x'], ['retire', '1', '2'], ['stop', '1']])
    expect(() => readFeedsCommand(typed, {})).toThrow(UsageError)
})

test('the audit is read by what is asked of it, and says ids only', async () => {
  await database.db.transaction().execute(async (tx) => {
    await writeAudit(tx, realWorld.now(), person, 'broadcast.drafted', 'broadcast:12')
    await writeAudit(tx, realWorld.now(), person, 'broadcast.started', 'broadcast:12')
    await writeAudit(tx, realWorld.now(), person, 'broadcast.drafted', 'broadcast:13')
  })
  const audit = async (flags: Parameters<typeof readAuditCommand>[1]) =>
    readAuditCommand([], flags)(database)
  expect(await audit({ subject: 'broadcast:12' })).toHaveLength(2)
  const [line, ...more] = await audit({ subject: 'broadcast:12', action: 'broadcast.drafted' })
  expect(more).toEqual([])
  expect(line).toContain(person)
  expect(line).toContain('broadcast.drafted')
  expect((await audit({ last: '1' })).join(' ')).toContain('broadcast:13')
  expect((await audit({ person })).join(' ')).not.toContain('an-operator')
  expect(() => readAuditCommand([], { last: 'all' })).toThrow(UsageError)
  expect(() => readAuditCommand(['12'], {})).toThrow(UsageError)
})

test('a retention run is only shown, and changes nothing', async () => {
  const before = await database.pool.query('select count(*) from audit')
  const lines = await readRetentionCommand([], true, {})(database)
  expect(lines.length).toBeGreaterThan(0)
  expect((await database.pool.query('select count(*) from audit')).rows).toEqual(before.rows)
  expect(() => readRetentionCommand([], false, {})).toThrow(UsageError)
})
