import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { categoryOf } from '#src/broadcasts/optional.ts'
import type { Database } from '#src/kernel/db.ts'
import { operatorsSecret } from '#src/kernel/secret.ts'
import { askAgainWhereWordsChanged } from '#src/people/consents/asking.ts'
import { giveConsent } from '#src/people/consents/consent-store.ts'
import { Agree, Preferences, StopOptional, UndoStop } from '#src/people/consents/intents.ts'
import { accountHash } from '#src/people/consents/suppression.ts'
import { isSuppressed } from '#src/people/consents/suppression-store.ts'
import {
  OPTIONAL_CATEGORIES,
  type OptionalCategory,
  WORDINGS,
} from '#src/people/consents/wordings.ts'
import { UNPAID_ROLE } from '#test/support/contents.ts'
import { databases } from '#test/support/database.ts'
import { createEngine, type Engine, type Reader } from '#test/support/engine.ts'

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

  const agree = async (reader: Reader, category: 'purpose' | OptionalCategory) =>
    engine.press(reader, Agree({ category }))
  const member = async (...agreed: readonly OptionalCategory[]) => {
    const reader = await engine.addReader(['slack'])
    for (const category of agreed) await agree(reader, category)
    return reader
  }
  const arrived = ({ refs }: Reader) =>
    engine.ends.slack.arrived.filter(({ ref }) => ref === refs[0])
  const states = async (broadcast: number) =>
    (await engine.deliveries(broadcast)).map(({ state, reason }) => [state, reason])
  async function opportunity(readers: readonly Reader[], type: 'other' | 'education' = 'other') {
    const id = await engine.broadcast(readers)
    await engine.pool.query(
      `update broadcasts set kind = 'opportunity', content = $2 where id = $1`,
      [id, JSON.stringify({ ...UNPAID_ROLE, type })],
    )
    return id
  }
  const actionsSince = async (id: string, reader: Reader) => {
    const { rows } = await engine.pool.query<{ action: string; subject: string }>(
      'select action, subject from audit where id > $1 and person_id = $2 order by id',
      [id, reader.id],
    )
    return rows.map(({ action, subject }) => `${action} ${subject}`)
  }
  const lastAudit = async () => {
    const { rows } = await engine.pool.query<{ id: string }>(
      'select coalesce(max(id), 0)::text as id from audit',
    )
    return rows[0]?.id ?? '0'
  }

  test('is kept with its words, its time and its place, and what is taken back stays on record', async () => {
    const before = await lastAudit()
    const reader = await member('opportunities')
    await engine.press(reader, StopOptional({ category: 'opportunities' }))
    await agree(reader, 'opportunities')
    const { rows } = await engine.pool.query(
      `select category, wording, platform, withdrawn_platform as ended, withdrawn_at is null as stands
       from consents where person_id = $1 order by given_at, stands`,
      [reader.id],
    )
    const one = {
      category: 'opportunities',
      wording: WORDINGS.opportunities.version,
      platform: 'slack',
    }
    expect(rows).toEqual([
      { ...one, ended: 'slack', stands: false },
      { ...one, ended: null, stands: true },
    ])
    expect(await actionsSince(before, reader)).toEqual([
      `consent.given consent:opportunities:${WORDINGS.opportunities.version}`,
      'consent.withdrawn consent:opportunities',
      `consent.given consent:opportunities:${WORDINGS.opportunities.version}`,
    ])
  })

  test('decides what is sent at the moment of sending, each category by itself', async () => {
    const both = await member('opportunities', 'education')
    const roles = await member('opportunities')
    const none = await member()
    const role = await opportunity([both, roles, none])
    const course = await opportunity([both, roles, none], 'education')
    await engine.run()
    expect(await states(role)).toEqual([
      ['sent', null],
      ['sent', null],
      ['stopped', 'consent'],
    ])
    expect(await states(course)).toEqual([
      ['sent', null],
      ['stopped', 'consent'],
      ['stopped', 'consent'],
    ])
    expect(arrived(none)).toEqual([])
  })

  test('a service message needs none of it', async () => {
    const none = await member()
    const id = await engine.broadcast([none])
    await engine.run()
    expect(await states(id)).toEqual([['sent', null]])
  })

  test('one press stops what waits, and one takes that back', async () => {
    const reader = await member('opportunities', 'education')
    const id = await opportunity([reader])
    const at = engine.world.now()
    const card = JSON.stringify(await engine.say(reader, 'stop'))
    expect(card).toContain('Opportunities and education are stopped')
    expect(await states(id)).toEqual([['stopped', 'consent']])
    engine.world.advance(60_000)
    expect(
      JSON.stringify(await engine.press(reader, UndoStop({ at: at.toISOString() }))),
    ).toContain('Opportunities and education come to you again')
    await engine.run()
    expect(await states(id)).toEqual([['sent', null]])
    expect(arrived(reader)).toHaveLength(1)
    expect(
      JSON.stringify(await engine.press(reader, UndoStop({ at: at.toISOString() }))),
    ).toContain('Opportunities and education come to you again')
    await engine.run()
    expect(arrived(reader)).toHaveLength(1)
  })

  test('stopped a second time, the way back is still there; and what else comes is not denied', async () => {
    const reader = await member('opportunities', 'education')
    const stop = StopOptional({ category: 'opportunities' })
    const at = engine.world.now()
    await engine.press(reader, stop)
    engine.world.advance(60_000)
    const again = JSON.stringify(await engine.press(reader, stop))
    expect(again).toContain('Opportunities are stopped')
    expect(again).toContain(at.toISOString())
    engine.world.advance(25 * 60 * 60_000)
    const late = JSON.stringify(await engine.press(reader, stop))
    expect(late).toContain('Opportunities are not sent to you')
    expect(late).not.toContain('agreed to nothing optional')
  })

  test('nothing is undone after a day, or by whoever stopped nothing then', async () => {
    const reader = await member('opportunities')
    const other = await member('opportunities')
    const at = engine.world.now()
    await engine.press(reader, StopOptional({ category: 'opportunities' }))
    const undo = UndoStop({ at: at.toISOString() })
    expect(JSON.stringify(await engine.press(other, undo))).toContain('can no longer be undone')
    engine.world.advance(25 * 60 * 60_000)
    expect(JSON.stringify(await engine.press(reader, undo))).toContain('can no longer be undone')
  })

  test('words that changed since are not agreed to: they are asked about once, and nothing is sent meanwhile', async () => {
    const reader = await member('opportunities')
    await agree(reader, 'purpose')
    await engine.pool.query(`update consents set wording = 'joining-0' where person_id = $1`, [
      reader.id,
    ])
    const tools = { db: engine.db, queue: engine.queue, world: engine.world }
    await askAgainWhereWordsChanged(tools)
    await askAgainWhereWordsChanged(tools)
    const [waits, service] = [await opportunity([reader]), await engine.broadcast([reader])]
    await engine.run()
    expect(await states(waits)).toEqual([['stopped', 'consent']])
    expect(await states(service)).toEqual([['sent', null]])
    const cards = arrived(reader).map((one) => JSON.stringify(one))
    expect(cards.filter((card) => card.includes('Do you still agree to'))).toHaveLength(2)
    expect(JSON.stringify(await engine.press(reader, Preferences({})))).toContain(
      'since the words have changed',
    )
    await agree(reader, 'opportunities')
    const after = await opportunity([reader])
    await engine.run()
    expect(await states(after)).toEqual([['sent', null]])
  })

  test('a stop from somebody who has not joined is kept without their name, and ended by joining alone', async () => {
    const user = `slack:${engine.world.newId()}`
    const stranger: Reader = { id: engine.world.newId(), refs: [user] }
    expect(JSON.stringify(await engine.say(stranger, 'stop'))).toContain(
      'You will not be asked again',
    )
    const who = { platform: 'slack', tenant: 'T1', user } as const
    const hash = accountHash('x'.repeat(32), who)
    expect(await isSuppressed(engine.db, hash, 'invitation')).toBe(true)
    expect(await isSuppressed(engine.db, accountHash('y'.repeat(32), who), 'invitation')).toBe(
      false,
    )
    const { rows } = await engine.pool.query('select 1 from suppressions s where s::text like $1', [
      `%${user}%`,
    ])
    expect(rows).toEqual([])
  })

  test('the rule and the tables agree on what needs which consent', async () => {
    for (const type of ['other', 'education', 'research'] as const) {
      const needs = categoryOf({ ...UNPAID_ROLE, type })
      for (const category of OPTIONAL_CATEGORIES) {
        const reader = await member(category)
        const id = await opportunity([reader], type === 'research' ? 'other' : type)
        await engine.run()
        expect(await states(id)).toEqual([
          needs === category ? ['sent', null] : ['stopped', 'consent'],
        ])
      }
    }
  })

  test('agreeing twice at once is one agreement', async () => {
    const reader = await member()
    const given = { personId: reader.id, at: engine.world.now(), platform: 'slack' }
    for (let n = 0; n < 2; n += 1)
      await engine.db
        .transaction()
        .execute(async (tx) =>
          giveConsent(tx, { ...given, newId: engine.world.newId }, 'education'),
        )
    const { rows } = await engine.pool.query('select 1 from consents where person_id = $1', [
      reader.id,
    ])
    expect(rows).toHaveLength(1)
  })

  test("another secret than the operator's first is refused", async () => {
    const first = 'a secret of the operator, long enough'
    expect(await operatorsSecret(engine.db, 'tried', first)).toBe(first)
    expect(await operatorsSecret(engine.db, 'tried', first)).toBe(first)
    await expect(operatorsSecret(engine.db, 'tried', `${first}!`)).rejects.toThrow('is not the one')
    await expect(operatorsSecret(engine.db, 'tried', null)).rejects.toThrow('is not the one')
  })
})
