import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { afterAll, beforeAll } from 'vitest'
import { createWebPlatform } from '#adapters/web/platform.ts'
import type { WebTables } from '#adapters/web/tables.ts'
import type { MessageHandle } from '#src/chat/chat-platform.ts'
import type { FormValues } from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import { message } from '#src/chat/message.ts'
import type { Database } from '#src/kernel/db.ts'
import { silentLog } from '#src/kernel/log.ts'
import { openOne } from '#test/support/database.ts'
import {
  controlsOf,
  type Element,
  find,
  parseHtml,
  posted,
  textOf,
  within,
} from '#test/support/served-html.ts'
import { testWorld } from '#test/support/world.ts'
import type { Harness, Somebody } from './harness.ts'
import { platformLaws } from './platform-laws.ts'

const HOST = 'http://localhost:3000'

let database: Database
beforeAll(async () => {
  database = await openOne()
})
afterAll(() => database.close())

let made = 0

const textIn = (root: Element | undefined) => (root === undefined ? '' : textOf(root))
const byId = (root: Element, id: string) => find(root, ({ attributes }) => attributes['id'] === id)
const formTo = (root: Element, action: string) =>
  find(root, ({ tag, attributes }) => tag === 'form' && attributes['action'] === action)

function there(element: Element | undefined, what: string): Element {
  if (element === undefined) throw new Error(`The page shows no ${what}`)
  return element
}

