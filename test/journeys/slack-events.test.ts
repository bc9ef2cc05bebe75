import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#src/kernel/db.ts'
import type { RunningApp } from '#test/support/app-server.ts'
import { allEnded } from '#test/support/deliveries.ts'
import { oneDatabase } from '#test/support/database.ts'
import { type FakeSlack, type Person, startFakeSlack } from '#test/support/fake-slack/fake-slack.ts'
import { until } from '#test/support/process.ts'
import { dump, keptLog } from '#test/support/raw-chat.ts'
import {
  addSlackAuthor,
  addSlackDraft,
  addSlackReaders,
  AUTHOR,
  slackUsers,
} from '#test/support/slack-area.ts'
import { pressSend, startSlackCascade } from '#test/support/slack-cascade.ts'

type Payload = Readonly<Record<string, unknown>>
const JSON_TYPE = { 'content-type': 'application/json' }
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' }
const SECRET_TEXT = 'Mrs Confidential of Wellington'

describe.each(oneDatabase())('what Slack tells, on $name', ({ open }) => {
  const { log, lines, errors } = keptLog()
  let database: Database
  let slack: FakeSlack
  let cascade: RunningApp
  let team: string
  let amara: Person
  let broadcast: number
  let card: string
  beforeAll(async () => {
    database = await open()
    slack = await startFakeSlack()
    team = slack.addWorkspace().id
    const install = slack.install(team)
    const [first = '', ...others] = slackUsers(3)
    for (const id of [AUTHOR, first, ...others]) slack.addUser(team, { id })
    amara = slack.person(team, first)
    await addSlackAuthor(database, team)
    await addSlackReaders(database, team, [first, ...others])
    broadcast = await addSlackDraft(database)
    cascade = await startSlackCascade(database, slack, {
      log,
      installed: { botToken: install.token },
    })
    await pressSend(slack.person(team, AUTHOR), broadcast)
    await allEnded(database, broadcast)
    card = amara.messages().find(({ buttons }) => buttons.includes('Read'))?.ts ?? ''
  })
  afterAll(async () => {
    expect((await fetch(`${cascade.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${cascade.url}/readyz`)).status).toBe(200)
    expect(lines.filter((line) => line.includes('Confidential'))).toEqual([])
    await cascade.stop()
    await slack.close()
    await database.close()
  })

  const count = async (statement: string, values: readonly unknown[] = []) => {
    const { rows } = await database.pool.query<{ count: number }>(
      `select count(*)::int from (${statement}) counted`,
      [...values],
    )
    return rows[0]?.count ?? 0
  }
  const replies = (body: string) => count('select 1 from replies where body = $1', [body])
  const event = (text: string, more: Payload = {}, outer: Payload = {}): Payload => ({
    type: 'event_callback',
    event_id: `Ev${randomUUID()}`,
    team_id: team,
    api_app_id: slack.app.id,
    event: {
      type: 'message',
      channel_type: 'im',
      channel: amara.openDm(),
      user: amara.id,
      text,
      ts: '1790000000.000100',
      ...more,
    },
    ...outer,
  })
  const press = (intent: unknown, more: Payload = {}): Payload => ({
    type: 'block_actions',
    trigger_id: randomUUID(),
    user: { id: amara.id, team_id: team },
    team: { id: team },
    container: { type: 'message', channel_id: amara.openDm(), message_ts: card },
    actions: [{ action_id: 'a', action_ts: '1790000000.000100', value: JSON.stringify(intent) }],
    ...more,
  })
  const tell = (payload: unknown, headers: Payload = {}) => {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload)
    return slack.deliver(body, { ...JSON_TYPE, ...slack.sign(body), ...headers } as Record<
      string,
      string
    >)
  }
  const interact = (payload: unknown) => {
    const told = typeof payload === 'string' ? payload : JSON.stringify(payload)
    const body = new URLSearchParams({ payload: told }).toString()
    return slack.deliver(body, { ...FORM_TYPE, ...slack.sign(body) })
  }
  const reply = (text: string) => `reply ${broadcast} ${text}`
  /** Whatever is done in answer must have come to rest before it can be said that nothing was done. */
  const changesNothing = async (act: () => Promise<void>) => {
    const before = await dump(database)
    await act()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await dump(database)).toEqual(before)
  }

  test('ten times at once, acts once', async () => {
    const told = event(reply('Told ten times'))
    const answers = await Promise.all(Array.from({ length: 10 }, () => tell(told)))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200))
    expect((await tell(told)).status).toBe(200)
    expect(await replies('Told ten times')).toBe(1)
  })

  test('out of order, acts on each once', async () => {
    const told = ['one', 'two', 'three'].map((text) => event(reply(`Shuffled ${text}`)))
    for (const one of [...told.toReversed(), ...told]) expect((await tell(one)).status).toBe(200)
    for (const text of ['one', 'two', 'three']) expect(await replies(`Shuffled ${text}`)).toBe(1)
  })

  test('a press told three times is one answer', async () => {
    expect(await amara.press(card, 'Read', { told: 3 })).toMatchObject({ status: 200 })
    expect(await count('select 1 from acknowledgements')).toBe(1)
  })

  test('kept for ten minutes and replayed, or signed by somebody else, is refused', async () => {
    const body = JSON.stringify(event(reply(SECRET_TEXT)))
    const now = Math.floor(Date.now() / 1000)
    const signed = slack.sign(body)
    const forged = [
      slack.sign(body, { timestamp: now - 600 }),
      slack.sign(body, { timestamp: now + 600 }),
      slack.sign(body, { secret: 'another' }),
      slack.sign(`${body} `),
      { ...signed, 'x-slack-signature': 'v0=' },
      { ...signed, 'x-slack-signature': (signed['x-slack-signature'] ?? '').slice(0, -1) },
      { ...signed, 'x-slack-request-timestamp': 'now' },
      { 'x-slack-signature': signed['x-slack-signature'] ?? '' },
      {},
    ]
    await changesNothing(async () => {
      for (const headers of forged)
        expect(await slack.deliver(body, { ...JSON_TYPE, ...headers })).toMatchObject({
          status: 401,
        })
    })
  })

  test('of 5 MB is refused before it is read', async () => {
    const body = JSON.stringify(event('x'.repeat(5 * 1024 * 1024)))
    expect((await slack.deliver(body, { ...JSON_TYPE, ...slack.sign(body) })).status).toBe(413)
  })

  test('that is no JSON, lacks its fields or is of no known kind breaks and changes nothing', async () => {
    const whole = event(reply(SECRET_TEXT))
    const lacking = [
      ...Object.keys(whole).map((key) => ({ ...whole, [key]: undefined })),
      ...Object.keys(whole['event'] as Payload).map((key) => event('', { [key]: null })),
    ].filter((one) => (one as Payload)['api_app_id'] !== undefined)
    const odd: readonly unknown[] = [
      '',
      '{',
      `{"type":"event_callback","text":"${SECRET_TEXT}"`,
      'null',
      '[]',
      '7',
      {},
      { type: 'event_callback' },
      event('x', { type: 'something_new' }),
      event('x', { subtype: 'message_changed' }),
      event('x', { bot_id: 'B1' }),
      event('x', { channel_type: 'channel' }),
      event('x', {}, { team_id: 'T0ELSEWHERE' }),
      { type: '__proto__', event: { type: 'constructor' } },
    ]
    await changesNothing(async () => {
      for (const one of [...odd, ...lacking.filter((l) => !isWhole(l))])
        expect([200, 400], JSON.stringify(one).slice(0, 200)).toContain((await tell(one)).status)
      const pressed = press({ do: 'acknowledge', with: {} })
      for (const one of [
        ...odd,
        ...Object.keys(pressed).map((key) => ({ ...pressed, [key]: null })),
        { type: 'view_submission' },
        { type: 'view_closed' },
        { type: 'something_new' },
      ])
        expect([200, 400], JSON.stringify(one).slice(0, 200)).toContain(
          (await interact(one)).status,
        )
    })
  })

  test('of another workspace, or about its people, messages and windows, crosses nothing', async () => {
    const intent = { do: 'acknowledge', with: { broadcast: String(broadcast), answer: 'will-act' } }
    const other = slack.addWorkspace().id
    const stranger = slack.addUser(other, {}).id
    const view = {
      id: 'V1',
      callback_id: 'cascade-form',
      private_metadata: JSON.stringify({
        intent: { do: 'submit-question', with: { broadcast: String(broadcast) } },
        on: `slack:1:${team}:${amara.openDm()}:${card}`,
      }),
      blocks: [],
      state: { values: {} },
    }
    await changesNothing(async () => {
      for (const told of [
        press(intent, { team: { id: other }, user: { id: stranger, team_id: other } }),
        press(intent, { team: { id: other } }),
        press(intent, { user: { id: stranger, team_id: other } }),
        press(intent, { user: { id: stranger } }),
        press(intent, { user: { id: 'U0NOBODY', team_id: team } }),
        {
          type: 'view_submission',
          user: { id: stranger, team_id: other },
          team: { id: other },
          view,
        },
        { type: 'view_submission', user: { id: 'U0NOBODY' }, team: { id: team }, view },
      ])
        expect((await interact(told)).status).toBe(200)
      for (const told of [
        event(reply(SECRET_TEXT), { user: stranger, user_team: other }),
        event(reply(SECRET_TEXT), { user: stranger }, { team_id: other }),
        event(
          reply(SECRET_TEXT),
          { user: stranger, user_team: other },
          { is_ext_shared_channel: true },
        ),
      ])
        expect((await tell(told)).status).toBe(200)
    })
  })

  test('while the database is down is answered 500, and acts once when it is told again', async () => {
    expect(errors).toEqual([])
    await database.pool.query('alter table inbound_events rename to inbound_events_away')
    const told = await amara.say(reply(`${SECRET_TEXT} at the second try`))
    expect(told.attempts.map(({ status }) => status)).toEqual([500, 500])
    await database.pool.query('alter table inbound_events_away rename to inbound_events')
    expect(await replies(`${SECRET_TEXT} at the second try`)).toBe(0)
    await slack.tick(61_000)
    expect(told.attempts.map(({ status }) => status)).toEqual([500, 500, 200])
    await slack.events.again(told)
    expect(await replies(`${SECRET_TEXT} at the second try`)).toBe(1)
    expect(errors.length).toBeGreaterThan(0)
    await until('the answer', async () => amara.messages().some(({ fromBot }) => fromBot))
  })
})

/** Some fields are there to be read when they are there, and not missed when they are not. */
const isWhole = (told: unknown) => {
  const { event: inner, ...outer } = told as Readonly<{ event?: Payload }> & Payload
  return outer['type'] !== undefined && inner !== undefined && outer['team_id'] !== undefined
}
