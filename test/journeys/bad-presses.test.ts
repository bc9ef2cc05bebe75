import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as broadcasts from '#src/broadcasts/intents.ts'
import * as opportunities from '#src/opportunities/intents.ts'
import * as people from '#src/people/intents.ts'
import * as reports from '#src/reports/intents.ts'
import * as responses from '#src/responses/intents.ts'
import * as subscriptions from '#src/subscriptions/intents.ts'
import { type Cascade, startCascade } from '#test/support/cascade.ts'
import { databases, openFresh } from '#test/support/database.ts'
import { dump, keptLog, rawChat, settled } from '#test/support/raw-chat.ts'
import { writeAnnouncement } from '#test/support/sending.ts'

/** Every intent there is, by its name. */
const INTENTS = [broadcasts, opportunities, people, reports, responses, subscriptions].flatMap(
  (all) =>
    Object.values(all).flatMap((one: unknown) =>
      typeof one === 'function' && 'do' in one && typeof one.do === 'string' ? [one.do] : [],
    ),
)

/** These do as they say, whoever presses them, and take nothing along. */
const DEEDS = new Set(['confirm-leave', 'follow-suggested'])

const [{ name, open } = { name: 'none', open: openFresh }] = databases().slice(-1)

describe(`a press on ${name} that nobody could make on a page of theirs`, () => {
  const { log, errors } = keptLog()
  let cascade: Cascade
  const raw = (user: string) => rawChat(cascade.url, cascade.database, user)

  beforeAll(async () => {
    cascade = await startCascade(await open(), { log })
    await settled(cascade.database)
  })
  afterAll(async () => {
    await cascade.stop()
    await cascade.database.close()
  })

  test('with arguments missing, strange, huge or of nobody changes nothing', async () => {
    const before = await dump(cascade.database)
    const chat = await raw('amara-okafor')
    const ids = ['0', '-1', '2147483648'].map((id) => ({ broadcast: id, reply: id }))
    const strange: readonly unknown[] = [
      { extra: 'x' },
      { broadcast: 24 },
      { broadcast: ['24'] },
      { broadcast: { '>': '0' } },
      { broadcast: '24; drop table people' },
      { broadcast: 'x'.repeat(5_000) },
      { organisation: '\u0000', specialty: '' },
      { organisation: 'QSL', specialty: '\uD800' },
      null,
      'text',
      ...ids.flatMap(({ broadcast, reply }) => [{ broadcast }, { reply }]),
    ]
    for (const intent of INTENTS) {
      for (const args of DEEDS.has(intent) ? strange : [{}, ...strange]) {
        const said = `${intent} ${JSON.stringify(args).slice(0, 80)}`
        expect((await chat.press({ do: intent, with: args })).status, said).toBe(303)
      }
      // A form's intent without any of its values.
      for (const args of DEEDS.has(intent) ? [null] : [{}, { broadcast: '24' }, { reply: '1' }])
        expect((await chat.submit({ do: intent, with: args }, {})).status, intent).toBe(303)
    }
    for (const wire of [{}, { do: 'no-such-thing', with: {} }, { do: 'toString', with: {} }, [], 7])
      expect((await chat.press(wire)).title).toBe('That button or form is not one I know')
    expect(await dump(cascade.database)).toEqual(before)
    expect(errors).toEqual([])
  })

  test('that no page of ours made is answered with a page that says so', async () => {
    const before = await dump(cascade.database)
    const chat = await raw('amara-okafor')
    const event = randomUUID()
    for (const [path, fields] of [
      ['press', {}],
      ['press', { _press: 'not json' }],
      ['press', { _press: JSON.stringify({ event: 'x', intent: { do: 'help', with: {} } }) }],
      ['submit', { _event: event }],
      ['submit', { _event: event, _intent: '{' }],
      ['say', { text: 'help' }],
      ['say', { _event: event, text: 'help', _on: 'x' }],
      ['say', { _event: event, text: 'help', _as: '../..' }],
    ] as const) {
      const { status, text } = await chat.post(path, event, fields)
      expect(status, JSON.stringify(fields)).toBe(400)
      expect(text).toContain('It did not come whole from one of the buttons or forms here')
    }
    expect((await chat.say('help', event, { _as: 'nobody-here' })).status).toBe(404)
    expect((await chat.say('help', event, { _token: 'old' })).status).toBe(403)
    expect(await dump(cascade.database)).toEqual(before)
  })

  test('of a link that was changed on its way is refused on a page', async () => {
    const tomasz = await raw('tomasz-wieczorek')
    await tomasz.say('report 24')
    const page = await (await fetch(`${cascade.url}/chat?as=tomasz-wieczorek`)).text()
    const path = /\/reports\/[\w.~%-]+/.exec(page)?.[0] ?? ''
    expect((await fetch(`${cascade.url}${path}`)).status).toBe(200)
    const [start, one, end] = [path.slice(0, -10), path.at(-10), path.slice(-9)]
    const swapped = `${start}${one === 'A' ? 'B' : 'A'}${end}`
    for (const changed of [swapped, path.slice(0, -8), '/reports/x', '/reports/%00'])
      expect((await fetch(`${cascade.url}${changed}`)).status, changed).toBeOneOf([403, 404, 410])
  })

  test('on another person’s card or with another person’s button does nothing of theirs', async () => {
    const [priya, amara] = [cascade.as('priya-raman'), await raw('amara-okafor')]
    const draft = await writeAnnouncement(priya, 'Not for Amara to send')
    const before = await dump(cascade.database)
    for (const label of ['Send now', 'Who gets it', 'Send a test', 'Schedule', 'Edit', 'Delete']) {
      const { intent } = JSON.parse(await priya.pressed(label, `${draft.id}:`)) as {
        intent: unknown
      }
      expect((await amara.press(intent)).title, label).toBe('You have no message with that number')
    }
    const card = await priya.card(`${draft.id}:`)
    const on = { _on: card.id.replace(/^m-/, '') }
    const event = randomUUID()
    expect((await amara.press({ do: 'help', with: {} }, event, on)).status).toBe(400)
    expect((await amara.say('help', event, on)).status).toBe(400)
    expect(await dump(cascade.database)).toEqual(before)
  })

  test('of a role that was lost a minute ago sends nothing', async () => {
    const priya = cascade.as('priya-raman')
    const draft = await writeAnnouncement(priya, 'Sent by who lost the role')
    const ends = (at: string) =>
      cascade.database.pool.query(
        `update roles set ends_at = ${at} where person_id in (select person_id from identities where user_ref = 'priya-raman')`,
      )
    await ends('now()')
    const before = await dump(cascade.database)
    await priya.press('Send now', `${draft.id}:`)
    const refusal = await priya.last()
    expect(refusal.title).toMatch(/^You may not send announcements for Example PCN/)
    expect(refusal.text).toContain('Nothing was changed')
    expect((await priya.ask('compose announcement')).title).toBe('You hold no role that may send')
    expect(await dump(cascade.database)).toEqual(before)
    await ends('null')
    await priya.press('Send now', `${draft.id}:`)
    await cascade.as('yusuf-demir').card(draft.title)
    await settled(cascade.database)
  })

  test('of somebody who has left is answered with the way to join', async () => {
    const yusuf = cascade.as('yusuf-demir')
    await yusuf.say('leave')
    await yusuf.press('Leave', 'Leave Cascade?')
    const before = await dump(cascade.database)
    await yusuf.press('Read', 'Sent by who lost the role')
    expect((await yusuf.last()).title).toBe('You have not joined Cascade yet')
    const chat = await raw('yusuf-demir')
    const open = ['help', 'join', 'submit-join']
    for (const intent of INTENTS.filter((one) => !open.includes(one)))
      expect((await chat.press({ do: intent, with: {} })).title, intent).toBe(
        'You have not joined Cascade yet',
      )
    expect(await dump(cascade.database)).toEqual(before)
  })
})
