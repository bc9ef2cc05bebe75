import { parse } from 'csv-parse/sync'
import type { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Draft, insertDraft, setState } from '#src/broadcasts/store.ts'
import { addInventedOrganisations, addRole } from '#src/demo/store.ts'
import type { Database, Tx } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import type { Answer, DeliveryState, GpKind } from '#src/kernel/schema.ts'
import { saveOutcome } from '#src/opportunities/outcome-store.ts'
import { saveInterest, withdrawInterest } from '#src/opportunities/store.ts'
import { saveJoin } from '#src/people/store.ts'
import { reportRoutes } from '#src/reports/routes.ts'
import { reportLink } from '#src/reports/report-link.ts'
import { insertReply, saveAnswer } from '#src/responses/store.ts'
import { OPPORTUNITY, PRESCRIBING } from '#test/support/contents.ts'
import { oneDatabase } from '#test/support/database.ts'
import { find, parseHtml, textOf, within } from '#test/support/served-html.ts'
import { testWorld } from '#test/support/world.ts'

const SECRET = 'a secret for this test and for nothing else'
const HOUR_MS = 3_600_000
const sentAt = new Date('2026-08-05T11:40:00Z')
const after = (hours: number) => new Date(sentAt.getTime() + hours * HOUR_MS)

const squeeze = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

