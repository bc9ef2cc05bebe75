import { ICalCalendar, ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import { Temporal } from 'temporal-polyfill'
import { atLondon, londonDay, londonTime } from '#src/kernel/london.ts'

/** One thing that takes place, as a calendar is told of it. */
export type CalendarEvent = Readonly<{
  /** What calendars know it by: never another for the same thing, never the same for another. */
  uid: string
  /** Raised with every change: a calendar keeps what has the highest. */
  sequence: number
  title: string
  starts: Date
  ends: Date
  place: string | null
  /** Plain text; lines are kept. */
  description: string | null
  /** A page about it. */
  url: string | null
  /** Tentative for what is planned and nobody has been told of yet. */
  status: 'confirmed' | 'tentative' | 'cancelled'
  /** When it came to be as it is here. */
  changedAt: Date
}>

const STATUS = {
  confirmed: ICalEventStatus.CONFIRMED,
  tentative: ICalEventStatus.TENTATIVE,
  cancelled: ICalEventStatus.CANCELLED,
} as const
/** Many calendars show no status. */
const PREFIX = { confirmed: '', tentative: 'Planned: ', cancelled: 'Cancelled: ' } as const

const ZONE = 'Europe/London'

/** London's clock since 1996: the last Sundays of March and October, at 1am UTC. */
const LONDON = `BEGIN:VTIMEZONE
TZID:${ZONE}
BEGIN:DAYLIGHT
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE`

/** How often whoever subscribes is asked to look again, in seconds. */
const LOOK_AGAIN = 60 * 60

const instant = (at: Date) => Temporal.Instant.fromEpochMilliseconds(at.getTime())

/** Whether London's clock tells it from every other minute: in the night in October it shows an hour twice. */
const isPlain = (at: Date): boolean =>
  Math.abs(at.getTime() - atLondon(londonDay(at), londonTime(at)).getTime()) < 60_000

/** Without what no calendar file may hold: control characters and halves of characters. */
const clean = (text: string): string => text.toWellFormed().replaceAll(/[^\P{Cc}\t\n\r]/gu, '')

/** The library writes the name of a calendar as it stands. */
const calendarName = (name: string): string =>
  clean(name)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\;,]/g, (mark) => `\\${mark}`)

/** The library escapes an address as if it were text, where it must stand as it is: so nothing is left to escape. */
const calendarUrl = (url: string): string =>
  clean(url).replaceAll(/[\\;,]/g, (mark) => encodeURIComponent(mark))

/**
 * A calendar file (RFC 5545) with these events, in London time with its own VTIMEZONE. What is cancelled stays in it as
 * CANCELLED, or calendars that have it would go on showing it. The lines end in CRLF and are folded.
 */
export function calendarFile(name: string, events: readonly CalendarEvent[]): string {
  const calendar = new ICalCalendar({
    name: calendarName(name),
    prodId: { company: 'Cascade', product: 'Cascade', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: LOOK_AGAIN,
    // Without a name: with one the library writes its stamps in London time, where only UTC may stand.
    timezone: { name: null, generator: () => LONDON },
  })
  for (const event of events) {
    calendar.createEvent({
      id: event.uid,
      sequence: event.sequence,
      stamp: instant(event.changedAt),
      lastModified: instant(event.changedAt),
      start: instant(event.starts),
      end: instant(event.ends),
      ...(isPlain(event.starts) && isPlain(event.ends) ? { timezone: ZONE } : {}),
      summary: clean(PREFIX[event.status] + event.title),
      status: STATUS[event.status],
      location: event.place === null ? null : clean(event.place),
      description: event.description === null ? null : clean(event.description),
      url: event.url === null ? null : calendarUrl(event.url),
    })
  }
  return `${calendar.toString()}\r\n`
}
