import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import { accountHash } from '#src/people/consents/suppression.ts'
import { isSuppressed } from '#src/people/consents/suppression-store.ts'
import { HOLDINGS, type Link, NOBODYS } from '#src/people/rights/holdings.ts'
import { heldOf } from '#src/people/rights/holdings-store.ts'
import { ConfirmDelete } from '#src/people/rights/intents.ts'
import { databases } from '#test/support/database.ts'
import { createEngine, type Engine, type Reader } from '#test/support/engine.ts'
import { tablesWith } from '#test/support/raw-chat.ts'

/** The columns by which a link finds somebody. */
function columnsOf(link: Link): readonly string[] {
  if (link.by !== 'account') return [link.column]
  return [
    'user_ref',
    ...(link.tenant === null ? [] : [link.tenant]),
    ...(link.platform === null ? ['platform'] : []),
  ]
}

/** Names of columns in which there may be a person, whatever they refer to. */
const PEOPLES = /person|author|user_ref|identity|invited|account|^tried$|^tenant$/

describe.each(databases())('the rights of people, on $name,', ({ open }) => {
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

  /** What is in the database and not in the register, and the other way round. */
  async function unregistered(): Promise<readonly string[]> {
    const { rows: columns } = await sql<{ name: string; held: string; refers: string | null }>`
      select c.table_name as held, c.column_name as name, (
        select max(r.relname) from pg_constraint k
        join pg_class t on t.oid = k.conrelid join pg_class r on r.oid = k.confrelid
        join pg_attribute a on a.attrelid = t.oid and a.attnum = any(k.conkey)
        where k.contype = 'f' and t.relname = c.table_name and a.attname = c.column_name
          and r.relname in ('people', 'identities')) as refers
      from information_schema.columns c
      where c.table_schema = 'public' and c.table_name not like 'kysely_migration%'`.execute(
      database.db,
    )
    const known = new Map(HOLDINGS.map((one) => [one.table, one]))
    const tables = new Set(columns.map(({ held }) => held))
    const registered = [...known.keys(), ...Object.keys(NOBODYS)]
    return [
      ...[...tables].filter((one) => known.has(one) === Object.hasOwn(NOBODYS, one)),
      ...registered.filter((one) => !tables.has(one)),
      ...columns
        .filter(({ refers, name }) => refers !== null || PEOPLES.test(name))
        .filter(({ held, name, refers }) => {
          const holding = known.get(held)
          return holding === undefined
            ? refers !== null
            : !holding.of.flatMap(columnsOf).includes(name) &&
                !Object.hasOwn(holding.explained ?? {}, name)
        })
        .map(({ held, name }) => `${held}.${name}`),
    ]
  }

  test('every table is either held of people or of nobody, and every column that leads to somebody is known', async () => {
    expect(await unregistered()).toEqual([])
  })

  test('a table or a column that nobody has thought of is found', async () => {
    await engine.pool.query('create table planted (by_person uuid references people (id))')
    await engine.pool.query('alter table replies add column second_author uuid')
    expect((await unregistered()).toSorted()).toEqual([
      'planted',
      'planted.by_person',
      'replies.second_author',
    ])
    await engine.pool.query('drop table planted')
    await engine.pool.query('alter table replies drop column second_author')
  })

  const who = ({ refs }: Reader) =>
    ({ platform: 'slack', tenant: 'T1', user: refs[0] ?? '' }) as const
  const deletes = async (reader: Reader) => engine.press(reader, ConfirmDelete({}))
  const arrived = ({ refs }: Reader) =>
    engine.ends.slack.arrived.filter(({ ref }) => ref === refs[0])

  test('what is on its way to somebody who deletes themselves does not leave, on any of their accounts', async () => {
    const [going, staying] = [
      await engine.addReader(['slack', 'teams']),
      await engine.addReader(['slack']),
    ]
    const id = await engine.broadcast([going, staying])
    const paused = await engine.broadcast([going])
    await engine.pool.query(`update deliveries set state = 'sending' where broadcast_id = $1`, [
      paused,
    ])
    await engine.notice(going)
    await deletes(going)
    await engine.run()
    expect(arrived(going)).toEqual([])
    expect(engine.ends.teams.arrived).toEqual([])
    expect(arrived(staying)).toHaveLength(1)
    const states = async (broadcast: number) =>
      (await engine.deliveries(broadcast)).map(({ state, reason }) => [state, reason])
    expect(await states(id)).toEqual([
      ['stopped', 'left'],
      ['sent', null],
    ])
    expect(await states(paused)).toEqual([['stopped', 'left']])
    expect(await tablesWith(database, `${going.refs[0]}|${going.refs[1]}`)).toEqual([])
    for (const category of ['opportunities', 'education', 'invitation'] as const)
      expect(await isSuppressed(engine.db, accountHash('x'.repeat(32), who(going)), category)).toBe(
        true,
      )
  })

  test('cards in their chats are emptied, and those of others say who it was no more', async () => {
    const reader = await engine.addReader(['slack'])
    await engine.pool.query(`update people set name = 'Dr Zqxname Quill' where id = $1`, [
      reader.id,
    ])
    const id = await engine.broadcast([reader])
    await engine.run()
    await engine.say(reader, `ask ${id} Is zqxquestion right?`)
    await engine.run()
    expect(JSON.stringify(arrived(engine.author))).toContain('zqxquestion')
    const own = arrived(reader)
    await deletes(reader)
    await engine.run()
    const redrawn = engine.ends.slack.redrawn
    for (const { ref, key } of own)
      expect(redrawn.findLast((one) => one.ref === `${ref}:${key}`)?.message.title).toBe(
        'This message was removed',
      )
    const authors = redrawn.findLast(({ ref }) => ref.startsWith(engine.author.refs[0] ?? '-'))
    expect(JSON.stringify(authors)).toContain('A person who has left')
    expect(JSON.stringify(authors)).toContain('Removed at the request of whoever wrote it.')
    expect(JSON.stringify(authors)).not.toMatch(/zqx/i)
    expect(await tablesWith(database, '[Zz]qx')).toEqual([])
  })

  test('it is all or nothing, and twice is once', async () => {
    const reader = await engine.addReader(['slack'])
    await deletes(reader)
    const { rows } = await engine.pool.query<{ n: number }>(
      `select count(*)::int as n from audit where action = 'person.erased' and subject = $1`,
      [`person:${reader.id}`],
    )
    expect(rows).toEqual([{ n: 1 }])
    await deletes(reader)
    const again = await engine.pool.query(
      `select 1 from audit where action = 'person.erased' and subject = $1`,
      [`person:${reader.id}`],
    )
    expect(again.rows).toHaveLength(1)
    const held = await engine.db.transaction().execute(async (tx) => heldOf(tx, reader.id))
    const left = held
      .filter(({ rows: some }) => some.length > 0)
      .map(({ holding }) => holding.table)
    expect(left).toEqual(['people', 'audit'])
  })

  test('what a sender sent stays, under no name; their drafts do not', async () => {
    const [sender, reader] = [await engine.addReader(['slack']), await engine.addReader(['slack'])]
    await engine.pool.query(`update people set name = 'Dr Zqxsender Quill' where id = $1`, [
      sender.id,
    ])
    const [sent, draft] = [await engine.broadcast([reader]), await engine.broadcast([reader])]
    await engine.pool.query(`delete from deliveries where broadcast_id = $1`, [draft])
    await engine.pool.query(`update broadcasts set author_id = $1 where id = any($2)`, [
      sender.id,
      [sent, draft],
    ])
    await engine.pool.query(
      `update broadcasts set state = 'draft', started_at = null, content = content || '{"summary": "Zqxdraft"}' where id = $1`,
      [draft],
    )
    // Somebody was asked to approve the draft, and was returned it by who goes.
    for (const [broadcast, asked, decided] of [
      [draft, sender.id, engine.author.id],
      [sent, engine.author.id, sender.id],
    ])
      await engine.pool.query(
        `with a as (
           insert into approvals (broadcast_id, what, because, hash, content, recipients, asked_by, asked_at, state, decided_by,
             decided_at, reason, remind_at)
           values ($1, 'sending', 'critical', repeat('0', 64), '{}', 1, $2, now(), 'returned', $3, now(), 'Zqxreason', now())
           returning id)
         insert into approvers (approval_id, person_id) select id, $3 from a`,
        [broadcast, asked, decided],
      )
    await engine.run()
    expect(JSON.stringify(arrived(reader))).toContain('Zqxsender')
    await engine.say(reader, `read ${sent}`)
    await deletes(sender)
    await engine.run()
    const last = engine.ends.slack.redrawn.findLast(({ ref }) =>
      ref.startsWith(reader.refs[0] ?? '-'),
    )
    expect(JSON.stringify(last)).toContain('from A person who has left')
    expect(JSON.stringify(last)).toContain('Modelled.')
    expect(await tablesWith(database, '[Zz]qx')).toEqual([])
    const { rows } = await engine.pool.query(
      'select answer from acknowledgements where broadcast_id = $1',
      [sent],
    )
    expect(rows).toEqual([{ answer: 'read' }])
  })

  test('somebody who never joined is forgotten too', async () => {
    const ref = 'slack:stranger'
    await engine.pool.query(
      `insert into invitations (platform, tenant, user_ref, invited_by, at) values ('slack', 'T1', $1, $2, now())`,
      [ref, engine.author.id],
    )
    await deletes({ id: engine.world.newId(), refs: [ref] })
    expect(await tablesWith(database, ref)).toEqual([])
  })
})
