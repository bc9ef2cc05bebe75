import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import type { Core } from '#src/chat/chat-platform.ts'
import { referenceOf } from '#src/chat/platform-cards.ts'
import { assetRoutes, PAGE_ASSETS } from '#src/pages/assets.ts'
import { createFormGuard, loopbackOnly, pageSecurity } from '#src/pages/security.ts'
import { createActions } from './actions.ts'
import { userFor } from './address.ts'
import { CHAT_ASSETS } from './chat-page.ts'
import type { Room } from './conversation.ts'
import { claimAccount, findAccount, listAccounts } from './inbox.ts'
import { broken, closed, HOME, nobody, tooLong } from './refusals.ts'
import { createShowing } from './showing.ts'
import { startPage } from './start-page.ts'
import { readView } from './view.ts'

const MOST_ACCOUNTS = 200
const MOST_BYTES = 256 * 1024
const MOST_NAME = 100

export type Desk = Readonly<{
  room: Room
  /** Whether a name may be kept as it was typed. */
  mayKeep: (name: string) => boolean
  /** Null before the start and after the stop. */
  core: () => Core | null
  /** Keeps count of what is under way, so that the stop can wait for it. */
  during: <T>(work: Promise<T>) => Promise<T>
}>

export function createRoutes({ room, mayKeep, core, during }: Desk): Hono {
  const { db, live, log, world } = room
  const guard = createFormGuard(HOME)
  const showing = createShowing(room, guard.field)
  const act = createActions(room, showing, core)
  const whileOpen = createMiddleware(async (c, next) =>
    core() === null ? closed(c) : during(next()),
  )
  const routes = new Hono()

  routes.onError((error, c) => {
    if ('getResponse' in error) return error.getResponse()
    const reference = referenceOf(world.newId())
    log.error('web.page-failed', error, { reference })
    return broken(c, reference)
  })
  // By path, not "*": main puts these routes beside others that must answer under other names.
  for (const path of [HOME, '/chat/*']) {
    routes.use(path, loopbackOnly, ...pageSecurity)
    routes.post(
      path,
      bodyLimit({ maxSize: MOST_BYTES, onError: tooLong }),
      ...guard.check,
      whileOpen,
    )
  }
  routes.route('/', assetRoutes([...PAGE_ASSETS, ...CHAT_ASSETS]))

  const start = async (refused: { name: string; error: string } | null) =>
    startPage({ accounts: await listAccounts(db, MOST_ACCOUNTS), token: guard.field, refused })

  routes.get(HOME, async (c) => c.html(await start(null)))

  routes.post('/chat/open', async (c) => {
    const sent = (await c.req.formData()).get('name')
    const name = typeof sent === 'string' ? sent.replaceAll('\0', '').trim() : ''
    if (name === '') return c.html(await start({ name, error: 'Enter a name' }), 422)
    if (name.length > MOST_NAME)
      return c.html(await start({ name, error: 'Name must be 100 characters or fewer' }), 422)
    if (!mayKeep(name))
      return c.html(
        await start({
          name,
          error: 'Enter a name and nothing else. That may be about a patient, and was not kept',
        }),
        422,
      )
    return c.redirect(`/chat?as=${await openAs(name)}`, 303)
  })

  /** The account of that name, made when there is none. */
  async function openAs(name: string): Promise<string> {
    for (let n = 1; ; n += 1) {
      const user = userFor(name, n)
      if (await claimAccount(db, { user, name, about: '', invented: false })) return user
      if ((await findAccount(db, user))?.name === name) return user
    }
  }

  routes.get('/chat', async (c) => {
    const view = readView(new URL(c.req.url).searchParams)
    return view === null ? nobody(c) : showing.chat(c, view)
  })
  routes.get('/chat/pane', async (c) => {
    const view = readView(new URL(c.req.url).searchParams)
    const user = c.req.query('pane')
    if (view === null || user === undefined || (user !== view.as && user !== view.with))
      return nobody(c)
    return showing.pane(c, view, user)
  })
  routes.get('/chat/events', (c) => {
    const view = readView(new URL(c.req.url).searchParams)
    if (view === null) return nobody(c)
    if (core() === null) return closed(c)
    return live.stream(c, view.with === null ? [view.as] : [view.as, view.with])
  })
  routes.get('/chat/suggest', whileOpen, act.suggest)
  routes.post('/chat/press', act.press)
  routes.post('/chat/submit', act.submit)
  routes.post('/chat/say', act.say)
  routes.post('/chat/cancel', act.cancel)
  return routes
}
