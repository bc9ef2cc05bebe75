import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { bookingsFile, bookingsPage } from '#src/events/bookings-page.ts'
import type { Attender, EducationEvent } from '#src/events/rules.ts'
import { parseHtml, textOf } from '#test/support/served-html.ts'
import { aBroadcast, contentOf } from './a-broadcast.ts'

const content = contentOf('education-event', { cpdHours: 2, capacity: 2 })
const event: EducationEvent = { ...aBroadcast({ content, state: 'sent' }), content }
const asked = new Date('2026-08-06T16:30:00Z')
const one = (name: string, extra: Partial<Attender> = {}): Attender => ({
  personId: name,
  name,
  gpKind: 'locum',
  state: 'booked',
  askedAt: asked,
  bookedAt: asked,
  endedAt: null,
  attended: false,
  cpdHours: null,
  ...extra,
})
const waits = one('=Wanda', { state: 'waiting', bookedAt: null, gpKind: 'not-a-gp' })
const gave = one('Gus', { state: 'given-up', endedAt: asked })

const lines = (attenders: readonly Attender[]): string[][] =>
  parse(bookingsFile({ event, attenders }), { bom: true })
const read = async (attenders: readonly Attender[], of = event) =>
  textOf(parseHtml(await bookingsPage({ event: of, attenders }, '/csv'))).replaceAll(/\s+/g, ' ')

describe('the file of bookings', () => {
  test('says of nobody whether they came while nobody is marked', () => {
    expect(lines([waits, one('Ada'), gave])).toEqual([
      ['Name', 'Kind of GP', 'Booked at', 'State', 'Attended', 'CPD hours'],
      ['Ada', 'Locum GP', '2026-08-06T17:30:00+01:00', 'Has a place', '', ''],
      // What somebody is called is no formula.
      ["'=Wanda", 'Not a GP', '', 'Waits', '', ''],
      ['Gus', 'Locum GP', '2026-08-06T17:30:00+01:00', 'Gave it up', '', ''],
    ])
  })
  test('has who came, with the hours that they were given, and who did not', () => {
    const [, ...rows] = lines([
      one('Ada', { attended: true, cpdHours: 1.5 }),
      one('Ben'),
      one('Cy', { attended: true }),
      waits,
    ])
    expect(rows.map(([name, , , , attended, hours]) => [name, attended, hours])).toEqual([
      ['Ada', 'Yes', '1.5'],
      ['Ben', 'No', ''],
      ['Cy', 'Yes', ''],
      ["'=Wanda", '', ''],
    ])
  })
})

describe('whoever came without a place', () => {
  const came = { attended: true, bookedAt: null, cpdHours: 2 }
  const all = [
    one('Ada'),
    { ...waits, ...came },
    one('Wim', { ...came, state: 'walked-in' }),
    one('Vic', { state: 'waiting', bookedAt: null }),
  ]
  test('is in the file and on the page as having come, and waits no more', async () => {
    const [, ...rows] = lines(all)
    expect(
      rows.map(([name, , , state, attended, hours]) => [name, state, attended, hours]),
    ).toEqual([
      ['Ada', 'Has a place', 'No', ''],
      ["'=Wanda", 'Waits', 'Yes', '2'],
      ['Wim', 'Never asked for a place', 'Yes', '2'],
      ['Vic', 'Waits', '', ''],
    ])
    const page = await read(all)
    expect(page).toContain(
      '1 of 2 places taken, 1 person waiting. 2 people came, 2 of them without',
    )
    expect(page).toContain('=WandaNot a GPWaited for a place2')
    expect(page).toContain('WimLocum GPNever asked for a place2')
  })
})

describe('the page of bookings', () => {
  test('says how full it is, and shows only the tables that have somebody in them', async () => {
    const empty = await read([])
    expect(empty).toContain('0 of 2 places taken, 0 people waiting. Nobody has booked yet.')
    expect(empty).not.toContain('CSV')
    const some = await read([one('Ada', { attended: true, cpdHours: 2 }), waits])
    expect(some).toContain('1 of 2 places taken, 1 person waiting. 1 person came.')
    expect(some).toContain('AdaLocum GPThursday 6 August 2026, 5:30pmYes2')
    expect(some).toContain('=WandaNot a GPThursday 6 August 2026, 5:30pm')
    expect(some).not.toContain('do not any more')
    expect(await read([gave])).toContain('GusLocum GPGave it upThursday 6 August 2026, 5:30pm')
  })
  test('says that an event is cancelled', async () => {
    const ended = { is: 'withdrawn', at: asked, why: 'x' } as const
    const cancelled = { ...event, since: { ...event.since, ended } }
    expect(await read([one('Ada', { state: 'cancelled', endedAt: asked })], cancelled)).toContain(
      'This event is cancelled.',
    )
  })
})
