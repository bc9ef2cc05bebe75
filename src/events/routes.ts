import { type Context, Hono } from 'hono'
import { authorityOf } from '#src/broadcasts/audience.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import { calendarFile } from '#src/calendar/ics.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import type { World } from '#src/kernel/world.ts'
import { download } from '#src/pages/download.ts'
import { problem } from '#src/pages/layout.ts'
import { pageSecurity } from '#src/pages/security.ts'
import { rolesOf, writeAudit } from '#src/people/store.ts'
import { isMember } from '#src/reports/store.ts'
import { bookingsFile, bookingsPage } from './bookings-page.ts'
import { bookingsLink, calendarLink } from './signed-links.ts'
import { type BookingsTable, type EducationEvent, endOf, hoursWords, startOf } from './rules.ts'
import { attendersOf, bookingOf } from './store.ts'
import { asEvent } from './telling.ts'

type Deps = Readonly<{ db: Db; secret: string; world: World; log: Log }>

const NOT_HERE = problem(
  'There is no event at this address',
  'The address may have been cut short when it was copied, or you have no place there any more. In the chat, type my events.',
)
const EXPIRED = problem(
  'This link has expired',
  'A link to a calendar file works for one hour. For a new one, type my events in the chat and open the event.',
)

const NOT_RUN = problem(
  'You do not run this event at the moment',
  'The names are for those who may send its invitation. To see what you have booked, type my events in the chat.',
)
const expired = (broadcast: number) =>
  problem(
    'This link has expired',
    `A link to the bookings of an event works for one hour. For a new one, type bookings ${broadcast} in the chat.`,
  )

/** The names for whoever may send the event at this moment; null for anybody else. */
async function namesFor(
  tx: Tx,
  broadcast: number,
  person: string,
  at: Date,
): Promise<BookingsTable | null> {
  const event = asEvent(await findBroadcast(tx, broadcast))
  if (event === null || event.startedAt === null || !(await isMember(tx, person))) return null
  const authority = await authorityOf(tx, await rolesOf(tx, person, at), event, at)
  return authority.ok ? { event, attenders: await attendersOf(tx, broadcast) } : null
}

/** What a calendar is told of an event. */
function fileOf({ id, content, since, startedAt }: EducationEvent): string {
  const { title, place, summary, joinUrl, cpdHours, sourceUrl } = content
  return calendarFile(title, [
    {
      uid: `event-${id}@cascade`,
      sequence: since.version - 1,
      title,
      starts: startOf(content),
      ends: endOf(content),
      place,
      description: [
        summary,
        ...(cpdHours === null ? [] : [hoursWords(cpdHours)]),
        ...(joinUrl === null ? [] : [joinUrl]),
      ].join('\n'),
      url: joinUrl ?? sourceUrl,
      status:
        since.ended?.is === 'withdrawn' || since.ended?.is === 'superseded'
          ? 'cancelled'
          : 'confirmed',
      changedAt: since.correction?.at ?? startedAt ?? startOf(content),
    },
  ])
}

/**
 * The calendar files that links given in chat lead to, for whoever has, or had, a place at that moment; and who has booked,
 * for whoever runs the event at that moment.
 */
export function eventRoutes({ db, secret, world, log }: Deps): Hono {
  const routes = new Hono()
  for (const path of ['/events/*', '/bookings/*']) routes.use(path, ...pageSecurity)
  routes.onError((error, c) => {
    log.error('event.page-failed', error)
    return c.html(
      problem('Something went wrong at our end', 'Nothing was changed. Try again in a minute.'),
      500,
    )
  })
  routes.get('/events/:token/event.ics', async (c) => {
    const link = calendarLink.read(secret, c.req.param('token'), world.now())
    if (link.is === 'expired') return c.html(EXPIRED, 410)
    if (link.is === 'forged') return c.html(NOT_HERE, 404)
    const [broadcast, person] = link.facts
    const event = asEvent(await findBroadcast(db, broadcast))
    const booking = await bookingOf(db, broadcast, person)
    if (event === null || booking === null || booking.state === 'given-up')
      return c.html(NOT_HERE, 404)
    return download(c, `cascade-event-${event.id}`, 'ics', fileOf(event))
  })

  async function through(
    c: Context,
    action: string,
    answer: (facts: BookingsTable) => Response | Promise<Response>,
  ): Promise<Response> {
    const at = world.now()
    const link = bookingsLink.read(secret, c.req.param('token') ?? '', at)
    if (link.is === 'forged') return c.html(NOT_HERE, 404)
    const [broadcast, person] = link.facts
    if (link.is === 'expired') return c.html(expired(broadcast), 410)
    const facts = await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (tx) => {
        const found = await namesFor(tx, broadcast, person, at)
        if (found !== null) await writeAudit(tx, at, person, action, `broadcast:${broadcast}`)
        return found
      })
    return facts === null ? c.html(NOT_RUN, 403) : answer(facts)
  }
  routes.get('/bookings/:token', async (c) =>
    through(c, 'bookings.read', (facts) =>
      c.html(bookingsPage(facts, `/bookings/${c.req.param('token')}/csv`)),
    ),
  )
  routes.get('/bookings/:token/csv', async (c) =>
    through(c, 'bookings.downloaded', (facts) => {
      return download(c, `cascade-bookings-${facts.event.id}`, 'csv', bookingsFile(facts))
    }),
  )
  for (const path of ['/events/*', '/bookings/*']) routes.all(path, (c) => c.html(NOT_HERE, 404))
  return routes
}
