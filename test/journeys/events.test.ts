import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressOf, identityOf } from '#adapters/web/address.ts'
import { startDue } from '#src/app/ticks.ts'
import type { Inbound } from '#src/chat/chat-platform.ts'
import { makeDigests } from '#src/digests/make.ts'
import { silentLog } from '#src/kernel/log.ts'
import { createQueue, type Queue } from '#src/kernel/queue.ts'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { databases } from '#test/support/database.ts'
import { keptLog, rawChat, settled } from '#test/support/raw-chat.ts'
import { askProgress, expectOneCardEach, writeAnnouncement } from '#test/support/sending.ts'
import { testWorld } from '#test/support/world.ts'

const AUTHOR = 'priya-raman'
const told = (user: string, what: Inbound['what'], eventId: string = randomUUID()): Inbound => ({
  eventId,
  who: identityOf(user),
  reachableAt: addressOf(user),
  on: null,
  what,
})
const said = (user: string, text: string, eventId?: string) =>
  told(user, { is: 'say', text }, eventId)

describe.each(databases())('what is told twice on $name', ({ open }) => {
  let cascade: Cascade
  beforeAll(async () => {
    cascade = await startCascade(await open())
    await settled(cascade.database)
  })
  afterAll(async () => {
    await cascade.stop()
    await cascade.database.close()
  })
  const count = async (statement: string, values: readonly unknown[] = []): Promise<number> => {
    const { rows } = await cascade.database.pool.query<{ count: number }>(
      `select count(*)::int from (${statement}) counted`,
      [...values],
    )
    return rows[0]?.count ?? 0
  }

  test('acts once, one after the other and ten at once', async () => {
    const { core } = cascade.app
    const eventId = randomUUID()
    expect(await core.receive(said('amara-okafor', 'reply 24 Told twice', eventId))).not.toEqual([])
    expect(await core.receive(said('amara-okafor', 'reply 24 Told twice', eventId))).toEqual([])
    const many = said('amara-okafor', 'ask 24 Told ten times at once?')
    const answers = await Promise.all(Array.from({ length: 10 }, () => core.receive(many)))
    expect(answers.filter((answer) => answer.length > 0)).toHaveLength(1)
    expect(await count(`select 1 from replies where body like 'Told %'`)).toBe(2)
    await settled(cascade.database)
    expect(await count(`select 1 from notices where message::text like '%Told t%'`)).toBe(2)
  })

  test('over HTTP is answered with one card', async () => {
    const chat = await rawChat(cascade.url, cascade.database, 'amara-okafor')
    const event = randomUUID()
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => chat.say('reply 24 Five clicks', event)),
    )
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303])
    expect(await count(`select 1 from replies where body = 'Five clicks'`)).toBe(1)
    expect(await count(`select 1 from web_messages where key = $1`, [`event:${event}:0`])).toBe(1)
  })

  test('can be told again when its handling failed: nothing of it was kept', async () => {
    const { database, app } = cascade
    await database.pool.query(`alter table replies rename to replies_away`)
    const event = said('amara-okafor', 'reply 24 At the second try')
    await expect(app.core.receive(event)).rejects.toThrow()
    await database.pool.query(`alter table replies_away rename to replies`)
    const kept = `select 1 from inbound_events where event_id = $1`
    expect(await count(kept, [event.eventId])).toBe(0)
    expect(await app.core.receive(event)).not.toEqual([])
    expect(await count(kept, [event.eventId])).toBe(1)
    expect(await count(`select 1 from replies where body = 'At the second try'`)).toBe(1)
  })

  test('sends once, when Send is pressed in two windows at the same moment', async () => {
    const draft = await writeAnnouncement(cascade.as(AUTHOR), 'Pressed in two windows')
    const press = () =>
      cascade.app.core.receive(
        told(AUTHOR, {
          is: 'press',
          intent: { do: 'send-now', with: { broadcast: String(draft.id) } },
        }),
      )
    const answers = (await Promise.all([press(), press(), press()])).flat()
    const refusals = answers.flatMap((step) => (step.do === 'say' ? [step.message.title] : []))
    expect(refusals.filter((title) => /is being sent|has been sent/.test(title))).toHaveLength(2)
    await settled(cascade.database)
    expect(await count('select 1 from deliveries where broadcast_id = $1', [draft.id])).toBe(
      draft.recipients,
    )
    await expectOneCardEach(cascade, draft.title)
    // Its card came through the queue when the sending was over, and tells how it ended all the same.
    await cascade.as(AUTHOR).card(`${draft.id}:`, `${draft.recipients} delivered, 0 waiting`)
  })
})

