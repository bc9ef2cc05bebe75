import { html } from 'hono/html'
import type { Html } from '#src/pages/layout.ts'
import { table } from '#src/reports/tables.ts'
import { fullWords } from './organiser-cards.ts'
import { type Attender, type BookingsTable, byState } from './rules.ts'

/** More rows than an event has places, with as many who wait. */
const MOST_ROWS = 1000

function stateOf({ state, attended }: Attender): string {
  if (attended) return state === 'booked' ? 'Came' : 'Came without a place'
  return state === 'booked' ? 'Has a place' : 'Waits'
}

/** Who has a place at an event, who waits and who came: for its report. */
export function bookingsSection(
  facts: BookingsTable | null,
): Readonly<{ id: string; title: string; body: Html }> | null {
  if (facts === null) return null
  const { booked, walkedIn, waiting } = byState(facts.attenders)
  const shown = [...booked, ...walkedIn, ...waiting]
  return {
    id: 'bookings',
    title: 'Bookings',
    body: html`<p>
        ${fullWords(facts)} For more of each, and a file, type bookings ${facts.event.id} in the
        chat.
      </p>
      ${
        shown.length === 0
          ? ''
          : table('bookings', {
              caption: 'Those with a place first, each in the order in which they asked',
              columns: [{ heading: 'Name' }, { heading: 'State' }],
              rows: shown.slice(0, MOST_ROWS).map((one) => [one.name, stateOf(one)]),
            })
      }`,
  }
}