/** A browser without JavaScript: it reads the served pages and posts their forms. */
async function webHarness(): Promise<Harness> {
  made += 1
  const seed = made
  const { platform, routes, accounts } = createWebPlatform({
    db: database.db.withTables<WebTables>(),
    world: testWorld('2026-08-06T09:00:00Z', seed),
    log: silentLog,
    sendsPerSecond: null,
    mayKeep: () => true,
  })
  let people = 0

  const page = async (path: string): Promise<Element> => {
    const response = await routes.request(`${HOST}${path}`)
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
    return parseHtml(await response.text())
  }
  const chatOf = (who: Somebody) => page(`/chat?as=${who.identity.user}`)

  const post = async (action: string, body: URLSearchParams, headers = {}) =>
    routes.request(`${HOST}${action}`, {
      method: 'POST',
      body,
      headers: { origin: HOST, ...headers },
    })

  /** A refusal of what a page offers is the page's fault; a 5xx is the core's, and some laws cause it. */
  const send = async (
    root: Element,
    form: Element,
    changes: Readonly<Record<string, string | readonly string[]>>,
  ) => {
    const { status } = await post(form.attributes['action'] ?? '', posted(root, form, changes))
    if (status >= 400 && status < 500) throw new Error(`A form of the page was refused: ${status}`)
  }

  const cardIn = (root: Element, on: MessageHandle) =>
    there(
      find(
        root,
        ({ tag, attributes }) =>
          tag === 'article' && on.ref.endsWith((attributes['id'] ?? '?').replace('m-', '')),
      ),
      'such card',
    )

  const pressing = async (who: Somebody, on: MessageHandle, intent: Intent) => {
    const root = await chatOf(who)
    const button = there(
      find(cardIn(root, on), ({ tag, attributes }) => {
        if (tag !== 'button' || attributes['name'] !== '_press') return false
        const carried = JSON.parse(attributes['value'] ?? 'null') as { intent?: unknown } | null
        return isDeepStrictEqual(carried?.intent, intent)
      }),
      'button with that intent',
    )
    const form = there(byId(root, button.attributes['form'] ?? ''), 'form of that button')
    return () => send(root, form, { _press: button.attributes['value'] ?? '' })
  }

  const openForm = (root: Element) => formTo(root, '/chat/submit')

  const somebody = async (): Promise<Somebody> => {
    people += 1
    const user = `person-${seed}-${people}`
    await accounts.add({ user, name: `Dr ${user}`, about: '', invented: true })
    return {
      identity: { platform: 'web', tenant: 'local', user },
      address: { platform: 'web', ref: `web:1:${user}` },
    }
  }

  return {
    platform,
    somebody,

    nowhere: async () => {
      const { address } = await somebody()
      const sent = await platform.send(address, message({ title: 'x' }), crypto.randomUUID())
      if (sent.is !== 'sent') throw new Error('Nothing was sent')
      return {
        address: { ...address, ref: `${address.ref}-gone` },
        handle: { ...sent.handle, ref: sent.handle.ref.replace(/[0-9a-f]{12}$/, 'f'.repeat(12)) },
      }
    },

    press: async (who, on, intent) => {
      const press = await pressing(who, on, intent)
      await press()
    },

    pressToldTwice: async (who, on, intent) => {
      const press = await pressing(who, on, intent)
      await press()
      await press()
    },

    formShownTo: async (who) => {
      const root = await chatOf(who)
      const form = openForm(root)
      if (form === undefined) return null
      const names = controlsOf(root, form).map(({ attributes }) => attributes['name'] ?? '')
      const lists = new Set(
        find(form, ({ attributes }) => attributes['name'] === '_lists')?.attributes['value']?.split(
          ',',
        ),
      )
      // A search has a box to type in, and its ticks only once something was found.
      const fields = names.map((name) =>
        lists.has(name.replace(/Typed$/, '')) ? name.replace(/Typed$/, '') : name,
      )
      const section = find(root, (element) => element.children.includes(form))
      return {
        title: textIn(section === undefined ? undefined : find(section, ({ tag }) => tag === 'h3')),
        fields: [...new Set(fields.filter((name) => !name.startsWith('_')))],
      }
    },

    submit: async (who, values: FormValues) => {
      const root = await chatOf(who)
      await send(root, there(openForm(root), 'open form'), values)
    },

    say: async (who, text, inReplyTo) => {
      const chat = await chatOf(who)
      const reply =
        inReplyTo === null
          ? null
          : there(
              find(
                cardIn(chat, inReplyTo),
                ({ tag, attributes }) => tag === 'a' && attributes['class'] === 'cascade-reply',
              ),
              'way to reply',
            )
      const root = reply === null ? chat : await page(reply.attributes['href'] ?? '')
      await send(root, there(formTo(root, '/chat/say'), 'box to type in'), { text })
    },

    shownTo: async (who) => {
      const root = await chatOf(who)
      const { rows } = await sql<{ id: string; key: string | null; revision: number }>`
        select id, key, revision from web_messages
        where user_ref = ${who.identity.user} and sender = 'bot'`.execute(database.db)
      return [...within(root)]
        .filter(({ tag }) => tag === 'article')
        .map((card) => {
          const id = (card.attributes['id'] ?? '').replace('m-', '')
          const row = rows.find((one) => one.id === id)
          return {
            key: row?.key ?? null,
            title: textIn(byId(card, `title-${id}`)),
            revision: row?.revision ?? 0,
          }
        })
    },

    forge: async () => {
      const amara = await somebody()
      await platform.send(
        amara.address,
        message({
          title: 'x',
          actions: [{ is: 'button', label: 'x', tone: 'plain', intent: { do: 'x', with: {} } }],
        }),
        crypto.randomUUID(),
      )
      const root = await chatOf(amara)
      const form = there(formTo(root, '/chat/press'), 'form')
      const button = there(
        find(root, ({ attributes }) => attributes['name'] === '_press'),
        'button',
      )
      const whole = posted(root, form, { _press: button.attributes['value'] ?? '' })
      const without = new URLSearchParams(whole)
      without.delete('_token')
      const wrong = new URLSearchParams(whole)
      wrong.set('_token', 'x'.repeat(32))
      const answers = [
        await post('/chat/press', without),
        await post('/chat/press', wrong),
        await post('/chat/press', whole, { origin: 'https://elsewhere.example' }),
        await post('/chat/press', whole, { host: 'elsewhere.example' }),
      ]
      return { status: Math.min(...answers.map(({ status }) => status)) }
    },

    close: async () => {},
  }
}

platformLaws('web', webHarness)
