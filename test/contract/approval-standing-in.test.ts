import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tellDue } from '#src/approvals/due.ts'
import { Approve, EndStandIn, SaveStandIn } from '#src/approvals/intents.ts'
import { SendNow } from '#src/broadcasts/intents.ts'
import { insertDraft } from '#src/broadcasts/store.ts'
import { APPROVALS, DUE_BROADCASTS } from '#src/delivery/jobs.ts'
import type { Database } from '#src/kernel/db.ts'
import { daysAfter, londonDay } from '#src/kernel/london.ts'
import { databases } from '#test/support/database.ts'
import { createEngine, type Engine, type Reader } from '#test/support/engine.ts'

const PLACE = 'U99999'

describe.each(databases())('who is asked, on $name', ({ open }) => {
  let database: Database
  let engine: Engine
  let away: Reader
  let standIn: Reader
  beforeAll(async () => {
    database = await open()
    engine = await createEngine(database)
    ;[away, standIn] = [await engine.addReader(['slack']), await engine.addReader(['slack'])]
    const reader = await engine.addReader(['slack'])
    await engine.pool.query(
      `insert into organisations (code, kind, name) values ('U88888', 'pcn', 'Other PCN')`,
    )
    for (const [{ id }, place] of [
      [away, PLACE],
      [standIn, 'U88888'],
    ] as const)
      await engine.pool.query(
        `insert into roles (id, person_id, organisation, role, starts_at) values (gen_random_uuid(), $1, $2, 'clinical-director', '2020-01-01')`,
        [id, place],
      )
    await engine.pool.query(
      `insert into subscriptions (person_id, kind, organisation, cadence, since) values ($1, 'announcement', $2, 'now', '2020-01-01')`,
      [reader.id, PLACE],
    )
    for (const name of [DUE_BROADCASTS, APPROVALS]) {
      await engine.queue.work(name, { concurrency: 1, retryLimit: 0 }, async () => {})
      // Looked up once, outside any transaction: an embedded database has no second connection for it.
      await engine.queue.addTick(name, 'known')
    }
  })
  afterAll(async () => {
    await engine.stop()
    await database.close()
  })

  /** Asks for approval of a new critical message; who is asked, and the request. */
  async function ask() {
    const content = {
      kind: 'announcement' as const,
      title: 'Stop batch 4711',
      summary: 'x',
      actions: [],
      sourceName: null,
      sourceUrl: null,
      contact: null,
      until: null,
    }
    const draft = {
      organisation: PLACE,
      urgency: 'critical',
      specialties: [],
      gpKinds: [],
    } as const
    const id = await engine.db
      .transaction()
      .execute(async (tx) =>
        insertDraft(tx, engine.author.id, { ...draft, content }, engine.world.now()),
      )
    await engine.press(engine.author, SendNow({ broadcast: id }))
    const { rows } = await engine.pool.query<{ approval: number; person: string }>(
      `select a.id as approval, p.person_id as person from approvals a join approvers p on p.approval_id = a.id
       where a.broadcast_id = $1`,
      [id],
    )
    return { approval: rows[0]?.approval ?? 0, asked: rows.map(({ person }) => person).toSorted() }
  }

  const notices = async (about: string) =>
    (await engine.pool.query(`select 1 from notices where about = $1`, [about])).rows.length

  test('a stand-in is asked too, answers in their place, and no longer once it is over', async () => {
    expect((await ask()).asked).toEqual([away.id])
    const today = londonDay(engine.world.now())
    const named = await engine.submit(away, SaveStandIn({}), {
      standIn: standIn.id,
      from: today,
      until: daysAfter(today, 3),
    })
    expect(JSON.stringify(named)).toContain('can approve in your place')
    const { approval, asked } = await ask()
    expect(asked).toEqual([away.id, standIn.id].toSorted())
    await engine.press(standIn, Approve({ approval }))
    const { rows } = await engine.pool.query(
      'select state, decided_by as by, stood_in_for as "insteadOf" from approvals where id = $1',
      [approval],
    )
    expect(rows).toEqual([{ state: 'approved', by: standIn.id, insteadOf: away.id }])
    // Over in the middle of a request: the role is read when it is used.
    const later = await ask()
    await engine.press(away, EndStandIn({}))
    const late = await engine.press(standIn, Approve({ approval: later.approval }))
    expect(JSON.stringify(late)).toContain('You hold no role any more')
    expect((await ask()).asked).toEqual([away.id])
  })

  test('the author’s own stand-in is nobody, and neither is somebody who approves nothing', async () => {
    const today = londonDay(engine.world.now())
    await engine.submit(engine.author, SaveStandIn({}), {
      standIn: standIn.id,
      from: today,
      until: today,
    })
    expect((await ask()).asked).toEqual([away.id])
    const wrong = await engine.submit(away, SaveStandIn({}), {
      standIn: (await engine.addReader(['slack'])).id,
      from: today,
      until: today,
    })
    expect(JSON.stringify(wrong)).toContain('Choose somebody from the list')
  })

  test('who is asked and does not answer is reminded once, and the author hears of it', async () => {
    const { approval } = await ask()
    const tick = async () => tellDue({ db: engine.db, queue: engine.queue, world: engine.world })
    const before = await notices(`approval:${approval}`)
    engine.world.advance(14 * 60_000)
    await tick()
    expect(await notices(`unanswered:${approval}`)).toBe(0)
    engine.world.advance(60_000)
    await Promise.all([tick(), tick()])
    await tick()
    expect(await notices(`approval:${approval}`)).toBe(before + 1)
    expect(await notices(`unanswered:${approval}`)).toBe(1)
  })
})
