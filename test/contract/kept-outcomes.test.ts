import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { databases } from '#test/support/database.ts'
import { createEngine, type Engine } from '#test/support/engine.ts'

/** How many writes of what became of a send fail before one is taken. */
const REFUSED = 3

/** Nobody can ask Teams what it holds: what arrived and is not written down is a question for a person. */
describe.each(databases())('while a database on $name takes nothing', ({ open }) => {
  let database: Database
  let engine: Engine
  beforeAll(async () => {
    database = await open()
    engine = await createEngine(database)
    // A sequence goes on counting in a transaction that is rolled back.
    await sql`create sequence tries`.execute(database.db)
    await sql`
      create function refuse() returns trigger language plpgsql as $$ begin
        if nextval('tries') <= ${sql.lit(REFUSED)} then raise 'not now'; end if;
        return new;
      end $$`.execute(database.db)
    for (const table of ['deliveries', 'notices'])
      await sql`
        create trigger refuse before update on ${sql.table(table)} for each row
        when (new.state <> 'sending' and old.state = 'sending') execute function refuse()`.execute(
        database.db,
      )
  })
  afterAll(async () => {
    await engine.stop()
    await database.close()
  })

  test('what became of a message is kept, and written once it does', async () => {
    const readers = await Promise.all([1, 2, 3].map(async () => engine.addReader(['teams'])))
    const id = await engine.broadcast(readers)
    await engine.run()
    const states = (await engine.deliveries(id)).map(({ state }) => state)
    expect(states).toEqual(['sent', 'sent', 'sent'])
    expect(engine.ends.teams.arrived.map(({ ref }) => ref).toSorted()).toEqual(
      readers.flatMap(({ refs }) => refs).toSorted(),
    )
  })

  test('what became of a notice is, too', async () => {
    await sql`select setval('tries', 1, false)`.execute(database.db)
    const reader = await engine.addReader(['teams'])
    await engine.notice(reader)
    await engine.run()
    const { rows } = await engine.pool.query<{ state: string }>(
      'select state from notices where person_id = $1',
      [reader.id],
    )
    expect(rows).toEqual([{ state: 'sent' }])
    const [ref] = reader.refs
    expect(engine.ends.teams.arrived.filter((one) => one.ref === ref)).toHaveLength(1)
  })
})