describe.each(oneDatabase())('the page of a report on $name', ({ open }) => {
  const world = testWorld('2026-08-06T08:00:00Z')
  let database: Database
  let routes: Hono
  let priya: string

  const save = <T>(run: (tx: Tx) => Promise<T>) => database.db.transaction().execute(run)

  beforeAll(async () => {
    database = await open()
    routes = reportRoutes({ db: database.db, secret: SECRET, world, log: silentLog })
    await save((tx) =>
      addInventedOrganisations(
        tx,
        [
          { code: 'U28174', kind: 'pcn', name: 'Taunton Central PCN' },
          { code: 'L85001', kind: 'practice', name: 'French Weir Health Centre' },
          { code: 'L85002', kind: 'practice', name: 'Lyngford Park Surgery' },
        ],
        [{ child: 'L85001', parent: 'U28174' }],
        '2020-01-01',
      ),
    )
    priya = await person('Dr Priya Raman', ['L85001'])
    const role = { personId: priya, organisation: 'U28174', role: 'clinical-director' } as const
    await save((tx) => addRole(tx, { id: world.newId(), ...role }, after(-1000)))
  })
  afterAll(async () => database.close())

  const person = (name: string, workplaces: string[], gpKind: GpKind = 'locum') =>
    save((tx) =>
      saveJoin(
        tx,
        {
          identity: { platform: 'web', tenant: 'local', user: world.newId() },
          address: { platform: 'web', ref: 'web:1:x' },
        },
        { name, gmc: null, gpKind, workplaces, interests: [], agrees: ['opportunities'] },
        sentAt,
        world.newId,
      ),
    )

  const send = (content: Draft['content']) =>
    save(async (tx) => {
      const to = {
        organisation: 'L85001',
        urgency: 'routine',
        specialties: [],
        gpKinds: [],
      } as const
      const id = await insertDraft(tx, priya, { ...to, content }, sentAt)
      await setState(tx, id, 'sent', { changedAt: sentAt, startedAt: sentAt })
      return id
    })

  let seq = 0
  const deliver = async (broadcastId: number, personId: string, state: DeliveryState = 'sent') => {
    const { id: identityId } = await database.db
      .selectFrom('identities')
      .where('personId', '=', personId)
      .select('id')
      .executeTakeFirstOrThrow()
    seq += 1
    await database.db
      .insertInto('deliveries')
      .values({
        broadcastId,
        seq,
        id: world.newId(),
        personId,
        identityId,
        state,
        dueAt: sentAt,
        handle: null,
        reason: state === 'failed' ? 'blocked' : null,
        sentAt: state === 'sent' ? sentAt : null,
      })
      .execute()
  }

  const answer = (broadcast: number, who: string, given: Answer, hours: number) =>
    save((tx) => saveAnswer(tx, broadcast, who, given, 1, after(hours)))

  const linkTo = (broadcast: number) =>
    `/reports/${reportLink.make(SECRET, [broadcast, priya], new Date('2026-08-06T08:00:00Z'))}`

  async function read(path: string) {
    const response = await routes.request(path)
    const page = parseHtml(await response.text())
    const rows = (id: string) => {
      const box = find(page, (one) => one.attributes['aria-labelledby'] === `${id}-caption`)
      const cells = ['th', 'td']
      return [...within(box ?? page)]
        .filter(({ tag }) => tag === 'tr')
        .slice(1)
        .map((tr) =>
          [...within(tr)].filter(({ tag }) => cells.includes(tag)).map((td) => squeeze(textOf(td))),
        )
    }
    return { response, page, rows, text: squeeze(textOf(page)) }
  }

  /** One will act, one has read, one is silent, one has blocked the bot, one waits for a digest. */
  let message: number
  let amara: string
  let yusuf: string
  beforeEach(async () => {
    message = await send(PRESCRIBING)
    amara = await person('Dr Amara Okafor', ['L85001', 'L85002'])
    yusuf = await person('Dr Yusuf Demir', ['L85001'])
    await deliver(message, amara)
    await deliver(message, yusuf)
    await deliver(message, await person('Dr Grace Whitfield', ['L85002']))
    await deliver(message, await person('=1+1', ['L85002']), 'failed')
    await deliver(message, await person('Dr Mei-Ling Zhao', ['U28174']), 'digest')
    await answer(message, amara, 'will-act', 1)
    await answer(message, yusuf, 'read', 3)
  })

  test('says how it went, by time, by practice and by person', async () => {
    const { response, rows, text } = await read(linkTo(message))
    expect(response.status).toBe(200)
    expect(text).toContain('Metformin <b>500mg</b> & others')
    expect(text).toContain('sent on Wednesday 5 August 2026, 12:40pm')
    expect(text).toContain('2 people answered Of the 3 who got it, that is 67%.')
    expect(text).toContain('3 people got it It was for 5 people in all.')
    expect(text).toContain('does not record a response on the Central Alerting System (CAS)')
    expect(rows('over-time')).toEqual([
      ['Wednesday 5 August 2026, 1pm to 2pm', '1', '1'],
      ['Wednesday 5 August 2026, 3pm to 4pm', '1', '2'],
    ])
    expect(rows('by-practice')).toEqual([
      ['Lyngford Park Surgery L85002', '2', '1', '1', '0', '0', '1', '1'],
      ['French Weir Health Centre L85001', '2', '2', '1', '1', '0', '0', '0'],
      ['Taunton Central PCN U28174', '0', '0', '0', '0', '0', '0', '1'],
    ])
    expect(rows('not-delivered')).toEqual([
      [
        '=1+1',
        'Lyngford Park Surgery',
        'They, or their organisation, do not let the bot write to them',
        'Reach them another way',
      ],
    ])
    expect(rows('who-answered').map(([name, , given]) => [name, given])).toEqual([
      ['Dr Amara Okafor', "Read, and I'll act"],
      ['Dr Yusuf Demir', 'Read'],
      ['=1+1', 'Not delivered'],
      ['Dr Grace Whitfield', 'No answer yet'],
      ['Dr Mei-Ling Zhao', 'Not delivered yet'],
    ])
  })

  test('counts an answer that changed once, at the time of the first, with what it is now', async () => {
    await answer(message, yusuf, 'not-relevant', 20)
    const { rows } = await read(linkTo(message))
    expect(rows('over-time').at(-1)).toEqual(['Wednesday 5 August 2026, 3pm to 4pm', '1', '2'])
    expect(rows('who-answered')[1]?.slice(2)).toEqual([
      'Not relevant to me',
      'Thursday 6 August 2026, 8:40am',
    ])
  })

  test('lists questions by number and state, and keeps their words in the chat', async () => {
    const question = { broadcastId: message, wantsAnswer: true, body: 'Since when?', at: sentAt }
    const [first, second] = await save(async (tx) => [
      await insertReply(tx, { ...question, personId: amara, inAnswerTo: null }),
      await insertReply(tx, { ...question, personId: yusuf, inAnswerTo: null }),
    ])
    const inAnswerTo = first
    await save((tx) => insertReply(tx, { ...question, personId: priya, inAnswerTo }))
    const { rows, text } = await read(linkTo(message))
    expect(rows('questions').map(([id, from, , state]) => [id, from, state])).toEqual([
      [`Question ${second}`, 'Dr Yusuf Demir', 'Open'],
      [`Question ${first}`, 'Dr Amara Okafor', 'Answered'],
    ])
    expect(text).not.toContain('Since when?')
  })

  test('an opportunity says who is interested, and not who took it back', async () => {
    const opportunity = await send(OPPORTUNITY)
    for (const who of [amara, yusuf]) {
      await deliver(opportunity, who)
      const given = { how: 'Gladly', dates: ['2026-09-01'], conflict: null }
      await save((tx) => saveInterest(tx, opportunity, who, given, sentAt))
    }
    await save((tx) => withdrawInterest(tx, opportunity, yusuf, after(1)))
    const { rows, text } = await read(linkTo(opportunity))
    expect(rows('interested')).toEqual([
      ['Dr Amara Okafor', 'Gladly', 'Tuesday 1 September 2026', 'Wednesday 5 August 2026, 12:40pm'],
    ])
    expect(text).toContain('Nobody has marked it yet.')
    expect(text).toContain('It reached everybody it was for.')
  })

  test('an opportunity says how far people came by kind of GP, as one may pass on', async () => {
    const opportunity = await send(OPPORTUNITY)
    const given = { how: 'Gladly', dates: [], conflict: null }
    for (const [kind, invited, interested] of [
      ['locum', 12, 7],
      ['portfolio', 13, 6],
      ['partner', 4, 0],
    ] as const)
      for (let n = 0; n < invited; n += 1) {
        const who = await person(`Dr ${kind} ${n}`, ['L85001'], kind)
        await deliver(opportunity, who)
        if (n < interested) await save((tx) => saveInterest(tx, opportunity, who, given, sentAt))
        const offer = { stage: 'offered', by: priya, reason: null } as const
        if (n === 0 && kind === 'locum')
          await save((tx) => saveOutcome(tx, opportunity, who, offer, sentAt))
      }
    const { rows } = await read(linkTo(opportunity))
    const hidden = ['Not shown', 'Not shown', 'Not shown']
    expect(rows('inclusion')).toEqual([
      ['Locum GP', '12', 'Not shown', ...hidden],
      ['Portfolio GP', '13', '6', ...hidden],
      ['GP partner (contractor)', '4', 'Not shown', ...hidden],
      ['Everybody', '29', '13', ...hidden.slice(1), '0'],
    ])
    const file = await routes.request(`${linkTo(opportunity)}/csv/inclusion`)
    const lines = parse(await file.text(), { bom: true })
    expect(lines[0]).toEqual([
      'Kind of GP',
      'Invited',
      'Interested',
      'Shortlisted',
      'Offered',
      'Accepted',
    ])
    expect(lines.slice(1)).toEqual(rows('inclusion'))
    expect((await routes.request(`${linkTo(message)}/csv/inclusion`)).status).toBe(404)
  })

  test('keeps to itself: nothing from elsewhere, nothing inline, kept nowhere', async () => {
    const { response, page } = await read(linkTo(message))
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    const parts = [...within(page)]
    const inline = parts.filter(({ tag, attributes }) => tag === 'script' || 'style' in attributes)
    expect(inline).toEqual([])
    for (const { attributes } of parts.filter(({ tag }) => tag === 'link')) {
      expect((await routes.request(attributes['href'] ?? '')).status).toBe(200)
    }
  })

  test('the file has everybody, and no formula', async () => {
    const response = await routes.request(`${linkTo(message)}/csv`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="cascade-report-${message}.csv"`,
    )
    const bytes = Buffer.from(await response.arrayBuffer())
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const [headings, ...people] = parse(bytes, { bom: true, record_delimiter: '\r\n' })
    expect(headings?.slice(0, 4)).toEqual(['Name', 'Kind of GP', 'Works at', 'Delivery'])
    expect(people.map((cells) => [cells[0], cells[5]])).toEqual([
      ['Dr Amara Okafor', "Read, and I'll act"],
      ['Dr Yusuf Demir', 'Read'],
      ['Dr Grace Whitfield', ''],
      ["'=1+1", ''],
      ['Dr Mei-Ling Zhao', ''],
    ])
    expect(people[0]?.[4]).toBe('2026-08-05T12:40:00+01:00')
    expect(people[0]?.[6]).toBe('2026-08-05T13:40:00+01:00')
    expect(people[3]?.[13]).toBe(
      'They, or their organisation, do not let the bot write to them. Reach them another way',
    )
  })
})
