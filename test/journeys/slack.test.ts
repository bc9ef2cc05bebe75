import { serve, type ServerType } from '@hono/node-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSlackPlatform } from '#adapters/slack/platform.ts'
import type { SlackTables } from '#adapters/slack/tables.ts'
import { type App, createApp } from '#src/app/app.ts'
import { addInventedOrganisations, addRole } from '#src/demo/store.ts'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { realWorld } from '#src/kernel/world.ts'
import { openOne } from '#test/support/database.ts'
import {
  type FakeSlack,
  type Person,
  type Seen,
  startFakeSlack,
} from '#test/support/fake-slack/fake-slack.ts'

const KEY = Buffer.alloc(32, 7).toString('base64')

let database: Database
let slack: FakeSlack
let app: App
let server: ServerType
let url: string

beforeAll(async () => {
  database = await openOne()
  await database.db.transaction().execute(async (tx) => {
    await addInventedOrganisations(
      tx,
      [
        { code: 'U28174', kind: 'pcn', name: 'Taunton Central PCN' },
        { code: 'L85001', kind: 'practice', name: 'French Weir Health Centre' },
      ],
      [{ child: 'L85001', parent: 'U28174' }],
      '2020-01-01',
    )
  })
  slack = await startFakeSlack({ echoes: true })
  const holder: { app?: App } = {}
  server = await new Promise<ServerType>((resolve) => {
    const listening = serve(
      {
        fetch: (request, env) =>
          holder.app?.http.fetch(request, env) ?? new Response('not yet', { status: 503 }),
        port: 0,
        hostname: '127.0.0.1',
      },
      () => resolve(listening),
    )
  })
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const made = createSlackPlatform({
    db: database.db.withTables<SlackTables>(),
    world: realWorld,
    log: silentLog,
    apiUrl: slack.apiUrl,
    signingSecret: slack.app.signingSecret,
    app: {
      oauth: {
        clientId: slack.app.clientId,
        clientSecret: slack.app.clientSecret,
        stateSecret: 'a-state-secret',
        scopes: ['chat:write', 'commands', 'im:history', 'im:write'],
      },
      tokenKeys: [KEY],
    },
    appToken: null,
    publicUrl: url,
    sendsPerSecond: null,
  })
  app = await createApp({
    database,
    world: realWorld,
    log: silentLog,
    platforms: [made.platform],
    publicUrl: url,
  })
  app.http.route('/', made.routes)
  holder.app = app
  await app.start()
  slack.connectApp(url)
})

afterAll(async () => {
  await app.stop(5_000)
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
  await slack.close()
  await database.close()
})

/** A browser that keeps the one cookie and follows every redirect. */
async function browse(from: string): Promise<Response> {
  let cookie = ''
  for (let to = from; ;) {
    const response = await fetch(to, { redirect: 'manual', headers: { cookie } })
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
    const next = response.headers.get('location')
    if (next === null) return response
    to = new URL(next, to).href
  }
}

async function soon<T>(what: string, find: () => T | undefined | null): Promise<T> {
  for (let tries = 0; tries < 300; tries += 1) {
    const found = find()
    if (found !== undefined && found !== null) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`Nothing came: ${what}`)
}

const card = (person: Person, words: string): Promise<Seen> =>
  soon(`a card with “${words}”`, () =>
    person
      .messages()
      .findLast((seen) => seen.fromBot && seen.plain.replaceAll('\u200B', '').includes(words)),
  )

const form = (person: Person, title: string) =>
  soon(`the form “${title}”`, () => {
    const open = person.modal()
    return open !== null && open.title === title ? open : null
  })

async function join(person: Person, name: string, gmc: string): Promise<void> {
  expect((await person.command('/cascade', 'join')).status).toBe(200)
  await form(person, 'Join Cascade')
  expect(await person.submit()).toMatchObject({ is: 'errors' })
  await person.fill({ name, gpKind: 'locum', gmc, purpose: true, opportunities: true })
  await person.suggest('workplaces', 'French')
  await person.fill({ workplaces: ['L85001'] })
  expect(await person.submit()).toEqual({ is: 'closed' })
  const welcome = await card(person, 'Welcome')
  await person.press(welcome.ts, 'Follow all of these')
}

async function give(person: Person): Promise<void> {
  const { personId } = await database.db
    .selectFrom('identities')
    .where('platform', '=', 'slack')
    .where('tenant', '=', person.team)
    .where('userRef', '=', person.id)
    .select('personId')
    .executeTakeFirstOrThrow()
  const role = {
    personId: personId ?? '',
    organisation: 'U28174',
    role: 'clinical-director',
  } as const
  await database.db
    .transaction()
    .execute((tx) => addRole(tx, { id: realWorld.newId(), ...role }, new Date('2026-01-01')))
}

