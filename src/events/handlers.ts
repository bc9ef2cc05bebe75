import { bare, type Capability, holdsAnyRole, joined, on } from '#src/app/capability.ts'
import { numbered, spoken } from '#src/app/commands.ts'
import { type MemberTurn, redraw, refuse, say } from '#src/app/turn.ts'
import { broadcastCard } from '#src/broadcasts/broadcast-card.ts'
import { mineOf } from '#src/broadcasts/mine-store.ts'
import { findBroadcast, lockBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { redrawCopies } from '#src/delivery/copies.ts'
import { writeAudit } from '#src/people/store.ts'
import { isTest, TEST_COPY } from '#src/responses/respond.ts'
import { attendance } from './attendance.ts'
import { bookedCard, eventCalendarCard, gaveUpCard, type MyEvent, myEventsCard } from './cards.ts'
import { bookingsLink, calendarLink } from './signed-links.ts'
import {
  Book,
  Bookings,
  EventCalendar,
  GiveUp,
  MarkAttendance,
  MyEvents,
  SubmitAttendance,
} from './intents.ts'
import { decideBook, decideEvent, decideGiveUp, type EducationEvent } from './rules.ts'
import { book, bookedBy, bookingOf, giveUp } from './store.ts'
import { asEvent, fillPlaces } from './telling.ts'

type Settings = Readonly<{
  /** What links are signed with; the same in every process. */
  secret: string
  /** Where the pages are reached from outside. */
  publicUrl: string
}>

/** The most events on one card. */
const MOST_EVENTS = 6

/** Education events: places, the waiting list, and who came. */
export function createEvents({ secret, publicUrl }: Settings): Capability {
  const base = publicUrl.replace(/\/+$/, '')
  const calendarHref = (broadcast: number, person: string, at: Date) =>
    `${base}/events/${calendarLink.make(secret, [broadcast, person], at)}/event.ics`
  const tableHref = (broadcast: number, person: string, at: Date) =>
    `${base}/bookings/${bookingsLink.make(secret, [broadcast, person], at)}`

  return {
    topic: 'events',
    handlers: [
      on(Book, async (turn, { broadcast }) => take(turn, broadcast)),
      on(GiveUp, async (turn, { broadcast }) => leave(turn, broadcast)),
      on(EventCalendar, async (turn, { broadcast }) => {
        const event = decideEvent(
          await findBroadcast(turn.db, broadcast),
          (await bookingOf(turn.db, broadcast, turn.me.id))?.state === 'booked',
        )
        if (!event.ok) return refuse(event.refusal)
        return [say(eventCalendarCard(event.value, calendarHref(broadcast, turn.me.id, turn.at)))]
      }),
      on(MyEvents, async (turn) => mine(turn)),
      on(Bookings, async (turn, { broadcast }) =>
        attendance.list(turn, broadcast, tableHref(broadcast, turn.me.id, turn.at)),
      ),
      on(MarkAttendance, async (turn, { broadcast }) => attendance.open(turn, broadcast)),
      on(
        SubmitAttendance,
        async (turn, { broadcast }, values) => attendance.save(turn, broadcast, values),
        async (turn, { broadcast }) => attendance.again(turn, broadcast),
      ),
    ],
    commands: [
      {
        words: ['book'],
        usage: 'book 12',
        does: 'Book a place at an education event',
        offered: joined,
        read: (rest) => numbered(rest, 'book 12', (broadcast) => spoken(Book({ broadcast }))),
      },
      {
        words: ['give up', 'cancel booking'],
        usage: 'give up 12',
        does: 'Give up your place, or your turn on the waiting list',
        offered: joined,
        read: (rest) => numbered(rest, 'give up 12', (broadcast) => spoken(GiveUp({ broadcast }))),
      },
      {
        words: ['my events'],
        usage: 'my events',
        does: 'See what you have booked and attended',
        offered: joined,
        read: bare(MyEvents({})),
      },
      {
        words: ['bookings'],
        usage: 'bookings 12',
        does: 'See who has a place at an event of yours, and who waits',
        offered: holdsAnyRole,
        read: (rest) =>
          numbered(rest, 'bookings 12', (broadcast) => spoken(Bookings({ broadcast }))),
      },
      {
        words: ['who came'],
        usage: 'who came 12',
        does: 'Mark who came to an event of yours',
        offered: holdsAnyRole,
        read: (rest) =>
          numbered(rest, 'who came 12', (broadcast) => spoken(MarkAttendance({ broadcast }))),
      },
    ],
    redraws: [],
  }
}

/** The card as it is now where it was pressed, and what became of it in words. */
async function shown(
  turn: MemberTurn,
  event: EducationEvent,
  card: ReturnType<typeof bookedCard>,
): Promise<Reaction> {
  await redrawCopies(turn, event.id, turn.me.id, turn.on)
  const at = turn.on === null ? null : (await mineOf(turn.db, event.id, turn.me.id)).mine
  return [
    // A reminder or another card of the event shows the event's own from now on, as a reminder of a message does.
    ...(at === null ? [] : [redraw(broadcastCard(event, at), `broadcast:${event.id}`)]),
    say(card),
  ]
}

async function take(turn: MemberTurn, id: number): Promise<Reaction> {
  const { told } = await mineOf(turn.db, id, turn.me.id)
  // Held still: two who press for the last place come here one after the other.
  const decided = decideBook(await lockBroadcast(turn.db, id), told, turn.at)
  if (!decided.ok) return refuse((await isTest(turn, id)) ? TEST_COPY : decided.refusal)
  const event = decided.value
  const state = await book(turn.db, id, turn.me.id, event.content.capacity, turn.at)
  await writeAudit(turn.db, turn.at, turn.me.id, `event.${state}`, `broadcast:${id}`)
  return shown(turn, event, bookedCard(event, state, turn.at))
}

async function leave(turn: MemberTurn, id: number): Promise<Reaction> {
  const booking = await bookingOf(turn.db, id, turn.me.id)
  const event = decideEvent(await lockBroadcast(turn.db, id), booking !== null)
  if (!event.ok) return refuse(event.refusal)
  const held = decideGiveUp(event.value, await bookingOf(turn.db, id, turn.me.id), turn.at)
  if (!held.ok) return refuse(held.refusal)
  await giveUp(turn.db, id, turn.me.id, turn.at)
  await writeAudit(turn.db, turn.at, turn.me.id, 'event.given-up', `broadcast:${id}`)
  await fillPlaces(turn, event.value)
  return shown(turn, event.value, gaveUpCard(event.value, held.value.state))
}

async function mine(turn: MemberTurn): Promise<Reaction> {
  const bookings = await bookedBy(turn.db, turn.me.id, MOST_EVENTS)
  const events: MyEvent[] = []
  for (const booking of bookings) {
    const event = asEvent(await findBroadcast(turn.db, booking.broadcastId))
    if (event !== null) events.push({ event, booking })
  }
  return [say(myEventsCard(events))]
}
