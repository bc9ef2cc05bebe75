import type { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createReceive } from '#src/app/receive.ts'
import { insertDraft, setState } from '#src/broadcasts/store.ts'
import type { Inbound } from '#src/chat/chat-platform.ts'
import { addInventedOrganisations, addRole } from '#src/demo/store.ts'
import type { Database, Tx } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { findActor, saveJoin } from '#src/people/store.ts'
import { createReports } from '#src/reports/handlers.ts'
import { reportRoutes } from '#src/reports/routes.ts'
import { oneDatabase } from '#test/support/database.ts'
import { parseHtml, textOf } from '#test/support/served-html.ts'
import { type TestWorld, testWorld } from '#test/support/world.ts'

const SECRET = 'a secret for this test and for nothing else'
const BASE = 'https://cascade.example.nhs.uk'
const HOUR_MS = 3_600_000
const start = new Date('2026-08-05T11:40:00Z')

describe.each(oneDatabase())('who may read a report on $name', ({ open }) => {
  let database: Database
  let world: TestWorld
  let routes: Hono
  let say: (user: string, text: string) => Promise<ReturnType<typeof cardOf>>
  let priya: string
  let message: number
  let n = 0
  /** Accounts of their own for each test. */
  const account = (name: string) => `${name}-${n}`

  const save = <T>(run: (tx: Tx) => Promise<T>) => database.db.transaction().execute(run)

  beforeAll(async () => {
    database = await open()
    world = testWorld(start.toISOString())
    const { db } = database
    routes = reportRoutes({ db, secret: SECRET, world, log: silentLog })
    const receive = createReceive({
      db,
      hasRoom: database.hasRoom,
      world,
      log: silentLog,
      findActor,
      replyTo: async () => null,
      queue: { add: async () => {} },
      capabilities: [createReports({ secret: SECRET, publicUrl: `${BASE}/` })],
    })
    say = async (user, text) => {
      const who = whoIs(user)
      const inbound: Inbound = {
        eventId: world.newId(),
        who,
        reachableAt: { platform: 'web', ref: user },
        on: null,
        what: { is: 'say', text },
      }
      return cardOf(await receive(inbound))
    }
    await save((tx) =>
      addInventedOrganisations(
        tx,
        [
          { code: 'U28174', kind: 'pcn', name: 'Taunton Central PCN' },
          { code: 'L85001', kind: 'practice', name: 'French Weir Health Centre' },
        ],
        [{ child: 'L85001', parent: 'U28174' }],
        '2020-01-01',
      ),
    )
  })
  afterAll(async () => database.close())

  const whoIs = (user: string) => ({ platform: 'web', tenant: 'local', user }) as const

  const cardOf = ([step]: Awaited<ReturnType<ReturnType<typeof createReceive>>>) => {
    if (step?.do !== 'say') throw new Error('Nothing was said')
    return step.message
  }

  const join = (name: string, withRole: boolean) =>
    save(async (tx) => {
      const id = await saveJoin(
        tx,
        { identity: whoIs(account(name)), address: { platform: 'web', ref: account(name) } },
        {
          name,
          gmc: null,
          gpKind: 'salaried' as const,
          agrees: [],
          workplaces: ['L85001'],
          interests: [],
        },
        start,
        world.newId,
      )
      const role = { personId: id, organisation: 'U28174', role: 'clinical-director' } as const
      if (withRole) await addRole(tx, { id: world.newId(), ...role }, start)
      return id
    })

  beforeEach(async () => {
    n += 1
    world.set('2026-08-06T08:00:00Z')
    priya = await join('priya', true)
    message = await save(async (tx) => {
      const id = await insertDraft(
        tx,
        priya,
        {
          organisation: 'L85001',
          urgency: 'routine',
          specialties: [],
          gpKinds: [],
          content: {
            kind: 'announcement',
            title: 'The new rota',
            summary: 'It starts on Monday.',
            actions: [],
            sourceName: null,
            sourceUrl: null,
            contact: null,
            until: null,
          },
        },
        start,
      )
      await setState(tx, id, 'sent', { changedAt: start, startedAt: start })
      return id
    })
  })

  /** The path of the link on the card that the sender gets. */
  async function link(): Promise<string> {
    const card = await say(account('priya'), `report ${message}`)
    const [first] = card.actions
    if (first?.is !== 'link') throw new Error(`No link: ${card.title}`)
    expect(first.href.length).toBeLessThan(500)
    return first.href.replace(BASE, '')
  }

  const read = async (path: string) => {
    const response = await routes.request(path)
    return { status: response.status, text: textOf(parseHtml(await response.text())) }
  }

  test('its sender asks in the chat, and the link leads to the page and the file', async () => {
    const card = await say(account('priya'), `report ${message}`)
    const words = JSON.stringify(card.blocks)
    expect(words).toContain('This does not record a response on the Central Alerting System (CAS).')
    expect(words).toContain('The link is for you alone and works for one hour.')
    const path = await link()
    expect(await read(path)).toMatchObject({ status: 200 })
    expect((await read(path)).text).toContain('The new rota')
    expect(await read(`${path}/csv`)).toMatchObject({ status: 200 })
  })

  test('a link works for one hour, and then says how to get another', async () => {
    const path = await link()
    world.advance(HOUR_MS)
    expect((await read(path)).status).toBe(200)
    world.advance(1000)
    for (const one of [path, `${path}/csv`]) {
      const { status, text } = await read(one)
      expect(status).toBe(410)
      expect(text).toContain(`type report ${message} in the chat`)
    }
  })

  test('a link that was changed leads nowhere', async () => {
    const path = await link()
    const changed = [`${path}x`, path.replace(/.$/, '~'), path.replace('.', '/')]
    for (const one of [...changed, '/reports/x', '/reports/', '/reports/a/b/c']) {
      const { status, text } = await read(one)
      expect(status).toBe(404)
      expect(text).not.toContain('The new rota')
    }
  })

  test('a role that ended a minute ago closes the page, the file and the card', async () => {
    const path = await link()
    await database.db
      .updateTable('roles')
      .set({ endsAt: new Date(world.now().getTime() - 60_000) })
      .where('personId', '=', priya)
      .execute()
    for (const one of [path, `${path}/csv`]) {
      const { status, text } = await read(one)
      expect(status).toBe(403)
      expect(text).toContain('You no longer hold a role that may send announcements')
      expect(text).toContain('Ask your liaison lead')
      expect(text).not.toContain('The new rota')
    }
    const card = await say(account('priya'), `report ${message}`)
    expect(card.title).toContain('You no longer hold a role')
    expect(card.actions).toEqual([])
  })

  test('whoever has left cannot read it', async () => {
    const path = await link()
    const leftAt = world.now()
    await database.db.updateTable('people').set({ leftAt }).where('id', '=', priya).execute()
    const { status, text } = await read(path)
    expect(status).toBe(403)
    expect(text).toContain('You have left Cascade')
  })

  test('a colleague with the same role cannot ask for it', async () => {
    await join('tomasz', true)
    const card = await say(account('tomasz'), `report ${message}`)
    expect(card.title).toBe('You have no message with that number')
  })

  test('a draft has no report', async () => {
    await database.db
      .updateTable('broadcasts')
      .set({ state: 'draft', startedAt: null })
      .where('id', '=', message)
      .execute()
    expect((await say(account('priya'), `report ${message}`)).title).toBe(
      `Message ${message} has not been sent, so it has no report`,
    )
  })

  test('each reading is in the audit, and none that was refused', async () => {
    const path = await link()
    for (const one of [path, `${path}/csv`, `${path}x`]) await read(one)
    const rows = await database.db
      .selectFrom('audit')
      .where('personId', '=', priya)
      .select(['action', 'subject'])
      .orderBy('id')
      .execute()
    expect(rows).toEqual(
      ['report.linked', 'report.read', 'report.downloaded'].map((action) => ({
        action,
        subject: `broadcast:${message}`,
      })),
    )
  })

  test('sent lists what somebody has sent, each with its report', async () => {
    for (const typed of ['sent', 'report']) {
      const card = await say(account('priya'), typed)
      expect(card.title).toBe('What you have sent')
      expect(JSON.stringify(card.blocks)).toContain(`"Report ${message}"`)
    }
    await join('siobhan', false)
    expect((await say(account('siobhan'), 'sent')).title).toBe('You have sent nothing yet')
    expect((await say(account('priya'), 'report twelve')).title).toBe('That command needs a number')
  })
})
