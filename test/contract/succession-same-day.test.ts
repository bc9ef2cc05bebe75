import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { takeEffect } from '#src/organisations/changes.ts'
import { importSuccessions } from '#src/organisations/succession-import.ts'
import { databases } from '#test/support/database.ts'
import { testWorld } from '#test/support/world.ts'

const HEAD = 'predecessor_ods,predecessor_name,successor_ods,successor_name,succession_date,type\n'
const DAY = '2026-04-01'

/** Which of the two takes effect first goes by their codes. */
describe.each(databases())('a sub-ICB and its ICB succeeded on one day, on $name,', ({ open }) => {
  let database: Database
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())

  test.each([
    ['the sub-ICB first', 'A1A', 'B1B'],
    ['the ICB first', 'D1D', 'C1C'],
  ])('%s: what is under them is under their successors alone', async (_, sub, icb) => {
    const { db, pool } = database
    const [pcn, newSub, newIcb] = [`P${sub}`, `${sub}N`, `${icb}N`]
    await pool.query(
      `insert into organisations (code, kind, name) values ($1, 'pcn', 'A PCN'), ($2, 'sub-icb', 'A sub-ICB'), ($3, 'icb', 'An ICB')`,
      [pcn, sub, icb],
    )
    await pool.query(
      `insert into memberships (child, parent, starts) values ($1, $2, '2023-04-01'), ($2, $3, '2023-04-01')`,
      [pcn, sub, icb],
    )
    const file = `${HEAD}${sub},x,${newSub},NHS ${newSub},${DAY},merger\n${icb},x,${newIcb},NHS ${newIcb},${DAY},merger\n`
    expect((await importSuccessions(db, file)).problems).toEqual([])
    // A process that was not there on the day does it days later, as of the day.
    const world = testWorld('2026-04-03T09:00:00Z')
    const queue = { add: async () => {} }
    await takeEffect({ db, queue, world, log: silentLog })
    const { rows } = await pool.query(
      `select child, parent from memberships
       where starts <= $1::date and (ends is null or ends > $1::date) and child = any($2) order by 1, 2`,
      [DAY, [pcn, sub, icb, newSub, newIcb]],
    )
    expect(rows).toEqual(
      [
        { child: newSub, parent: newIcb },
        { child: pcn, parent: newSub },
      ].toSorted((a, b) => (a.child < b.child ? -1 : 1)),
    )
  })
})
