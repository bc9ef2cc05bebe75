import {
  type Block,
  bold,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { Show } from '#src/broadcasts/intents.ts'
import { momentWords } from '#src/kernel/london.ts'
import { clip } from '#src/kernel/words.ts'
import { EventCalendar, GiveUp, MyEvents } from './intents.ts'
import { type Booking, type EducationEvent, reminderFrom, whenWords } from './rules.ts'

const whereWhen = ({ content }: EducationEvent): Block => ({
  is: 'facts',
  facts: [
    { label: 'When', value: whenWords(content) },
    { label: 'Where', value: content.place },
  ],
})

const joining = ({ content }: EducationEvent): Block[] =>
  content.joinUrl === null
    ? []
    : [
        {
          is: 'paragraph',
          parts: [{ is: 'link', text: 'Join the event online', href: content.joinUrl }],
        },
      ]

const placeActions = (broadcast: number) => [
  button('Add to my calendar', EventCalendar({ broadcast })),
  button('Give up my place', GiveUp({ broadcast })),
]

/** Confirms a place, or a turn on the waiting list. */
export const bookedCard = (event: EducationEvent, state: 'booked' | 'waiting', at: Date): Message =>
  state === 'booked'
    ? message({
        title: clip(`You have a place: ${event.content.title}`, 140),
        preview: `Event ${event.id}`,
        blocks: [
          whereWhen(event),
          ...(at < reminderFrom(event.content.date)
            ? [
                note(
                  'small',
                  `You are reminded on ${momentWords(reminderFrom(event.content.date))}.`,
                ),
              ]
            : []),
        ],
        actions: placeActions(event.id),
      })
    : message({
        title: clip(`You are on the waiting list: ${event.content.title}`, 140),
        preview: `Event ${event.id}`,
        blocks: [
          paragraph(
            'All places are taken. When somebody gives theirs up it goes to whoever has waited longest, and you are told if that is you.',
          ),
        ],
        actions: [button('Leave the waiting list', GiveUp({ broadcast: event.id }))],
      })

export const gaveUpCard = (event: EducationEvent, was: Booking['state']): Message =>
  message({
    title: was === 'booked' ? 'Your place is given up' : 'You are off the waiting list',
    preview: `Event ${event.id}`,
    blocks: [
      paragraph(
        was === 'booked'
          ? `It goes to whoever waits. To come after all, type book ${event.id}.`
          : `To wait again, type book ${event.id}: you would be last.`,
      ),
    ],
  })

/** Once, to whoever waited and now has a place. */
export const promotedCard = (event: EducationEvent): Message =>
  message({
    label: 'You have a place now',
    title: event.content.title,
    preview: `A place at event ${event.id}`,
    blocks: [
      paragraph('A place came free, and it is yours. If you cannot come, give it up for the next.'),
      whereWhen(event),
      ...joining(event),
    ],
    actions: placeActions(event.id),
  })

/** Once for each change of when or where, to whoever has a place or waits. */
export const movedCard = (event: EducationEvent, before: EducationEvent['content']): Message =>
  message({
    label: 'Event changed',
    title: event.content.title,
    preview: `Event ${event.id} has changed`,
    blocks: [
      note('warning', clip(`It was: ${whenWords(before)}, ${before.place}`, 300)),
      whereWhen(event),
      ...joining(event),
      paragraph('Your place is kept. If you cannot come, give it up.'),
    ],
    actions: [...placeActions(event.id), button(`Open ${event.id}`, Show({ broadcast: event.id }))],
  })

/** Once, to whoever had a place or waited. `why` is its organiser's reason; null when another message took its place. */
export const cancelledCard = (
  event: EducationEvent,
  why: string | null,
  by: number | null,
): Message =>
  message({
    label: 'Event cancelled',
    title: event.content.title,
    preview: `Event ${event.id} is cancelled`,
    blocks: [
      paragraph(
        bold('It does not take place: '),
        `${whenWords(event.content)}. Your place has ended.`,
      ),
      ...(why === null ? [] : [paragraph(clip(why, 300))]),
      ...(by === null
        ? []
        : [paragraph(`Message ${by} takes its place. Open it, and book again there.`)]),
    ],
    actions: by === null ? [] : [button(`Open ${by}`, Show({ broadcast: by }), 'primary')],
  })

/** The day before, to whoever has a place. */
export const eventReminderCard = (event: EducationEvent): Message =>
  message({
    label: 'Reminder: you have a place',
    title: event.content.title,
    preview: `Reminder of event ${event.id}`,
    blocks: [whereWhen(event), ...joining(event)],
    actions: placeActions(event.id),
  })

/** The way to the calendar file. */
export const eventCalendarCard = (event: EducationEvent, href: string): Message =>
  message({
    title: clip(`For your calendar: ${event.content.title}`, 140),
    preview: `Event ${event.id}`,
    blocks: [
      whereWhen(event),
      note(
        'small',
        'The link is for you alone and works for one hour. If the event moves or is cancelled you are told here: change your calendar then.',
      ),
    ],
    actions: [{ is: 'link', label: 'Open the calendar file', href }],
  })

export type MyEvent = Readonly<{ event: EducationEvent; booking: Booking }>

const stateWords = ({ state, certificate }: Booking): string =>
  certificate ?? (state === 'waiting' ? 'You are on the waiting list' : 'You have a place')

export const myEventsCard = (mine: readonly MyEvent[]): Message =>
  message({
    title: mine.length === 0 ? 'You have booked no events' : 'Your events',
    blocks:
      mine.length === 0
        ? [paragraph('Events that you book, and what you attended, are here.')]
        : mine.map(({ event, booking }): Block => ({
            is: 'row',
            parts: [
              bold(clip(`${event.id}: ${event.content.title}`, 90)),
              {
                is: 'plain',
                text: clip(` ${whenWords(event.content)}. ${stateWords(booking)}.`, 260),
              },
            ],
            actions: [button(`Open ${event.id}`, Show({ broadcast: event.id }))],
          })),
    actions: [button('Refresh', MyEvents({}))],
  })

/** For whoever came: what they can show. */
export const certificateCard = (event: EducationEvent, certificate: string): Message =>
  message({
    label: 'For your appraisal',
    title: event.content.title,
    preview: `You attended event ${event.id}`,
    blocks: [
      note('done', clip(`${certificate}.`, 300)),
      note('small', 'It stays with your record: type my events or my data to find it again.'),
    ],
    actions: [button('My events', MyEvents({}))],
  })

/** For whoever was marked and is no more. */
export const notAttendedCard = (event: EducationEvent): Message =>
  message({
    label: 'Put right',
    title: event.content.title,
    preview: `About event ${event.id}`,
    blocks: [
      paragraph(
        `The organiser had marked you as having come, and has taken it back. If that is wrong, type ask ${event.id} and say so.`,
      ),
    ],
  })
