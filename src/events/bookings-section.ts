import { html } from 'hono/html'
import { count } from '#src/kernel/words.ts'
import type { Html } from '#src/pages/layout.ts'
import { table } from '#src/reports/tables.ts'
import { hoursWords } from './rules.ts'
import type { EducationEvent } from './rules.ts'
import type { Attender } from './store.ts'

export type EventFacts = Readonly<{ event: EducationEvent; attenders: readonly Attender[] }>

/** More rows than an event has places, with as many who wait. */
const MOST_ROWS = 1000

const stateOf = ({ state, attended }: Attender): string =>
  attended ? 'Came' : state === 'booked' ? 'Has a place' : 'Waits'

/** Who has a place at an event, who waits and who came. */
export function bookingsSection(
  facts: EventFacts | null,
): Readonly<{ id: string; title: string; body: Html }> | null {
  if (facts === null) return null
  const { event, attenders } = facts
  const booked = attenders.filter(({ state }) => state === 'booked')
  const came = attenders.filter(({ attended }) => attended)
  const { capacity, cpdHours } = event.content
  return {
    id: 'bookings',
    title: 'Bookings',
    body: html`<p>
        ${booked.length.toLocaleString('en-GB')} of ${count(capacity, 'place')} taken,
        ${(attenders.length - booked.length).toLocaleString('en-GB')} waiting.
        ${
          came.length === 0
            ? ''
            : `${count(came.length, 'person', 'people')} came${cpdHours === null ? '' : `, ${hoursWords(cpdHours)} each`}.`
        }
      </p>
      ${
        attenders.length === 0
          ? ''
          : table('bookings', {
              caption: 'Those with a place first, each in the order in which they asked',
              columns: [{ heading: 'Name' }, { heading: 'State' }],
              rows: attenders.slice(0, MOST_ROWS).map((one) => [one.name, stateOf(one)]),
            })
      }`,
  }
}