describe.each(databases())('a sending on $name that is stopped', ({ open }) => {
  test('ends there: what had not left never leaves, and the counts add up', async () => {
    const cascade = await startCascade(await open(), { sendsPerSecond: 2 })
    await settled(cascade.database)
    const author = cascade.as(AUTHOR)
    const draft = await writeAnnouncement(author, 'Stopped on its way')
    await author.press('Send now', `${draft.id}:`)
    await wait(1_200)
    await author.press('Stop', `${draft.id}:`)
    await wait(2_500)
    const card = await askProgress(author, draft)
    const [, delivered, waiting, failed] = (
      /(\d+) delivered, (\d+) waiting, (\d+) failed/.exec(card.text) ?? []
    ).map(Number)
    expect(delivered).toBeGreaterThan(0)
    expect(failed).toBeGreaterThan(0)
    expect([waiting, Number(delivered) + Number(failed)]).toEqual([0, draft.recipients])
    expect(card.text).toContain(
      `Stopped before ${failed === 1 ? '1 person' : `${failed} people`} got it`,
    )
    const { rows } = await cascade.database.pool.query(
      `select key from web_messages where body ->> 'title' = $1 and key !~ '^event'`,
      [draft.title],
    )
    expect(rows).toHaveLength(Number(delivered))
    await cascade.stop()
    await cascade.database.close()
  })

  test('while its process died leaves nothing in doubt for ever', async () => {
    const cascade = await startCascade(await open())
    await settled(cascade.database)
    const draft = await writeAnnouncement(cascade.as(AUTHOR), 'Stopped and crashed')
    const { pool } = cascade.database
    // What a crash leaves after a stop: a row that was being sent, and the job that will be taken up again.
    await cascade.as(AUTHOR).press('Send now', `${draft.id}:`)
    await settled(cascade.database)
    // Claimed a minute ago: what was claimed just now may only be slow, and is left to whoever claimed it.
    await pool.query(
      `update deliveries set state = 'sending', due_at = now() - interval '1 minute' where broadcast_id = $1`,
      [draft.id],
    )
    await pool.query(`update broadcasts set state = 'stopped' where id = $1`, [draft.id])
    await pool.query(
      `insert into pgboss.job (name, data, retry_limit) values ('deliver', $1, 10)`,
      [JSON.stringify({ broadcast: draft.id, from: 1, to: 500 })],
    )
    await wait(2_000)
    const { rows } = await pool.query(
      `select distinct state from deliveries where broadcast_id = $1`,
      [draft.id],
    )
    expect(rows).toEqual([{ state: 'sent' }])
    await cascade.stop()
    await cascade.database.close()
  })
})