/** Typed in the conversation: Slack opens no form for that, so a button does. Resolves once it is on its way. */
async function send(
  sender: Person,
  kind: string,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const before = sender.messages().length
  const since = (words: string) => () =>
    sender
      .messages()
      .slice(before)
      .find(({ plain }) => plain.includes(words))
  await sender.say(`compose ${kind}`)
  const waiting = await soon('the button', since('Slack opens a form only from a button'))
  await sender.press(waiting.ts, 'Open the form')
  await soon('the form to write in', () => sender.modal())
  await sender.suggest('organisation', 'Taunton')
  await sender.fill({ organisation: 'U28174', urgency: 'routine', ...values })
  expect(await sender.submit()).toEqual({ is: 'closed' })
  const draft = await soon('the draft', since('1 person would get this now'))
  await sender.press(draft.ts, 'Send now to 1 person')
}

test('from installing to a report, as people on Slack do it', async () => {
  const team = slack.addWorkspace({ name: 'Taunton' })
  const installed = await browse(`${url}/slack/install`)
  expect(installed.status).toBe(200)
  expect(await installed.text()).toContain('/cascade join')

  const amara = slack.addUser(team.id, { name: 'Amara Okafor' })
  const ben = slack.addUser(team.id, { name: 'Ben Adeyemi' })
  await join(amara, 'Dr Amara Okafor', '7012345')
  await join(ben, 'Dr Ben Adeyemi', '7012346')
  await give(ben)

  await send(ben, 'announcement', {
    title: 'Rooms <!channel> move & *open*',
    summary: 'From Monday, <@U0SOMEBODY>.',
  })
  const got = await card(amara, 'From Monday')
  expect(got.text).not.toContain('Monday')
  expect(got.buttons).toContain('Read')

  await amara.openHome()
  expect(amara.homeText()).toContain('Waiting for your answer')
  expect(amara.homeText()).toContain('Rooms <!channel> move')

  await amara.press(got.ts, 'Read')
  const answered = await card(amara, 'You answered: Read')
  expect(answered.ts).toBe(got.ts)

  await amara.press(got.ts, 'Ask a question')
  await form(amara, 'Ask a question')
  await amara.fill({ text: 'Is the lift working?' })
  expect(await amara.submit()).toEqual({ is: 'closed' })
  const question = await card(ben, 'Is the lift working?')
  await ben.press(question.ts, 'Answer')
  await form(ben, 'Answer')
  await ben.fill({ text: 'It is, from Tuesday.' })
  expect(await ben.submit()).toEqual({ is: 'closed' })
  await card(amara, 'It is, from Tuesday.')

  await amara.say('Which floor is it?', { threadTs: got.ts })
  await card(ben, 'Which floor is it?')
  await amara.shortcut('ask_about', got.ts)
  await form(amara, 'Ask a question')
  await amara.closeModal()

  await send(ben, 'opportunity', {
    title: 'Pathway lead',
    summary: 'One session a week.',
    type: 'pathway-lead',
    sessions: 'One a week',
    terms: 'not-said',
    closes: '2099-12-09',
  })
  const offered = await card(amara, 'One session a week.')
  await amara.press(offered.ts, 'I am interested')
  await form(amara, 'I am interested')
  await amara.fill({ how: 'Gladly', conflict: 'none' })
  expect(await amara.submit()).toEqual({ is: 'closed' })
  await card(ben, 'Gladly')

  await ben.command('/cascade', 'report 1')
  const report = await card(ben, 'No answer yet')
  const link = report.blocks
    .flatMap((block) => (Array.isArray(block['elements']) ? (block['elements'] as unknown[]) : []))
    .map((element) => (element as Readonly<Record<string, unknown>>)['url'])
    .find((href) => typeof href === 'string')
  const page = await fetch(String(link))
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('Dr Amara Okafor')

  expect(slack.ledger.pages).toEqual([])
  const keyOf = ({ metadata }: (typeof slack.ledger.messages)[number]) =>
    String((metadata?.['event_payload'] as { id?: string } | undefined)?.id ?? '')
  expect(slack.ledger.byDelivery(keyOf).size).toBeGreaterThan(5)
  expect(slack.ledger.duplicates(keyOf)).toEqual([])
})
