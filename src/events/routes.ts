import { Hono } from 'hono'
import { findBroadcast } from '#src/broadcasts/store.ts'
import { calendarFile } from '#src/calendar/ics.ts'
import type { Db } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import type { World } from '#src/kernel/world.ts'
import { problem } from '#src/pages/layout.ts'
import { pageSecurity } from '#src/pages/security.ts'
import { calendarLink } from './calendar-link.ts'
import { type EducationEvent, endOf, hoursWords, startOf } from './rules.ts'
import { bookingOf } from './store.ts'
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

/** The calendar files that links given in chat lead to: for whoever has, or had, a place at that moment. */
export function eventRoutes({ db, secret, world, log }: Deps): Hono {
  const routes = new Hono()
  routes.use('/events/*', ...pageSecurity)
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
    c.header('Content-Type', 'text/calendar; charset=utf-8')
    c.header('Content-Disposition', `attachment; filename="cascade-event-${event.id}.ics"`)
    return c.body(fileOf(event))
  })
  routes.all('/events/*', (c) => c.html(NOT_HERE, 404))
  return routes
}