describe.each(databases())('what waits for its hour on $name', ({ open }) => {
  const { log, errors } = keptLog()
  // A Tuesday, 10am in London.
  const at = new Date('2027-06-08T09:00:00Z')
  const world = testWorld(at.toISOString(), 7)
  let cascade: Cascade
  let queue: Queue
  beforeAll(async () => {
    cascade = await startCascade(await open(), { log, world })
    queue = createQueue(cascade.database, silentLog)
    await queue.start()
    // What the demonstration has for its first minute comes by itself, and not in a digest of this test.
    await cascade.as('yusuf-demir').card('Minor eye conditions')
    await settled(cascade.database)
  })
  afterAll(async () => {
    expect(errors).toEqual([])
    await queue.stop(1_000)
    await cascade.stop()
    await cascade.database.close()
  })
  const digests = async (days: number) => {
    world.set(new Date(at.getTime() + days * 86_400_000).toISOString())
    await makeDigests({ db: cascade.database.db, queue, world })
  }
  const titles = async (user: string) => (await cascade.as(user).cards()).map((card) => card.title)

  test('a digest holds each item once, is sent once, and counts as delivered then', async () => {
    for (const user of ['yusuf-demir', 'amara-okafor'])
      await cascade.database.pool.query(
        `update subscriptions set cadence = 'daily' where person_id in
           (select person_id from identities where user_ref = $1)`,
        [user],
      )
    const author = cascade.as(AUTHOR)
    const drafts = [
      await writeAnnouncement(author, 'First for the digest'),
      await writeAnnouncement(author, 'Second for the digest'),
    ]
    for (const { id } of drafts) await author.press('Send now', `${id}:`)
    await settled(cascade.database)
    const first = drafts[0]?.id ?? 0
    expect((await askProgress(author, { id: first })).text).toContain('2 people will get it later')
    await digests(0)
    expect(await titles('yusuf-demir')).not.toContain('2 messages for you')
    await Promise.all([digests(2), digests(2)])
    await settled(cascade.database)
    await digests(3)
    const digest = await cascade.as('yusuf-demir').card('2 messages for you')
    await settled(cascade.database)
    expect((await titles('yusuf-demir')).filter((one) => one === digest.title)).toHaveLength(1)
    for (const title of ['First for the digest', 'Second for the digest'])
      expect(digest.text.split(title)).toHaveLength(2)
    await cascade.as('yusuf-demir').press(`Open ${first}`, digest.title)
    await cascade.as('yusuf-demir').card('First for the digest')
    await cascade.as('yusuf-demir').press('Read', 'First for the digest')
    expect((await cascade.as('yusuf-demir').card('First for')).text).toContain('You answered: Read')
    expect((await askProgress(author, { id: first })).text).toContain('5 delivered, 0 waiting')
  })

  test('who left before the digest gets none, and is counted as not reached', async () => {
    const author = cascade.as(AUTHOR)
    const draft = await writeAnnouncement(author, 'For a digest that never comes')
    await author.press('Send now', `${draft.id}:`)
    await settled(cascade.database)
    const before = (await titles('yusuf-demir')).filter((one) => one.endsWith('for you')).length
    await cascade.as('yusuf-demir').say('leave')
    await cascade.as('yusuf-demir').press('Leave', 'Leave Cascade?')
    await digests(6)
    await settled(cascade.database)
    const after = (await titles('yusuf-demir')).filter((one) => one.endsWith('for you')).length
    expect(after).toBe(before)
    await cascade.as('amara-okafor').card('1 message for you')
  })

  test('a role lost between the schedule and its time: the draft is kept and its author is told', async () => {
    const author = cascade.as(AUTHOR)
    const draft = await writeAnnouncement(author, 'Scheduled by who lost the role')
    await author.say(`schedule ${draft.id} 2027-07-01 09:00`)
    const { pool, db } = cascade.database
    await pool.query(
      `update roles set ends_at = now() where person_id in (select person_id from identities where user_ref = '${AUTHOR}')`,
    )
    const deps = { database: { ...cascade.database, db }, queue, log: silentLog }
    const due = { ...deps, world: testWorld('2027-07-01T08:00:30Z', 99) }
    await Promise.all([
      startDue(due),
      startDue({ ...due, world: testWorld('2027-07-01T08:00:40Z', 98) }),
    ])
    await settled(cascade.database)
    const { rows } = await pool.query('select state from broadcasts where id = $1', [draft.id])
    expect(rows).toEqual([{ state: 'draft' }])
    const cards = (await author.cards()).filter((card) => card.text.includes('was not sent'))
    expect(cards).toHaveLength(1)
    expect(cards[0]?.text).toMatch(/You may not send announcements.*It is a draft again/)
  })
})
