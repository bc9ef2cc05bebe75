import { type Context, Hono } from 'hono'
import type { Db } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import type { World } from '#src/kernel/world.ts'
import { download } from '#src/pages/download.ts'
import { problem } from '#src/pages/layout.ts'
import { pageSecurity } from '#src/pages/security.ts'
import { writeAudit } from '../store.ts'
import { dataLink } from './data-link.ts'
import { dataPage } from './data-page.ts'
import { isHeld } from './erase-store.ts'
import { type Held, heldOf } from './holdings-store.ts'

type Deps = Readonly<{ db: Db; secret: string; world: World; log: Log }>

const NOT_HERE = problem(
  'There is nothing at this address',
  'The address may have been cut short when it was copied, or what it led to was deleted. For a new link, type my data in the chat.',
)
const EXPIRED = problem(
  'This link has expired',
  'A link to your own data works for one hour. For a new link, type my data in the chat.',
)

/** The page and the file that links of `my data` lead to. */
export function dataRoutes({ db, secret, world, log }: Deps): Hono {
  const routes = new Hono()
  routes.use('/my-data/*', ...pageSecurity)
  routes.onError((error, c) => {
    log.error('my-data.page-failed', error)
    return c.html(
      problem('Something went wrong at our end', 'Nothing was changed. Try again in a minute.'),
      500,
    )
  })

  /** Reads everything as it is at one moment. */
  async function through(
    c: Context,
    action: string,
    answer: (held: readonly Held[], at: Date) => Response | Promise<Response>,
  ): Promise<Response> {
    const at = world.now()
    const link = dataLink.read(secret, c.req.param('token') ?? '', at)
    if (link.is === 'forged') return c.html(NOT_HERE, 404)
    if (link.is === 'expired') return c.html(EXPIRED, 410)
    const [person] = link.facts
    const held = await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (tx) => {
        if (!(await isHeld(tx, person))) return null
        await writeAudit(tx, at, person, action, `person:${person}`)
        return heldOf(tx, person)
      })
    return held === null ? c.html(NOT_HERE, 404) : answer(held, at)
  }

  routes.get('/my-data/:token', async (c) =>
    through(c, 'my-data.read', (held, at) =>
      c.html(dataPage(held, `/my-data/${c.req.param('token')}/json`, at)),
    ),
  )
  routes.get('/my-data/:token/json', async (c) =>
    through(c, 'my-data.downloaded', (held, at) => {
      return download(
        c,
        'cascade-my-data',
        'json',
        JSON.stringify(
          {
            at: at.toISOString(),
            held: held.map(({ holding: { table, what, kept, erased }, rows }) => ({
              table,
              what,
              kept,
              erased,
              rows,
            })),
          },
          null,
          2,
        ),
      )
    }),
  )
  routes.all('/my-data/*', (c) => c.html(NOT_HERE, 404))
  return routes
}
