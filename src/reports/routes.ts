import { type Context, Hono } from 'hono'
import { loadResults } from '#src/consultations/load-results.ts'
import { resultsFile } from '#src/consultations/results-file.ts'
import { inclusionFile } from '#src/opportunities/inclusion.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import type { World } from '#src/kernel/world.ts'
import { download } from '#src/pages/download.ts'
import { assetRoutes, PAGE_ASSETS } from '#src/pages/assets.ts'
import { problem } from '#src/pages/layout.ts'
import { pageSecurity } from '#src/pages/security.ts'
import { rolesOf, writeAudit } from '#src/people/store.ts'
import { findReport } from './find-report.ts'
import { loadInclusion, loadReport } from './load-report.ts'
import { fileLines } from './recipient-file.ts'
import { REPORT_CSS } from './report-css.ts'
import { reportPage } from './report-page.ts'
import type { SentBroadcast } from './rules.ts'
import { reportLink } from './report-link.ts'
import { fileRows, isMember } from './store.ts'

type Deps = Readonly<{ db: Db; secret: string; world: World; log: Log }>

/** How many people are read from the database at a time for the file. */
const FILE_PAGE = 2000

const LEFT = refused(
  'You have left Cascade',
  'Reports are for people who have joined. To join again, type join in the chat.',
)

const notALink = (c: Context) =>
  c.html(
    problem(
      'There is no report at this address',
      'The address may have been cut short when it was copied. In the chat, type sent to see what you have sent, and ask for the report there.',
    ),
    404,
  )

const expired = (c: Context, broadcast: number) =>
  c.html(
    problem(
      'This link has expired',
      `A link to a report works for one hour. For a new link, type report ${broadcast} in the chat.`,
    ),
    410,
  )

/** The pages that links given in chat lead to. What a link says is only who asked for what: authority is looked up anew. */
export function reportRoutes({ db, secret, world, log }: Deps): Hono {
  const routes = new Hono()
  routes.use('/reports/*', ...pageSecurity)
  routes.route('/', assetRoutes([...PAGE_ASSETS, REPORT_CSS]))
  routes.onError((error, c) => {
    log.error('report.page-failed', error)
    return c.html(
      problem(
        'Something went wrong at our end',
        'Nothing was changed. Try again in a minute. If it goes on, tell whoever runs Cascade.',
      ),
      500,
    )
  })

  /** Reads what a link leads to in one transaction, when whoever it was given to may have it at this moment. */
  async function through(
    c: Context,
    token: string,
    action: string,
    read: (found: SentBroadcast, tx: Tx, at: Date) => Promise<Response>,
  ): Promise<Response> {
    const at = world.now()
    const link = reportLink.read(secret, token, at)
    if (link.is === 'forged') return notALink(c)
    const [broadcast, person] = link.facts
    if (link.is === 'expired') return expired(c, broadcast)
    return db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (tx) => {
        const found = await mayRead(tx, broadcast, person, at)
        if (!found.ok) return c.html(problem(found.refusal.happened, found.refusal.next), 403)
        await writeAudit(tx, at, person, action, `broadcast:${broadcast}`)
        return read(found.value, tx, at)
      })
  }

  routes.get('/reports/:token', async (c) => {
    const token = c.req.param('token')
    return through(c, token, 'report.read', async (found, tx, at) =>
      c.html(reportPage(await loadReport(tx, found, at), `/reports/${token}/csv`)),
    )
  })

  routes.get('/reports/:token/csv', async (c) =>
    through(c, c.req.param('token'), 'report.downloaded', async ({ id }) => {
      return download(
        c,
        `cascade-report-${id}`,
        'csv',
        streamOf(fileOf(db, id), (error) => log.error('report.file-failed', error)),
      )
    }),
  )
  routes.get('/reports/:token/csv/consultation', async (c) =>
    through(c, c.req.param('token'), 'report.downloaded', async (found, tx, at) => {
      const results = await loadResults(tx, found, at)
      if (results === null) return notALink(c)
      return download(c, `cascade-consultation-${found.id}`, 'csv', resultsFile(results))
    }),
  )
  routes.get('/reports/:token/csv/inclusion', async (c) =>
    through(c, c.req.param('token'), 'report.downloaded', async (found, tx) => {
      const inclusion = await loadInclusion(tx, found)
      if (inclusion === null) return notALink(c)
      return download(c, `cascade-inclusion-${found.id}`, 'csv', inclusionFile(inclusion))
    }),
  )
  routes.all('/reports/*', notALink)
  return routes
}

async function mayRead(
  tx: Tx,
  broadcast: number,
  person: string,
  at: Date,
): Promise<Decision<SentBroadcast>> {
  if (!(await isMember(tx, person))) return LEFT
  const found = await findReport(
    tx,
    broadcast,
    { id: person, roles: await rolesOf(tx, person, at) },
    at,
  )
  return found.ok ? allowed(found.value) : found
}

/** The file a page at a time, each in its own short query: whoever downloads slowly holds nothing up. */
async function* fileOf(db: Db, broadcast: number): AsyncGenerator<string> {
  let after = 0
  let first = true
  for (;;) {
    const rows = await fileRows(db, broadcast, after, FILE_PAGE)
    if (first || rows.length > 0) yield fileLines(rows, first)
    if (rows.length < FILE_PAGE) return
    after = rows.at(-1)?.seq ?? after
    first = false
  }
}

function streamOf(
  texts: AsyncGenerator<string>,
  failed: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull: async (controller) => {
      try {
        const next = await texts.next()
        if (next.done === true) controller.close()
        else controller.enqueue(encoder.encode(next.value))
      } catch (error) {
        failed(error)
        // Ends the download as broken: a file without its last people must not look whole.
        controller.error(error)
      }
    },
    cancel: async () => {
      await texts.return(undefined)
    },
  })
}
