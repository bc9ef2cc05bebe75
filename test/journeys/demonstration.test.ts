import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { moveBallots } from '#src/ballots/due.ts'
import { tendConsultations } from '#src/consultations/due.ts'
import { seedDemo } from '#src/demo/seed.ts'
import { tendEvents } from '#src/events/due.ts'
import type { Database } from '#src/kernel/db.ts'
import { oneDatabase } from '#test/support/database.ts'
import { testWorld } from '#test/support/world.ts'

/** Who is in the demonstration and what was sent there is in organisations.test.ts. */
describe.each(oneDatabase())('the demonstration on $name', ({ open }) => {
  let database: Database
  const world = testWorld('2026-11-22T12:00:00Z')
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())

  test('a consultation, an event that is full and a seat to stand for are there, and nothing of them is due', async () => {
    const { db } = database
    const accounts = { add: async () => {} }
    await seedDemo({ db, at: world.now(), newId: world.newId, accounts })
    const [event, ...events] = await db
      .selectFrom('broadcasts')
      .where('kind', '=', 'education-event')
      .select(['id', 'provenance', 'state'])
      .execute()
    expect([event?.provenance, event?.state, events]).toEqual(['invented', 'sent', []])
    const bookings = await db.selectFrom('bookings').selectAll().orderBy('turn').execute()
    expect(bookings.map(({ state }) => state)).toEqual(['booked', 'booked', 'waiting'])
    expect(bookings.every(({ askedAt }) => askedAt < world.now())).toBe(true)
    expect(await db.selectFrom('consultationAnswers').selectAll().execute()).toHaveLength(1)
    const [ballot, ...ballots] = await db.selectFrom('ballots').selectAll().execute()
    expect([ballot?.state, ballots]).toEqual(['nominating', []])
    expect(ballot?.title).toContain('(invented)')
    expect(await db.selectFrom('nominations').selectAll().execute()).toHaveLength(1)
    const tools = { db, queue: { add: async () => {} }, world }
    await tendConsultations(tools, new Set())
    await tendEvents(tools, new Set())
    await moveBallots({ ...tools, secret: 'x'.repeat(32) })
    expect(await db.selectFrom('notices').selectAll().execute()).toEqual([])
  })
})
