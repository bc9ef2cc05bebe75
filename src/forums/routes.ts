import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import { londonDay } from '#src/kernel/london.ts'
import { type Decision, refused } from '#src/kernel/refusal.ts'
import type { World } from '#src/kernel/world.ts'
import { download } from '#src/pages/download.ts'
import { problem } from '#src/pages/layout.ts'
import { pageSecurity } from '#src/pages/security.ts'
import { rolesOf, writeAudit } from '#src/people/store.ts'
import { isMember } from '#src/reports/store.ts'
import { archiveLink } from './archive-link.ts'
import { archivePage } from './archive-page.ts'
import { type Archive, decideFile, findArchive } from './archiving.ts'
import { exportFile } from './export-file.ts'
import type { Post } from './forum.ts'
import { archivePosts } from './post-store.ts'

type Deps = Readonly<{ db: Db; secret: string; world: World; log: Log }>

/** How many posts one page shows, and how many are read at a time for the file. */
const A_PAGE = 200

const After = z.coerce.number().int().min(0).max(2_147_483_647).catch(0)

const LEFT = refused(
  'You have left Cascade',
  'Forums are for people who have joined. To join again, type join in the chat.',
)

const notALink = (c: Context) =>
  c.html(
    problem(
      'There is no forum at this address',
      'The address may have been cut short when it was copied. In the chat, type forums to see yours, and ask for the archive there.',
    ),
    404,
  )

const expired = (c: Context, forum: number) =>
  c.html(
    problem(
      'This link has expired',
      `A link to the archive of a forum works for one hour. For a new link, type archive ${forum} in the chat.`,
    ),
    410,
  )

/** The archive of a forum and its file. A link says only who asked for what: whether they may have it is looked up anew. */
export function forumRoutes({ db, secret, world, log }: Deps): Hono {
  const routes = new Hono()
  routes.use('/forums/*', ...pageSecurity)
  routes.onError((error, c) => {
    log.error('forums.page-failed', error)
    return c.html(
      problem(
        'Something went wrong at our end',
        'Nothing was changed. Try again in a minute. If it goes on, tell whoever runs Cascade.',
      ),
      500,
    )
  })

  /** Reads what a link leads to in one transaction, when whoever it was given to may have it at this moment. */
  async function through<T>(
    c: Context,
    action: string,
    decide: (found: Archive) => Decision<T>,
    answer: (may: T, tx: Tx, at: Date) => Promise<Response>,
  ): Promise<Response> {
    const at = world.now()
    const link = archiveLink.read(secret, c.req.param('token') ?? '', at)
    if (link.is === 'forged') return notALink(c)
    const [forum, person] = link.facts
    if (link.is === 'expired') return expired(c, forum)
    return db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (tx) => {
        const found = await mayRead(tx, forum, person, at)
        const may = found.ok ? decide(found.value) : found
        if (!may.ok) return c.html(problem(may.refusal.happened, may.refusal.next), 403)
        await writeAudit(tx, at, person, action, `forum:${forum}`)
        return answer(may.value, tx, at)
      })
  }

  routes.get('/forums/:token', async (c) => {
    const here = `/forums/${c.req.param('token')}`
    const after = After.parse(c.req.query('after') ?? 0)
    return through(
      c,
      'forum.archive-read',
      (found) => ({ ok: true, value: found }),
      async ({ forum, moderates }, tx, at) => {
        const more = await archivePosts(tx, forum.id, after, A_PAGE + 1)
        const posts = more.slice(0, A_PAGE)
        const links = {
          start: after === 0 ? null : here,
          later: more.length > A_PAGE ? `${here}?after=${posts.at(-1)?.id ?? 0}` : null,
          file: moderates ? `${here}/csv` : null,
        }
        return c.html(archivePage({ forum, posts, today: londonDay(at), links }))
      },
    )
  })

  routes.get('/forums/:token/csv', async (c) =>
    through(c, 'forum.archive-downloaded', decideFile, async (forum, tx) => {
      return download(
        c,
        `cascade-forum-${forum.id}`,
        'csv',
        exportFile(forum, await allPosts(tx, forum.id)),
      )
    }),
  )
  routes.all('/forums/*', notALink)
  return routes
}

async function mayRead(
  tx: Tx,
  forum: number,
  person: string,
  at: Date,
): Promise<Decision<Archive>> {
  if (!(await isMember(tx, person))) return LEFT
  const roles = await rolesOf(tx, person, at)
  return findArchive({ db: tx, at, me: { id: person }, actor: { roles } }, forum)
}

async function allPosts(tx: Tx, forum: number): Promise<readonly Post[]> {
  const all: Post[] = []
  for (;;) {
    const some = await archivePosts(tx, forum, all.at(-1)?.id ?? 0, A_PAGE)
    all.push(...some)
    if (some.length < A_PAGE) return all
  }
}
