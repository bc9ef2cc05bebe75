import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { findBroadcast } from '#src/broadcasts/store.ts'
import { calendarFile } from '#src/calendar/ics.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { londonDay } from '#src/kernel/london.ts'
import type { Log } from '#src/kernel/log.ts'
import type { World } from '#src/kernel/world.ts'
import { download } from '#src/pages/download.ts'
import { page, problem } from '#src/pages/layout.ts'
import { pageSecurity } from '#src/pages/security.ts'
import { rolesOf, writeAudit } from '#src/people/store.ts'
import { isMember } from '#src/reports/store.ts'
import { attendanceFile, attendancePage, type AttendanceTable } from './attendance-page.ts'
import { declaredFor, silentOn } from './attendance-store.ts'
import { attendingOf } from './attending.ts'
import { calendarEvent } from './calendar.ts'
import { feedEvents, plannedEvents } from './calendars.ts'
import { feedIsOpen } from './feed-store.ts'
import { mayRun } from './found.ts'
import { papersOf } from './paper-store.ts'
import { isNotice, meetsAt, type Notice } from './rules/rsvp.ts'
import { plannedWith } from './series-store.ts'
import { readFeedLink, readFileLink, tableLink } from './signed-links.ts'
import { isConcerned } from './store.ts'

type Deps = Readonly<{ db: Db; secret: string; publicUrl: string; world: World; log: Log }>

const NOT_HERE = problem(
  'There is nothing at this address',
  'The address may have been cut short when it was copied, or it is stopped. In the chat, type meetings to see your meetings.',
)
const NOT_RUN = problem(
  'You do not run this meeting at the moment',
  'The table is for those who may send its notice. To see your meetings, type meetings in the chat.',
)

/** Calendar files and feeds, and the table of who comes. Whoever a link was given to is looked up each time it is used. */
export function meetingRoutes({ db, secret, publicUrl, world, log }: Deps): Hono {
  const routes = new Hono()
  for (const path of ['/meetings/*', '/calendar/*', '/attendance/*'])
    routes.use(path, ...pageSecurity)
  routes.onError((error, c) => {
    log.error('meetings.page-failed', error)
    return c.html(
      problem('Something went wrong at our end', 'Nothing was changed. Try again in a minute.'),
      500,
    )
  })
  const reading = async <T>(read: (tx: Tx) => Promise<T>): Promise<T> =>
    db.transaction().setIsolationLevel('repeatable read').execute(read)

  routes.get('/meetings/:token/meeting.ics', async (c) => {
    const link = readFileLink(secret, c.req.param('token'))
    if (link === null) return c.html(NOT_HERE, 404)
    const { broadcast, person } = link
    const file = await reading(async (tx) => {
      const found = await findBroadcast(tx, broadcast)
      if (found === null || !isNotice(found) || !(await isMember(tx, person))) return null
      const concerned =
        (await isConcerned(tx, broadcast, person)) ||
        (await mayRun(tx, await rolesOf(tx, person, world.now()), found, world.now()))
      if (!concerned) return null
      const event = calendarEvent(secret, found, await papersOf(tx, broadcast))
      const planned = await plannedWith(tx, broadcast, londonDay(world.now()))
      return calendarFile(found.content.title, [
        event,
        ...(await plannedEvents(tx, secret, planned)),
      ])
    })
    return file === null ? c.html(NOT_HERE, 404) : download(c, `meeting-${broadcast}`, 'ics', file)
  })

  routes.get('/calendar/:token/meetings.ics', async (c) => {
    const link = readFeedLink(secret, c.req.param('token'))
    if (link === null) return c.html(NOT_HERE, 404)
    const file = await reading(async (tx) =>
      (await feedIsOpen(tx, link.person, link.serial))
        ? calendarFile('Cascade meetings', await feedEvents(tx, secret, link.person, world.now()))
        : null,
    )
    // 410 tells a calendar that it need not ask again.
    return file === null ? c.html(NOT_HERE, 410) : download(c, 'cascade-meetings', 'ics', file)
  })

  routes.get('/calendar/:token', async (c) => {
    const token = c.req.param('token')
    const link = readFeedLink(secret, token)
    if (link === null) return c.html(NOT_HERE, 404)
    const open = await reading(async (tx) => feedIsOpen(tx, link.person, link.serial))
    return open
      ? c.html(followPage(`${publicUrl}/calendar/${token}/meetings.ics`))
      : c.html(NOT_HERE, 410)
  })

  /** The table of whoever runs the meeting at this moment. */
  async function through(
    c: Context,
    action: string,
    answer: (table: AttendanceTable) => Response | Promise<Response>,
  ): Promise<Response> {
    const at = world.now()
    const link = tableLink.read(secret, c.req.param('token') ?? '', at)
    if (link.is === 'forged') return c.html(NOT_HERE, 404)
    const [broadcast, person] = link.facts
    if (link.is === 'expired') return c.html(expired(broadcast), 410)
    const found = await reading(async (tx) => {
      const notice = await findBroadcast(tx, broadcast)
      if (notice === null || !isNotice(notice) || !(await isMember(tx, person))) return null
      if (!(await mayRun(tx, await rolesOf(tx, person, at), notice, at))) return null
      await writeAudit(tx, at, person, action, `broadcast:${broadcast}`)
      return loadTable(tx, notice)
    })
    return found === null ? c.html(NOT_RUN, 403) : answer(found)
  }

  routes.get('/attendance/:token', async (c) =>
    through(c, 'attendance.read', (table) =>
      c.html(attendancePage(table, `/attendance/${c.req.param('token')}/csv`)),
    ),
  )
  routes.get('/attendance/:token/csv', async (c) =>
    through(c, 'attendance.downloaded', (table) => {
      return download(c, `cascade-meeting-${table.notice.id}`, 'csv', attendanceFile(table))
    }),
  )
  for (const path of ['/meetings/*', '/calendar/*', '/attendance/*'])
    routes.all(path, (c) => c.html(NOT_HERE, 404))
  return routes
}

const loadTable = async (tx: Tx, notice: Notice): Promise<AttendanceTable> => ({
  notice,
  attending: await attendingOf(tx, notice),
  silent: await silentOn(tx, notice.id, meetsAt(notice.content)),
  declared: await declaredFor(tx, notice.id),
})

const expired = (broadcast: number) =>
  problem(
    'This link has expired',
    `A link to who comes works for one hour. For a new link, type attendance ${broadcast} in the chat.`,
  )

/** How to follow a calendar, and the address to do it with. */
const followPage = (href: string) =>
  page({
    title: 'Your meetings in your own calendar',
    body: html`<h1 class="nhsuk-heading-l">Your meetings in your own calendar</h1>
      <p>
        <a class="nhsuk-button" href="${href.replace(/^https?:/, 'webcal:')}"
          >Follow in my calendar</a
        >
      </p>
      <p>
        This works on an iPhone, an iPad, a Mac and in Outlook on a computer. In Google Calendar and
        in Outlook on the web, choose to add a calendar from an address, and copy this one:
      </p>
      <p><code>${href}</code></p>
      <p>
        Meetings that move or are cancelled change there by themselves, within some hours. Keep the
        address to yourself. To stop it or to have another, type calendar in the chat.
      </p>`,
  })
