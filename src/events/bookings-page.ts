import { html } from 'hono/html'
import { csv } from '#src/kernel/csv.ts'
import { momentWords } from '#src/kernel/london.ts'
import { type Html, page } from '#src/pages/layout.ts'
import { gpKindWords } from '#src/people/rules.ts'
import { isoLondon } from '#src/reports/recipient-file.ts'
import { REPORT_CSS } from '#src/reports/report-css.ts'
import { table } from '#src/reports/tables.ts'
import { fullWords } from './organiser-cards.ts'
import { type Attender, type BookingsTable, byState, isCancelled, whenWords } from './rules.ts'

const STATES: Readonly<Record<Attender['state'], string>> = {
  booked: 'Has a place',
  waiting: 'Waits',
  'given-up': 'Gave it up',
  cancelled: 'Cancelled',
  'walked-in': 'Never asked for a place',
}

const STATES_BEFORE: Readonly<Record<Attender['state'], string>> = {
  ...STATES,
  waiting: 'Waited for a place',
  'given-up': 'Had given it up',
}

const isMarked = (attenders: readonly Attender[]): boolean =>
  attenders.some(({ attended }) => attended)

/** Whether somebody came; empty for whoever had no place, and while nobody is marked. */
function cameWords({ attended, state }: Attender, marked: boolean): string {
  if (attended) return 'Yes'
  return marked && state === 'booked' ? 'No' : ''
}

const hours = ({ cpdHours }: Attender): string => (cpdHours === null ? '' : String(cpdHours))

const moment = (at: Date | null, words: (at: Date) => string): string =>
  at === null ? '' : words(at)

const placesTable = (booked: readonly Attender[], marked: boolean): Html =>
  table('places', {
    caption: 'Have a place',
    columns: [
      { heading: 'Name' },
      { heading: 'Kind of GP' },
      { heading: 'Booked' },
      { heading: 'Came' },
      { heading: 'CPD hours', numeric: true },
    ],
    rows: booked.map((one) => [
      one.name,
      gpKindWords(one.gpKind),
      moment(one.bookedAt, momentWords),
      cameWords(one, marked),
      hours(one),
    ]),
  })

const walkedInTable = (walkedIn: readonly Attender[]): Html =>
  table('walked-in', {
    caption: 'Came without a place',
    columns: [
      { heading: 'Name' },
      { heading: 'Kind of GP' },
      { heading: 'Before' },
      { heading: 'CPD hours', numeric: true },
    ],
    rows: walkedIn.map((one) => [
      one.name,
      gpKindWords(one.gpKind),
      STATES_BEFORE[one.state],
      hours(one),
    ]),
  })

const waitingTable = (waiting: readonly Attender[]): Html =>
  table('waiting', {
    caption: 'Wait, whoever is next first',
    columns: [{ heading: 'Name' }, { heading: 'Kind of GP' }, { heading: 'Asked' }],
    rows: waiting.map((one) => [one.name, gpKindWords(one.gpKind), momentWords(one.askedAt)]),
  })

const overTable = (over: readonly Attender[]): Html =>
  table('over', {
    caption: 'Had a place or waited, and do not any more',
    columns: [
      { heading: 'Name' },
      { heading: 'Kind of GP' },
      { heading: 'Why' },
      { heading: 'Since' },
    ],
    rows: over.map((one) => [
      one.name,
      gpKindWords(one.gpKind),
      STATES[one.state],
      moment(one.endedAt, momentWords),
    ]),
  })

/** Who has a place, who waits and who came, for whoever runs the event. */
export function bookingsPage(facts: BookingsTable, csvHref: string): Html {
  const { event, attenders } = facts
  const { booked, waiting, over, walkedIn } = byState(attenders)
  return page({
    title: `Bookings: ${event.content.title}`,
    wide: true,
    headExtra: html`<link rel="stylesheet" href="${REPORT_CSS.href}" />`,
    body: html`<h1 class="nhsuk-heading-l">${event.content.title}</h1>
      <p>
        ${whenWords(event.content)}, ${event.content.place}. Message ${event.id}, for
        ${event.organisationName}.
      </p>
      ${isCancelled(event) ? html`<p><strong>This event is cancelled.</strong></p>` : ''}
      <p><strong>${fullWords(facts)}</strong></p>
      ${
        attenders.length === 0
          ? html`<p>Nobody has booked yet.</p>`
          : html`<p><a href="${csvHref}">Download as a file (CSV)</a></p>`
      }
      ${
        isCancelled(event)
          ? ''
          : html`<p>
              To mark who came, type who came ${event.id} in the chat once it has started.
            </p>`
      }
      ${booked.length === 0 ? '' : placesTable(booked, isMarked(attenders))}
      ${walkedIn.length === 0 ? '' : walkedInTable(walkedIn)}
      ${waiting.length === 0 ? '' : waitingTable(waiting)}
      ${over.length === 0 ? '' : overTable(over)}`,
  })
}

const HEADINGS = ['Name', 'Kind of GP', 'Booked at', 'State', 'Attended', 'CPD hours']

/** Everybody on that page, one to a line. */
export function bookingsFile({ attenders }: BookingsTable): string {
  const { booked, waiting, over, walkedIn } = byState(attenders)
  const marked = isMarked(attenders)
  return csv([
    HEADINGS,
    ...[...booked, ...walkedIn, ...waiting, ...over].map((one) => [
      one.name,
      gpKindWords(one.gpKind),
      moment(one.bookedAt, isoLondon),
      STATES[one.state],
      cameWords(one, marked),
      hours(one),
    ]),
  ])
}
