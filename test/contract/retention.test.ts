import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_RETENTION } from '#src/config-retention.ts'
import type { Database } from '#src/kernel/db.ts'
import { readAudit } from '#src/operate/audit-store.ts'
import { type Ended, endAllPast, wouldEnd } from '#src/operate/retention.ts'
import { databases } from '#test/support/database.ts'
import { createEngine, type Engine } from '#test/support/engine.ts'
import { keptLog } from '#test/support/raw-chat.ts'

const DAY_MS = 24 * 60 * 60_000

describe.each(databases())('what is past its time, on $name,', ({ open }) => {
  const { log } = keptLog()
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

  const deps = () => ({
    db: engine.db,
    queue: engine.queue,
    world: engine.world,
    log,
    retention: DEFAULT_RETENTION,
    secret: 'x'.repeat(32),
  })
  const ago = (days: number) => new Date(engine.world.now().getTime() - days * DAY_MS)
  const some = (ended: readonly Ended[]) =>
    Object.fromEntries(ended.filter(({ n }) => n > 0).map(({ name, n }) => [name, n]))
  const run = async (text: string, values: readonly unknown[] = []) =>
    (await engine.pool.query<Record<string, unknown>>(text, [...values])).rows

  test('goes, all of it, and what is not yet past it stays', async () => {
    const [reader, gone, lately] = [
      await engine.addReader(['slack']),
      await engine.addReader(['slack']),
      await engine.addReader(['slack']),
    ]
    const id = await engine.broadcast([reader])
    await engine.notice(reader)
    await engine.notice(reader)
    await engine.say(reader, `read ${id}`)
    await engine.run()
    const old = { event: ago(15), notice: ago(91), words: ago(366), handle: ago(731) }
    await run(`update inbound_events set at = $1`, [ago(13)])
    await run(
      `insert into inbound_events (platform, event_id, at) select 'slack', 'old-' || n, $1 from generate_series(1, 2500) n`,
      [old.event],
    )
    await run(
      `update notices set sent_at = $1 where id = (select min(id::text)::uuid from notices where person_id = $2)`,
      [old.notice, reader.id],
    )
    await run(
      `insert into replies (broadcast_id, person_id, wants_answer, body, at)
       values ($1, $2, true, 'Old words', $3), ($1, $2, true, 'New words', $4)`,
      [id, reader.id, old.words, ago(364)],
    )
    await run(
      `insert into expressions_of_interest (broadcast_id, person_id, number, how, dates, conflict, conflict_words, at, stage_at)
       values ($1, $2, 1, 'Old how', '{2026-01-01}', 'declared', 'Old conflict', $3, $3)`,
      [id, reader.id, old.words],
    )
    await run(
      `insert into outcomes (broadcast_id, person_id, stage, decided_by, reason, at)
       values ($1, $2, 'shortlisted', $2, 'Old reason', $3), ($1, $2, 'declined', $2, 'New reason', $4)`,
      [id, reader.id, old.words, ago(364)],
    )
    await run(`update deliveries set sent_at = $1 where broadcast_id = $2`, [old.handle, id])
    await run(
      `insert into slack_waiting_forms (id, team, user_ref, form, expires_at) values ($1, 'T1', 'U1', '{}', $2)`,
      [engine.world.newId(), ago(1)],
    )
    await run(
      `insert into web_accounts (user_ref, name, about) values ('typed', 'Typed Name', ''), ('busy', 'Busy', '')`,
    )
    await run(
      `insert into web_messages (id, user_ref, sender, body, at) values ($1, 'typed', 'person', '{}', $3), ($2, 'busy', 'person', '{}', $4)`,
      [engine.world.newId(), engine.world.newId(), ago(366), ago(364)],
    )
    await run(`update people set left_at = $1 where id = $2`, [ago(731), gone.id])
    await run(`update people set left_at = $1 where id = $2`, [ago(729), lately.id])

    const before = await wouldEnd(engine.db, DEFAULT_RETENTION, engine.world.now())
    const wanted = {
      events: 2500,
      'slack-forms': 1,
      notices: 1,
      words: 1,
      interests: 1,
      outcomes: 1,
      handles: 1,
      chat: 1,
      left: 1,
    }
    expect(some(before)).toEqual(wanted)
    expect(some(await endAllPast(deps()))).toEqual({ ...wanted, 'chat-accounts': 1 })
    expect(some(await endAllPast(deps()))).toEqual({})

    expect(await run(`select count(*)::int as n from inbound_events`)).toEqual([{ n: 1 }])
    expect(await run(`select body from replies order by id`)).toEqual([
      { body: 'Removed when its time was over.' },
      { body: 'New words' },
    ])
    expect(await run(`select how, dates, conflict_words from expressions_of_interest`)).toEqual([
      { how: 'Removed when its time was over.', dates: [], conflict_words: null },
    ])
    expect(await run(`select reason from outcomes order by id`)).toEqual([
      { reason: null },
      { reason: 'New reason' },
    ])
    expect(await run(`select state, handle from deliveries where broadcast_id = $1`, [id])).toEqual(
      [{ state: 'sent', handle: null }],
    )
    expect(await run(`select answer from acknowledgements`)).toEqual([{ answer: 'read' }])
    expect(await run(`select user_ref from web_accounts`)).toEqual([{ user_ref: 'busy' }])
    expect(
      await run(
        `select name, erased_at is not null as erased from people where id = any($1) order by erased`,
        [[gone.id, lately.id]],
      ),
    ).toEqual([
      { name: 'Dr Model', erased: false },
      { name: 'A person who has left', erased: true },
    ])
  })

  test('is told in the audit by numbers, batch by batch', async () => {
    const asked = { person: null, subject: null, since: null, until: null, last: 100 }
    const lines = await readAudit(engine.db, { ...asked, action: 'retention.' })
    expect(
      lines.filter(({ action }) => action === 'retention.events').map(({ subject }) => subject),
    ).toEqual(['rows:1000', 'rows:1000', 'rows:500'])
    expect(lines.every(({ person }) => person === null)).toBe(true)
  })

  test('a run that is stopped in the middle leaves nothing half done, and the next one ends it', async () => {
    await run(
      `insert into inbound_events (platform, event_id, at) select 'slack', 'more-' || n, $1 from generate_series(1, 1500) n`,
      [ago(15)],
    )
    const stop = new AbortController()
    let batches = 0
    const halfway = {
      ...deps(),
      world: {
        ...engine.world,
        now: () => {
          batches += 1
          if (batches > 1) stop.abort()
          return engine.world.now()
        },
      },
    }
    await expect(endAllPast(halfway, stop.signal)).rejects.toThrow()
    expect(
      await run(`select count(*)::int as n from inbound_events where event_id like 'more-%'`),
    ).toEqual([{ n: 500 }])
    expect(some(await endAllPast(deps()))).toEqual({ events: 500 })
  })

  test('the audit is read by person, thing, action and time, the newest last', async () => {
    const reader = await engine.addReader(['slack'])
    const from = engine.world.now()
    await engine.say(reader, 'my data')
    engine.world.advance(DAY_MS)
    await engine.say(reader, 'my data')
    const none = { person: null, subject: null, action: null, since: null, until: null, last: 100 }
    const mine = await readAudit(engine.db, { ...none, person: reader.id })
    expect(mine.map(({ action }) => action)).toEqual(['my-data.linked', 'my-data.linked'])
    expect(await readAudit(engine.db, { ...none, person: reader.id, last: 1 })).toEqual([mine[1]])
    const [day] = [new Date(from.getTime() + DAY_MS / 2)]
    expect(await readAudit(engine.db, { ...none, person: reader.id, until: day })).toEqual([
      mine[0],
    ])
    expect(await readAudit(engine.db, { ...none, person: reader.id, since: day })).toEqual([
      mine[1],
    ])
    expect(await readAudit(engine.db, { ...none, subject: `person:${reader.id}` })).toEqual(mine)
    expect(await readAudit(engine.db, { ...none, person: reader.id, action: 'my_' })).toEqual([])
  })
})
