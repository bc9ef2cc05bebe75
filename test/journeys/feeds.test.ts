import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readFeedsCommand } from '#src/feeds/command-line.ts'
import { getPage } from '#src/feeds/get.ts'
import { readFeeds } from '#src/feeds/reading.ts'
import { silentLog } from '#src/kernel/log.ts'
import { createQueue, type Queue } from '#src/kernel/queue.ts'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { oneDatabase } from '#test/support/database.ts'
import { atomOf, documentOf, type FakeGovuk, startFakeGovuk } from '#test/support/fake-govuk.ts'
import { until } from '#test/support/process.ts'
import { settled } from '#test/support/raw-chat.ts'
import type { Visitor } from '#test/support/visitor.ts'
import { testWorld } from '#test/support/world.ts'

const FEED = '/drug-device-alerts.atom'
const OLD = {
  path: '/drug-device-alerts/old',
  updated: '2023-11-28T16:34:00Z',
  title: 'An old one',
}
const VALPROATE = '/drug-device-alerts/valproate'
const NATIONAL =
  'National Patient Safety Alert: Valproate: organisations to prepare for new measures (NatPSA/2023/013/MHRA)'
const now = Date.now()
const minutes = (n: number) => new Date(now + n * 60_000).toISOString()

describe.each(oneDatabase())('what GOV.UK publishes, on $name,', ({ open }) => {
  let cascade: Cascade
  let govuk: FakeGovuk
  let queue: Queue
  let priya: Visitor
  let amara: Visitor
  let entries: Parameters<typeof atomOf>[1] = [OLD]
  beforeAll(async () => {
    govuk = await startFakeGovuk()
    cascade = await startCascade(await open())
    queue = createQueue(cascade.database, silentLog)
    await queue.start()
    await settled(cascade.database)
    priya = cascade.as('priya-raman')
    amara = cascade.as('amara-okafor')
  })
  afterAll(async () => {
    await queue.stop(1_000)
    await cascade.stop()
    await cascade.database.close()
    await govuk.close()
  })

  /** The message that is made of the national one. */
  let id = 0
  let later = 0
  let worlds = 0
  const worldIn = (days: number) => {
    worlds += 1
    return testWorld(new Date(now + days * 86_400_000).toISOString(), 700 + worlds)
  }
  /** Reads what is published now, as the tick does, so many days from now. */
  async function read(days = 0, through: Pick<Queue, 'add'> = queue): Promise<void> {
    await cascade.database.pool.query(`update feeds set next_at = '2000-01-01'`)
    const { db } = cascade.database
    await readFeeds({ db, queue: through, world: worldIn(days), log: silentLog, get: getPage })
  }
  const publish = (...more: Parameters<typeof atomOf>[1]) => {
    const paths = new Set(more.map(({ path }) => path))
    entries = [...more, ...entries.filter(({ path }) => !paths.has(path))]
    govuk.put(FEED, atomOf(govuk.url, entries))
  }
  const stateOf = async (path: string) => {
    const { rows } = await cascade.database.pool.query<{ state: string }>(
      'select state from feed_items where url = $1',
      [`${govuk.url}${path}`],
    )
    return rows[0]?.state
  }
  const told = async () => {
    const { rows } = await cascade.database.pool.query<{ n: number }>(
      `select count(*)::int as n from notices where about like 'feed%' or about like 'source%'`,
    )
    return rows[0]?.n
  }
  const newestDraft = async () => {
    const card = (await priya.cards()).findLast((one) =>
      one.labels.some((label) => label.startsWith('Send now')),
    )
    return Number(/^(\d+):/.exec(card?.title ?? '')?.[1])
  }

  test('its history is taken as known, and what comes is shown to one person and sent to nobody', async () => {
    publish()
    const command = readFeedsCommand(['add', `${govuk.url}${FEED}`], {
      gmc: '0000002',
      name: 'MHRA safety messages',
    })
    const added = await command(cascade.database, worldIn(0))
    expect(added.lines.join(' ')).toContain('Dr Priya Raman releases it')
    await read()
    expect(await stateOf(OLD.path)).toBe('history')
    expect((await priya.ask('release queue')).title).toBe('Nothing waits for you')

    publish({
      path: VALPROATE,
      updated: minutes(-5),
      title: NATIONAL,
      summary: 'Put a plan in place',
    })
    const document = documentOf(VALPROATE, {
      title: NATIONAL,
      description: 'Put a plan in place for valproate',
      public_updated_at: minutes(-5),
      details: {
        body: '',
        metadata: { alert_type: 'national-patient-safety', medical_specialism: ['neurology'] },
      },
    })
    govuk.put(`/api/content${VALPROATE}`, document)
    // Cut off before what is told is kept: nothing is kept, and nothing is lost.
    const cut = { add: async () => Promise.reject(new Error('cut off')) }
    await expect(read(0, cut)).rejects.toThrow('Some feeds could not be read')
    expect(await stateOf(VALPROATE)).toBeUndefined()
    await read()
    const card = await priya.card(NATIONAL.slice(0, 60))
    expect(card.text).toContain('From MHRA safety messages. It has been sent to nobody.')
    expect(card.text).toContain('Practices act on it by their own process')
    expect(card.labels).toEqual(['Make a draft', 'Not for us', 'Later'])
    await read()
    await read()
    expect(await told()).toBe(1)
    const { rows } = await cascade.database.pool.query(`select 1 from feed_drafts`)
    expect(rows).toEqual([])
  })

  test('a draft of a national one points to it, and its sender sends it', async () => {
    await priya.press('Make a draft', 'National')
    await priya.fill({})
    id = await newestDraft()
    expect((await priya.card(`${id}:`)).title).toContain('See NatPSA/2023/013/MHRA: Valproate')
    expect(await stateOf(VALPROATE)).toBe('drafted')
    await priya.press('Send now', `${id}:`)
    const got = await amara.card('See NatPSA/2023/013/MHRA')
    expect(got.text).toContain('This only points to a National Patient Safety Alert')
    expect(got.text).toContain(`the official text is at ${govuk.url}${VALPROATE}`)
    expect(got.text).toContain('Put a plan in place for valproate')
  })

  test('a change of it offers the correction, with its words in it', async () => {
    publish({ path: VALPROATE, updated: minutes(-1), title: NATIONAL })
    govuk.put(
      `/api/content${VALPROATE}`,
      documentOf(VALPROATE, {
        title: NATIONAL,
        description: 'Two specialists have to agree',
        public_updated_at: minutes(-1),
        details: {
          body: '',
          metadata: { alert_type: 'national-patient-safety' },
          change_history: [
            { note: 'First published.', public_timestamp: minutes(-5) },
            { note: 'Two specialists, not one', public_timestamp: minutes(-1) },
          ],
        },
      }),
    )
    await read()
    const card = await priya.card('National', 'For release: changed')
    expect(card.text).toContain(`Message ${id}`)
    await priya.press(`Correct message ${id}`, 'National')
    await priya.fill({})
    const preview = await priya.card(`${id}:`, 'What changes')
    expect(preview.text).toContain('Two specialists, not one')
    expect(preview.text).toContain('Two specialists have to agree')
    await priya.press('Send the correction', `${id}:`)
    await until('the copy to be corrected', async () =>
      (await amara.cards()).some(({ text }) => text.includes('Two specialists have to agree')),
    )
    await priya.press('Nothing to do', 'National')
    expect(await stateOf(VALPROATE)).toBe('declined')
    await priya.press('Make a draft after all', 'National')
    await priya.fill({})
    later = await newestDraft()
  })

  test('a roundup of it is not shown again', async () => {
    const before = await told()
    const path = '/drug-device-alerts/mhra-safety-roundup'
    publish({ path, updated: minutes(0), title: 'MHRA Safety Roundup' })
    const metadata = { alert_type: 'mhra-safety-round-up' }
    const body = `<a href="${govuk.url}${VALPROATE}">Valproate</a> <a href="${OLD.path}">Old</a>`
    govuk.put(
      `/api/content${path}`,
      documentOf(path, {
        title: 'MHRA Safety Roundup',
        public_updated_at: minutes(0),
        details: { body, metadata },
      }),
    )
    await read()
    expect(await stateOf(path)).toBe('covered')
    expect(await told()).toBe(before)
  })

  test('what is put off comes again, and what is refused does not', async () => {
    const path = '/drug-device-alerts/recall'
    publish({ path, updated: minutes(0), title: 'Class 2 Medicines Recall: labetalol' })
    await read()
    await priya.card('Class 2')
    await priya.press('Later', 'Class 2')
    expect(await stateOf(path)).toBe('later')
    await read(2)
    await priya.card('Class 2', 'put off until now')
    await priya.press('Not for us', 'Class 2')
    await read(3)
    expect(await stateOf(path)).toBe('declined')
    expect((await priya.ask('release queue')).title).toBe('Nothing waits for you')
  })

  test('when its source withdraws it, the sender is told and can take the message back', async () => {
    govuk.put(
      `/api/content${VALPROATE}`,
      documentOf(VALPROATE, {
        title: NATIONAL,
        public_updated_at: minutes(-1),
        withdrawn_notice: { explanation: '<p>No longer current</p>', withdrawn_at: minutes(0) },
      }),
    )
    await read()
    await read()
    const card = await priya.card(`${id}:`, 'has withdrawn what this was written from')
    expect(card.labels).toContain('Correct it')
    expect(await stateOf(VALPROATE)).toBe('withdrawn')
    // A draft that was made meanwhile says so, and does not go.
    await priya.say(`preview ${later}`)
    const draft = (await priya.cards()).findLast(({ title }) => title.startsWith(`${later}:`))
    expect(draft?.text).toContain('MHRA safety messages has withdrawn what this was written from')
    await priya.press('Send now', `${later}:`)
    expect((await priya.last()).text).toContain('Delete this draft')
    await priya.press('Withdraw the message', `${id}:`)
    await priya.fill({ reason: 'MHRA has withdrawn it' })
    await until('the copy to say so', async () =>
      (await amara.cards()).some(({ text }) => text.includes('MHRA has withdrawn it')),
    )
  })

  test('a feed that fails is spoken of after a day, and one that has ended once', async () => {
    govuk.put(FEED, { status: 503, body: '' })
    await read(10)
    await read(10.5)
    const before = await told()
    await read(11.1)
    await read(11.5)
    expect(await told()).toBe((before ?? 0) + 1)
    await priya.card('MHRA safety messages', 'refuses to show it')
    const metrics = await (await cascade.app.http.request('/metrics')).text()
    expect(metrics).toMatch(/cascade_feeds\{state="(reading|failing)"\} 1/)

    govuk.put(
      FEED,
      atomOf(govuk.url, [
        { path: '/feed-ended', updated: minutes(0), title: 'This feed has ended' },
      ]),
    )
    await read(12)
    await read(13)
    await priya.card('MHRA safety messages', 'no longer published at this address')
    expect(await told()).toBe((before ?? 0) + 2)
    const { lines } = await readFeedsCommand(['list'], {})(cascade.database, worldIn(13))
    expect(lines.join(' ')).toContain('MHRA safety messages')
    expect(lines.join(' ')).toContain('has ended')
  })
})
