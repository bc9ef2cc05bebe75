import * as events from '#src/events/cards.ts'
import { SubmitAttendance } from '#src/events/intents.ts'
import * as organiser from '#src/events/organiser-cards.ts'
import { type EducationEvent, proofOf } from '#src/events/rules.ts'
import { type Fill, fullBroadcast, LARGEST_ID, LONGEST_MOMENT, times } from './worst-content.ts'
import type { Shown } from './worst-own-cards.ts'

export const EVENT_MODULES = [events, organiser]

const LINK = `https://cascade.example/${'x'.repeat(400)}`
const early = new Date('2026-09-01T09:00:00Z')

function full(fill: Fill): EducationEvent {
  const found = fullBroadcast('education-event', fill)
  if (found.content.kind !== 'education-event') throw new Error('It is of another kind')
  return { ...found, content: found.content }
}

const people = (fill: Fill, n: number) =>
  times(n, (i) => ({ personId: `p${i}`, name: fill(100), attended: i % 2 === 0 }))

const states = ['booked', 'waiting'] as const

export const EVENTS: Readonly<Record<string, (fill: Fill) => readonly Shown[]>> = {
  bookedCard: (fill) =>
    (['booked', 'waiting'] as const).flatMap((state) =>
      [early, LONGEST_MOMENT].map((at) => events.bookedCard(full(fill), state, at)),
    ),
  gaveUpCard: (fill) =>
    (['booked', 'waiting'] as const).map((state) => events.gaveUpCard(full(fill), state)),
  promotedCard: (fill) => [events.promotedCard(full(fill))],
  movedCard: (fill) => [events.movedCard(full(fill), full(fill).content)],
  cancelledCard: (fill) => [
    events.cancelledCard(full(fill), fill(200), null),
    events.cancelledCard(full(fill), null, LARGEST_ID),
  ],
  eventReminderCard: (fill) => [events.eventReminderCard(full(fill))],
  eventCalendarCard: (fill) => [events.eventCalendarCard(full(fill), LINK)],
  myEventsCard: (fill) => [
    events.myEventsCard([]),
    events.myEventsCard(
      times(6, (n) => ({
        event: { ...full(fill), id: LARGEST_ID - n },
        booking: { state: 'booked', certificate: proofOf(full(fill).content).certificate },
      })),
    ),
  ],
  certificateCard: (fill) => [
    events.certificateCard(full(fill), proofOf(full(fill).content).certificate),
  ],
  notAttendedCard: (fill) => [events.notAttendedCard(full(fill))],
  bookingsCard: (fill) => [
    organiser.bookingsCard(full(fill), people(fill, 500), people(fill, 46_000), LINK),
    organiser.bookingsCard(full(fill), [], [], LINK),
  ],
  attendanceForm: (fill) =>
    [people(fill, 500), people(fill, 500).map((one) => ({ ...one, attended: false }))].map((all) =>
      organiser.attendanceForm(
        full(fill),
        { booked: all, without: all },
        SubmitAttendance({ broadcast: LARGEST_ID }),
      ),
    ),
  attendanceSavedCard: (fill) =>
    [[], times(46_000, (n) => ({ state: states[n % 2] ?? 'booked', attended: n % 4 > 0 }))].map(
      (all) => organiser.attendanceSavedCard(full(fill), all),
    ),
  whoCameCard: (fill) => [organiser.whoCameCard(full(fill))],
}
