import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isOpen } from '#src/attention/rules.ts'
import { bankHolidays } from '#src/attention/store.ts'
import { Show } from '#src/broadcasts/intents.ts'
import { claimNotice, recordNotice } from '#src/delivery/notice-claim-store.ts'
import { prepareNotice } from '#src/delivery/prepare.ts'
import { growEdition } from '#src/delivery/renewal-store.ts'
import { leavingDigest, makeDigests } from '#src/digests/make.ts'
import type { Database } from '#src/kernel/db.ts'
import { SubmitWithdrawal } from '#src/versions/intents.ts'
import { ConfirmDelete } from '#src/people/rights/intents.ts'
import { sendReminders } from '#src/reminders/send.ts'
import { tellDays } from '#src/versions/days.ts'
import { databases } from '#test/support/database.ts'
import { createEngine, type Engine, type Reader } from '#test/support/engine.ts'

const HOUR_MS = 60 * 60_000
const USUAL = { quietFrom: null, quietTo: null, workingDays: '12345' }

/** What people were sent as a list of several messages says what became of each of these. */
describe.each(databases())('a list that was sent, on $name,', ({ open }) => {
  let database: Database
  let engine: Engine
  beforeAll(async () => {
    database = await open()
    engine = await createEngine(database)
    const holidays = await bankHolidays(engine.db)
    while (!isOpen(USUAL, holidays, engine.world.now())) engine.world.advance(HOUR_MS)
  })
  afterAll(async () => {
    await engine.stop()
    await database.close()
  })

  const tools = () => ({ db: engine.db, queue: engine.queue, world: engine.world })
  const run = (text: string, values: readonly unknown[]) =>
    engine.pool.query<Record<string, unknown>>(text, [...values])
  const withdraw = async (id: number) => {
    await engine.submit(engine.author, SubmitWithdrawal({ broadcast: id }), { reason: 'Wrong.' })
  }
  const tick = async () => {
    await tellDays(tools())
    await engine.run()
  }

  /** So many messages that wait for the digest of these. */
  async function waiting(readers: readonly Reader[], many: number): Promise<readonly number[]> {
    const ids: number[] = []
    for (let n = 0; n < many; n += 1) ids.push(await engine.broadcast(readers))
    await run(`update deliveries set state = 'digest' where broadcast_id = any($1)`, [ids])
    await run(
      `insert into digest_items (broadcast_id, person_id, due_at)
       select broadcast_id, person_id, $2 from deliveries where broadcast_id = any($1)`,
      [ids, engine.world.now()],
    )
    await engine.run()
    return ids
  }
  async function digested(readers: readonly Reader[], many: number): Promise<readonly number[]> {
    const ids = await waiting(readers, many)
    await makeDigests(tools())
    await engine.run()
    return ids
  }

  /** The lines of the first card that somebody got, as it stands; how often it was drawn anew. */
  function card({ refs }: Reader) {
    const [ref = ''] = refs
    const end = engine.ends[ref.startsWith('teams') ? 'teams' : 'slack']
    const first = end.arrived.find((one) => one.ref === ref)
    const redrawn = end.redrawn.filter((one) => one.ref === `${ref}:${first?.key}`)
    const message = redrawn.at(-1)?.message ?? first?.message
    const lines = (message?.blocks ?? []).flatMap((block) =>
      block.is === 'row' ? [block.parts.map(({ text }) => text).join('')] : [],
    )
    const opens = (message?.blocks ?? []).flatMap((block) =>
      block.is === 'row' ? block.actions.map(({ label }) => label) : [],
    )
    return {
      at: `${ref}:${first?.key}`,
      title: message?.title,
      lines,
      opens,
      times: redrawn.length,
    }
  }
  const behind = async (id: number) =>
    (await run('select behind from broadcasts where id = $1', [id])).rows[0]

  test('says which of its messages was withdrawn, for everybody who has it', async () => {
    const readers = [await engine.addReader(['slack']), await engine.addReader(['teams'])]
    const [kept = 0, gone = 0] = await digested(readers, 2)
    for (const one of readers) expect(card(one).lines).toHaveLength(2)
    await withdraw(gone)
    await engine.run()
    for (const one of readers)
      expect(card(one)).toMatchObject({
        title: '2 messages for you',
        lines: ['Modelled Announcement, Model PCN', 'Withdrawn: Modelled Announcement, Model PCN'],
        opens: [`Open ${kept}`, `Open ${gone}`],
        times: 1,
      })
    expect(await behind(gone)).toEqual({ behind: false })
    await tick()
    expect(card(readers[0] as Reader).times).toBe(1)
  })

  test('is drawn once for several of its messages that changed at once', async () => {
    const reader = await engine.addReader(['slack'])
    const ids = await digested([reader], 3)
    await engine.db.transaction().execute(async (db) => {
      for (const id of ids) await growEdition({ db, queue: engine.queue }, id, engine.world.now())
    })
    await engine.run()
    expect(card(reader).times).toBe(1)
    for (const id of ids) expect(await behind(id)).toEqual({ behind: false })
  })

  test('is drawn by the tick when the process that changed a message lost its job', async () => {
    const reader = await engine.addReader(['teams'])
    const [first = 0] = await digested([reader], 2)
    const lost = { add: async () => {} }
    await engine.db
      .transaction()
      .execute(async (db) => growEdition({ db, queue: lost }, first, engine.world.now()))
    await engine.run()
    expect(card(reader).times).toBe(0)
    await tick()
    expect(card(reader).times).toBe(1)
  })

  test('that waits for its turn is drawn when its reader opens a message from it', async () => {
    const reader = await engine.addReader(['slack'])
    const [first = 0] = await digested([reader], 2)
    const lost = { add: async () => {} }
    await engine.db
      .transaction()
      .execute(async (db) => growEdition({ db, queue: lost }, first, engine.world.now()))
    await engine.press(reader, Show({ broadcast: first }), card(reader).at)
    await engine.run()
    expect(card(reader).times).toBe(1)
  })

  test('names nobody who has left, and keeps its marks when they go', async () => {
    const [reader, sender] = [await engine.addReader(['slack']), await engine.addReader(['slack'])]
    await run(`update people set name = 'Dr Zqxsender Quill' where id = $1`, [sender.id])
    const ids = await reminded(reader, sender)
    expect(card(reader).lines.join()).toContain('Dr Zqxsender Quill')
    await withdraw(ids[0] ?? 0)
    await engine.press(sender, ConfirmDelete({}))
    await engine.run()
    expect(card(reader).lines).toEqual([
      'Modelled Announcement, A person who has left for Model PCN',
      'Withdrawn: Modelled Announcement, A person who has left for Model PCN',
    ])
  })

  /** A digest or reminder that arrived, of which its process died before it wrote that down; what this gives lets another one go on. */
  async function leftInDoubt(
    reader: Reader,
    make = async () => makeDigests(tools()),
  ): Promise<() => Promise<void>> {
    engine.ends.slack.fail(reader.refs[0] ?? '', 'died-kept')
    await make()
    while (await engine.step());
    const put = async (when: string) =>
      run(
        `update pgboss.job set start_after = now() + $2::interval where state = 'created'
           and data ->> 'notice' = (select id::text from notices where person_id = $1 and state = 'sending') returning 1`,
        [reader.id, when],
      )
    expect((await put('1 day')).rowCount).toBe(1)
    await engine.run()
    return async () => {
      expect((await put('0')).rowCount).toBe(1)
      await engine.run()
    }
  }

  test('that was on its way when a message was withdrawn says so, though its process died', async () => {
    const [reader, other] = [await engine.addReader(['slack']), await engine.addReader(['slack'])]
    const [, gone = 0] = await waiting([reader, other], 2)
    const goOn = await leftInDoubt(reader)
    await withdraw(gone)
    await engine.run()
    // All that is known to be out was drawn.
    expect([card(other).times, card(reader).times]).toEqual([1, 0])
    expect(await behind(gone)).toEqual({ behind: false })
    await goOn()
    await tick()
    expect(card(reader).lines).toEqual(card(other).lines)
    expect(await behind(gone)).toEqual({ behind: false })
  })

  test('does not follow in an account that was taken away while it was on its way', async () => {
    const [reader, next] = [await engine.addReader(['slack']), await engine.addReader([])]
    await waiting([reader], 2)
    await makeDigests(tools())
    const { rows } = await run('select id from notices where person_id = $1', [reader.id])
    const id = String(rows[0]?.['id'])
    const at = engine.world.now()
    const prepares = new Map([leavingDigest])
    expect(await prepareNotice({ ...tools(), prepares }, id, at)).toBe(true)
    const claimed = await claimNotice(engine.db, id)
    if (claimed === null) throw new Error('It was due')
    await run('update identities set person_id = $2 where person_id = $1', [reader.id, next.id])
    await recordNotice(engine.db, claimed, 'slack', { state: 'sent', handle: 'arrived' }, at)
    const follows = await run(
      'select about from copies c join identities i on i.id = c.identity_id where i.person_id = $1',
      [next.id],
    )
    expect(follows.rows).toEqual([])
  })

  /** So many critical messages that these had four hours ago and have not answered. */
  async function owed(
    readers: readonly Reader[],
    many: number,
    sender = engine.author,
  ): Promise<readonly number[]> {
    const ids: number[] = []
    for (let n = 0; n < many; n += 1) ids.push(await engine.broadcast(readers, 'critical'))
    const then = new Date(engine.world.now().getTime() - 4 * HOUR_MS)
    // They came otherwise: what is looked at here is the reminder alone.
    await run(`update deliveries set state = 'sent', sent_at = $2 where broadcast_id = any($1)`, [
      ids,
      then,
    ])
    await run('update broadcasts set started_at = $2, author_id = $3 where id = any($1)', [
      ids,
      then,
      sender.id,
    ])
    await engine.run()
    return ids
  }
  const remind = async () => sendReminders(tools(), new Set())

  /** Two of them in one reminder. */
  async function reminded(reader: Reader, sender = engine.author): Promise<readonly number[]> {
    const ids = await owed([reader], 2, sender)
    await remind()
    await engine.run()
    return ids
  }

  test('of one message, on its way when that was withdrawn, is drawn as a copy of it', async () => {
    const [reader, other] = [await engine.addReader(['slack']), await engine.addReader(['slack'])]
    const [gone = 0] = await owed([reader, other], 1)
    const goOn = await leftInDoubt(reader, remind)
    await withdraw(gone)
    await engine.run()
    expect([card(other).times, card(reader).times]).toEqual([1, 0])
    await goOn()
    await tick()
    expect([card(other).times, card(reader).times]).toEqual([1, 1])
  })

  test('of what waits for an answer counts what still does', async () => {
    const reader = await engine.addReader(['slack'])
    const [first = 0, second = 0] = await reminded(reader)
    expect(card(reader).title).toBe('2 messages wait for your answer')
    await engine.say(reader, `read ${second}`)
    await withdraw(first)
    await engine.run()
    expect(card(reader)).toMatchObject({
      title: 'None of these waits for your answer',
      lines: [
        'Modelled Announcement, Dr Model for Model PCN. You answered it.',
        'Withdrawn: Modelled Announcement, Dr Model for Model PCN',
      ],
      opens: [`Open ${second}`, `Open ${first}`],
      times: 1,
    })
  })

  test('of which one message was left when it went is a copy of that message', async () => {
    const reader = await engine.addReader(['slack'])
    engine.ends.slack.fail(reader.refs[0] ?? '', 'later')
    const [first = 0, second = 0] = await reminded(reader)
    await engine.say(reader, `read ${first}`)
    engine.world.advance(60_000)
    await engine.run()
    expect(card(reader).title).toBe('Modelled')
    await engine.say(reader, `read ${second}`)
    await engine.run()
    expect(card(reader).times).toBe(1)
  })
})
