import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Content } from '#src/broadcasts/content.ts'
import type { Database } from '#src/kernel/db.ts'
import { Browse } from '#src/library/intents.ts'
import { learnWords } from '#src/library/words-store.ts'
import { Agree } from '#src/people/consents/intents.ts'
import type { OptionalCategory } from '#src/people/consents/wordings.ts'
import { UNPAID_ROLE } from '#test/support/contents.ts'
import { databases } from '#test/support/database.ts'
import { createEngine, type Engine, type Reader } from '#test/support/engine.ts'

const EVENT = {
  kind: 'education-event',
  title: 'A teaching hour',
  summary: 'Teaching.',
  actions: [],
  sourceName: null,
  sourceUrl: null,
  contact: null,
  until: null,
  date: '2999-01-01',
  starts: '13:00',
  ends: '14:00',
  place: 'Here',
  joinUrl: null,
  capacity: 9,
  cpdHours: null,
  cost: null,
} as const satisfies Content

describe.each(databases())('what people agree to, on $name,', ({ open }) => {
  let database: Database
  let engine: Engine
  beforeAll(async () => {
    database = await open()
    engine = await createEngine(database)
  })
  afterAll(async () => {
    await engine.stop()
    await database.close()
  })

  const member = async (...agreed: readonly OptionalCategory[]) => {
    const reader = await engine.addReader(['slack'])
    for (const category of agreed) await engine.press(reader, Agree({ category }))
    return reader
  }
  /** A message of that content to nobody yet. */
  async function sent(content: Content): Promise<number> {
    const id = await engine.broadcast([])
    const title = `Shown ${id}`
    await engine.pool.query('update broadcasts set kind = $2, content = $3 where id = $1', [
      id,
      content.kind,
      JSON.stringify({ ...content, title }),
    ])
    await database.db.transaction().execute(async (tx) => learnWords(tx, id))
    return id
  }

  test('decides what lists, searches and numbers show them, each category by itself', async () => {
    const readers = [
      await member('opportunities', 'education'),
      await member('opportunities'),
      await member('education'),
      await member(),
    ]
    const role = await sent(UNPAID_ROLE)
    const course = await sent({ ...UNPAID_ROLE, type: 'education' })
    const paid = await sent({ ...EVENT, cost: '£40' })
    const free = await sent(EVENT)
    const titles = new Map([role, course, paid, free].map((id) => [id, `Shown ${id}`]))
    await engine.pool.query(
      `insert into workplaces (person_id, organisation) select unnest($1::uuid[]), 'U99999'`,
      [readers.map(({ id }) => id)],
    )
    await engine.pool.query(
      `insert into subscriptions (person_id, kind, organisation, cadence, since)
       select p, k, 'U99999', 'now', $2 from unnest($1::uuid[]) p, unnest(array['opportunity', 'education-event']) k`,
      [readers.map(({ id }) => id), engine.world.now()],
    )
    const none = await engine.press(readers[3] as Reader, Browse({ kind: 'opportunity' }))
    expect(JSON.stringify(none)).toContain('are shown only to those who agreed to them')
    const sees = [[role, course, paid, free], [role, free], [course, paid, free], [free]]
    for (const [n, reader] of readers.entries()) {
      const expected = sees[n]?.map((id) => titles.get(id))
      const shown = async (typed: string) => {
        const said = JSON.stringify(await engine.say(reader, typed))
        return [...titles.values()].filter((title) => said.includes(title))
      }
      for (const typed of ['in force', 'library', 'search shown', 'today at U99999', 'catch up'])
        expect([typed, await shown(typed)]).toEqual([typed, expected])
      for (const [id, title] of titles)
        expect([id, await shown(`open ${id}`)]).toEqual([
          id,
          expected?.includes(title) ? [title] : [],
        ])
    }
  })
})
