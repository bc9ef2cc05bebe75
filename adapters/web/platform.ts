import type { Hono } from 'hono'
import type { Kysely } from 'kysely'
import type {
  ChatPlatform,
  Core,
  LookUp,
  NeverReason,
  SendOutcome,
} from '#src/chat/chat-platform.ts'
import { clip } from '#src/kernel/words.ts'
import type { Log } from '#src/kernel/log.ts'
import type { World } from '#src/kernel/world.ts'
import { handleOf, messageAt, userAt, UserRef } from './address.ts'
import type { Room } from './conversation.ts'
import {
  type Account,
  findAccount,
  findByKey,
  keepCard,
  listAccounts,
  redrawCard,
  saveAccount,
} from './inbox.ts'
import { createLive } from './live.ts'
import { createRoutes } from './routes.ts'
import type { WebTables } from './tables.ts'

export type WebOptions = Readonly<{
  db: Kysely<WebTables>
  world: World
  log: Log
  sendsPerSecond: number | null
  /** Whether a name may be kept as it was typed: nothing about a patient may. */
  mayKeep: (name: string) => boolean
}>

export type WebPlatform = Readonly<{
  platform: ChatPlatform
  routes: Hono
  accounts: Readonly<{
    /** Adds somebody, or brings their name and words up to date. */
    add: (account: Account) => Promise<void>
    list: () => Promise<readonly Account[]>
  }>
}>

const never = (reason: NeverReason, detail: string): SendOutcome => ({
  is: 'never',
  reason,
  detail,
})

/** PostgreSQL's code, which says what went wrong and nothing of what was sent. */
function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' ? code : 'database-error'
}

/** The local chat: a real adapter whose far end is two tables and a browser page. */
export function createWebPlatform({
  db,
  world,
  log,
  sendsPerSecond,
  mayKeep,
}: WebOptions): WebPlatform {
  const live = createLive()
  const room: Room = { db, world, log, live, forms: new Map() }
  const underWay = new Set<Promise<unknown>>()
  let core: Core | null = null

  const platform: ChatPlatform = {
    name: 'web',
    capabilities: {
      sendsPerSecond:
        sendsPerSecond === null ? null : { first: sendsPerSecond, most: sendsPerSecond },
      changesPerMinute: null,
      canLookUp: true,
      formsAfterText: true,
    },

    async start(given) {
      core = given
    },

    async send(to, message, key) {
      const user = userAt(to)
      if (user === null) return never('rejected', 'bad-address')
      try {
        if ((await findAccount(db, user)) === undefined) return never('unreachable', 'no-account')
        const card = { id: world.newId(), user, key, message, at: world.now() }
        const id = await keepCard(db, card)
        live.changed(user)
        return { is: 'sent', handle: handleOf(id) }
      } catch (error) {
        return { is: 'unknown', detail: codeOf(error) }
      }
    },

    async lookUp(to, key): Promise<LookUp> {
      const user = userAt(to)
      if (user === null) return { is: 'absent' }
      try {
        const found = await findByKey(db, user, key)
        return found === undefined ? { is: 'absent' } : { is: 'found', handle: handleOf(found.id) }
      } catch {
        return { is: 'later', afterMs: null }
      }
    },

    async redraw(handle, message) {
      const id = messageAt(handle)
      if (id === null) return never('rejected', 'bad-handle')
      try {
        const card = await redrawCard(db, id, message)
        if (card === undefined) return never('rejected', 'no-message')
        live.changed(card.user)
        return { is: 'sent', handle }
      } catch (error) {
        return { is: 'unknown', detail: codeOf(error) }
      }
    },

    // The local chat's accounts have no e-mail address.
    async findByEmail() {
      return { is: 'cannot-tell' }
    },

    async healthy() {
      try {
        await listAccounts(db, 1)
        return true
      } catch {
        return false
      }
    },

    async stop() {
      core = null
      live.close()
      await Promise.allSettled(underWay)
    },
  }

  const routes = createRoutes({
    room,
    mayKeep,
    core: () => core,
    during: async (work) => {
      underWay.add(work)
      try {
        return await work
      } finally {
        underWay.delete(work)
      }
    },
  })

  return {
    platform,
    routes,
    accounts: {
      add: async ({ user, name, about, invented }) =>
        saveAccount(db, {
          user: UserRef.parse(user),
          name: clip(name, 100),
          about: clip(about, 200),
          invented,
        }),
      list: () => listAccounts(db, 10_000),
    },
  }
}
