import { type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { CalendarEvent } from '#src/calendar/ics.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import { daysAfter, londonDay } from '#src/kernel/london.ts'
import { writeAudit } from '#src/people/store.ts'
import type { Links } from './attending.ts'
import { calendarEvent, plannedEvent } from './calendar.ts'
import { calendarCard, calendarStoppedCard } from './cards/calendar-cards.ts'
import { feedOf, renewFeed, stopFeed } from './feed-store.ts'
import { papersOf } from './paper-store.ts'
import { isNotice, stands } from './rules/rsvp.ts'
import { isPlanned } from './rules/series.ts'
import { plannedFor, type PlannedRow } from './series-store.ts'
import { answerOf, meetingsOf } from './store.ts'

/** How long what is over stays in somebody's feed, in days. */
const KEPT_DAYS = 90
/** More meetings than anybody has in a year and a quarter. */
const MOST_EVENTS = 300

/** The meetings in somebody's own calendar: all that concern them, but for those that they said they are not going to. */
export async function feedEvents(
  db: Db | Tx,
  secret: string,
  personId: string,
  at: Date,
): Promise<readonly CalendarEvent[]> {
  const from = daysAfter(londonDay(at), -KEPT_DAYS)
  const events: CalendarEvent[] = []
  for (const id of await meetingsOf(db, personId, from, MOST_EVENTS)) {
    const found = await findBroadcast(db, id)
    if (found === null || !isNotice(found)) continue
    const mine = await answerOf(db, id, personId)
    if (mine?.answer === 'not-going' && stands(mine, found.content)) continue
    events.push(calendarEvent(secret, found, await papersOf(db, id)))
  }
  const planned = await plannedFor(db, personId, londonDay(at))
  return [...events, ...(await plannedEvents(db, secret, planned))]
}

/** What is planned, as it stands now. */
export async function plannedEvents(
  db: Db | Tx,
  secret: string,
  planned: readonly PlannedRow[],
): Promise<readonly CalendarEvent[]> {
  const events: CalendarEvent[] = []
  for (const { broadcast, changedAt } of planned) {
    const found = await findBroadcast(db, broadcast)
    if (found !== null && isPlanned(found)) events.push(plannedEvent(secret, found, changedAt))
  }
  return events
}

/** The address of somebody's calendar; it is opened when it is first asked for. */
export async function calendar(turn: MemberTurn, links: Links): Promise<Reaction> {
  const { db, me, at } = turn
  const open = await feedOf(db, me.id)
  const serial = open ?? (await renewFeed(db, me.id, at))
  if (open === null) await writeAudit(db, at, me.id, 'calendar.opened', `person:${me.id}`)
  return [say(calendarCard(links.feed(me.id, serial), false))]
}

export async function renewCalendar(turn: MemberTurn, links: Links): Promise<Reaction> {
  const { db, me, at } = turn
  const serial = await renewFeed(db, me.id, at)
  await writeAudit(db, at, me.id, 'calendar.renewed', `person:${me.id}`)
  return [redraw(calendarCard(links.feed(me.id, serial), true))]
}

export async function stopCalendar(turn: MemberTurn): Promise<Reaction> {
  const { db, me, at } = turn
  if (!(await stopFeed(db, me.id, at)))
    return refuse({
      happened: 'You have no calendar address to stop',
      next: 'To have one, type calendar.',
    })
  await writeAudit(db, at, me.id, 'calendar.stopped', `person:${me.id}`)
  return [redraw(calendarStoppedCard())]
}
