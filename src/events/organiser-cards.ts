import { choiceField, choicesField, type Form, option, searchField } from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import {
  type Block,
  bold,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { clip, count } from '#src/kernel/words.ts'
import { Report } from '#src/reports/intents.ts'
import { Bookings, MarkAttendance } from './intents.ts'
import {
  asksWhich,
  type Attender,
  type BookingsTable,
  byState,
  type EducationEvent,
  isCancelled,
  listField,
  MOST_OTHERS,
  NAMES_ON_A_LIST,
  OTHERS,
  TICKED,
  whenWords,
  withoutField,
} from './rules.ts'

/** The most names that the organiser's card shows of each list. */
const NAMES_SHOWN = 8

type Named = Readonly<{ name: string }>

function names(heading: string, all: readonly Named[]): Block[] {
  if (all.length === 0) return []
  const shown = all.slice(0, NAMES_SHOWN)
  const more = all.length - shown.length
  return [
    { is: 'heading', text: heading },
    {
      is: 'list',
      ordered: true,
      items: [
        ...shown.map(({ name }) => clip(name, 60)),
        ...(more > 0 ? [`and ${count(more, 'other')}: see the table`] : []),
      ],
    },
  ]
}

/** How full it is, and how many came. */
export function fullWords({ event, attenders }: BookingsTable): string {
  const { booked, waiting, walkedIn } = byState(attenders)
  const came = attenders.filter(({ attended }) => attended).length
  const taken = `${booked.length.toLocaleString('en-GB')} of ${count(event.content.capacity, 'place')} taken, ${count(waiting.length, 'person', 'people')} waiting.`
  if (came === 0) return taken
  const without =
    walkedIn.length === 0
      ? ''
      : `, ${walkedIn.length.toLocaleString('en-GB')} of them without a place`
  return `${taken} ${count(came, 'person', 'people')} came${without}.`
}

/** For its organiser: who has a place, and who waits in what order. */
export const bookingsCard = (
  event: EducationEvent,
  booked: readonly Named[],
  waiting: readonly Named[],
  tableHref: string,
): Message =>
  message({
    label: 'Bookings',
    title: clip(`${event.id}: ${event.content.title}`, 140),
    preview: `Bookings of event ${event.id}`,
    blocks: [
      paragraph(
        bold(
          `${booked.length.toLocaleString('en-GB')} of ${count(event.content.capacity, 'place')} taken`,
        ),
        `, ${count(waiting.length, 'person', 'people')} waiting. ${whenWords(event.content)}.`,
      ),
      ...(isCancelled(event) ? [note('warning', 'This event is cancelled.')] : []),
      ...names('Has a place', booked),
      ...names('Waits, in this order', waiting),
    ],
    actions: [
      { is: 'link', label: 'Names in a table', href: tableHref },
      ...(isCancelled(event) ? [] : [button('Who came', MarkAttendance({ broadcast: event.id }))]),
      button('Report', Report({ broadcast: event.id })),
      button('Refresh', Bookings({ broadcast: event.id })),
    ],
  })

type Ticked = Readonly<{ personId: string; name: string; attended: boolean }>

const WHICH_NAMES: Readonly<Record<(typeof TICKED)[number], string>> = {
  came: 'Those who came',
  missed: 'Those who did not come: all the others came',
}

/** Who came: of those who had a place, in lists of a hundred names each; and who came without one. */
export const attendanceForm = (
  event: EducationEvent,
  { booked, without }: Readonly<{ booked: readonly Ticked[]; without: readonly Ticked[] }>,
  intent: Intent,
): Form => ({
  title: 'Who came?',
  submit: 'Save',
  intro: [
    paragraph(bold(event.content.title)),
    paragraph('Each who is marked gets a line for their appraisal. You can change it later.'),
  ],
  fields: [
    ...(asksWhich(booked)
      ? [
          choiceField(
            'which',
            'Whose names do you tick?',
            TICKED.map((which) => option(which, WHICH_NAMES[which])),
          ),
        ]
      : []),
    ...nameLists(booked, asksWhich(booked) ? 'Names' : 'Who came?', listField),
    ...nameLists(without, 'Who came without a place?', withoutField),
    searchField(OTHERS, 'Did anybody else come?', {
      source: 'told-of-events',
      most: MOST_OTHERS,
      required: false,
      hint: 'People who have the message about this event. Type a few letters of their name',
    }),
  ],
  intent,
})

const nameLists = (all: readonly Ticked[], label: string, field: (n: number) => string) =>
  Array.from({ length: Math.ceil(all.length / NAMES_ON_A_LIST) }, (_, n) => {
    const some = all.slice(n * NAMES_ON_A_LIST, (n + 1) * NAMES_ON_A_LIST)
    return choicesField(
      field(n),
      n === 0 ? label : `${label} List ${n + 1}`,
      some.map(({ personId, name }) => option(personId, clip(name, 75))),
      {
        required: false,
        value: some.filter(({ attended }) => attended).map(({ personId }) => personId),
      },
    )
  })

export function attendanceSavedCard(
  event: EducationEvent,
  attenders: readonly Pick<Attender, 'state' | 'attended'>[],
): Message {
  const { booked, walkedIn } = byState(attenders)
  const came = booked.filter(({ attended }) => attended).length
  return message({
    title:
      booked.length === 0
        ? 'Who came is kept'
        : `${came.toLocaleString('en-GB')} of ${count(booked.length, 'person', 'people')} came`,
    preview: `Event ${event.id}`,
    blocks: [
      ...(walkedIn.length === 0
        ? []
        : [paragraph(`${count(walkedIn.length, 'person', 'people')} came without a place.`)]),
      paragraph('Each who came has a line for their appraisal.'),
    ],
    actions: [
      button('Change who came', MarkAttendance({ broadcast: event.id })),
      button('Report', Report({ broadcast: event.id })),
    ],
  })
}

/** For its organiser, the day after. */
export const whoCameCard = (event: EducationEvent): Message =>
  message({
    label: 'Who came?',
    title: clip(`${event.id}: ${event.content.title}`, 140),
    preview: `Event ${event.id} is over`,
    blocks: [
      paragraph('Mark who came, and each of them gets a line for their appraisal.'),
      note('small', 'You are asked once.'),
    ],
    actions: [button('Mark who came', MarkAttendance({ broadcast: event.id }), 'primary')],
  })
