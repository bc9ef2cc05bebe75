import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarFile, type CalendarEvent } from '#src/calendar/ics.ts'
import { instantOf, ofName, readIcs, textOf, unfold, valueOf } from '#test/support/read-ics.ts'

const EVENT: CalendarEvent = {
  uid: 'meeting-12@cascade',
  sequence: 0,
  title: 'Board meeting: Mendip PCN',
  starts: new Date('2026-10-21T11:30:00Z'),
  ends: new Date('2026-10-21T13:00:00Z'),
  place: 'Glastonbury Health Centre, Wells Road; upstairs',
  description: 'Agenda\n1. Minutes, and what came of them\n2. A path \\ with marks; and more',
  url: 'https://cascade.example/m/a,b;c',
  status: 'confirmed',
  changedAt: new Date('2026-07-01T08:00:00Z'),
}

/** What a calendar that takes the file makes of its events. */
function readBack(file: string) {
  const calendar = readIcs(file)
  return ofName(calendar, 'VEVENT').map((event) => ({
    uid: valueOf(event, 'UID')?.value,
    sequence: Number(valueOf(event, 'SEQUENCE')?.value),
    title: textOf(event, 'SUMMARY'),
    starts: instantOf(calendar, event, 'DTSTART'),
    ends: instantOf(calendar, event, 'DTEND'),
    place: textOf(event, 'LOCATION'),
    description: textOf(event, 'DESCRIPTION'),
    status: valueOf(event, 'STATUS')?.value,
    changedAt: instantOf(calendar, event, 'DTSTAMP'),
  }))
}

const text = (max: number) =>
  fc.string({ unit: 'grapheme', maxLength: max }).map((one) => `x${one.replaceAll('\r', '')}`)
/** As the library makes of a line break what it is, and leaves out what no file may hold. */
const shown = (one: string) => one.replaceAll(/[^\P{Cc}\t\n]/gu, '')
const minute = fc
  .date({
    min: new Date('1997-01-01T00:00:00Z'),
    max: new Date('2090-01-01T00:00:00Z'),
    noInvalidDate: true,
  })
  .map((at) => new Date(at.getTime() - (at.getTime() % 60_000)))
/** Every minute of the two nights of 2026 in which the clocks change. */
const changeNight = fc
  .tuple(
    fc.constantFrom('2026-03-28T23:00:00Z', '2026-10-24T22:00:00Z'),
    fc.integer({ min: 0, max: 300 }),
  )
  .map(([from, minutes]) => new Date(Date.parse(from) + minutes * 60_000))

describe('a calendar file', () => {
  test('says what was put in', () => {
    const file = calendarFile('Cascade; meetings, mine', [EVENT])
    const { url: _, status: __, ...plain } = EVENT
    expect(readBack(file)).toEqual([{ ...plain, status: 'CONFIRMED' }])
    const calendar = readIcs(file)
    expect(textOf(calendar, 'X-WR-CALNAME')).toBe('Cascade; meetings, mine')
    expect(valueOf(calendar, 'VERSION')?.value).toBe('2.0')
    expect(valueOf(calendar, 'METHOD')?.value).toBe('PUBLISH')
    const [event] = ofName(calendar, 'VEVENT')
    if (event === undefined) throw new Error('No event')
    // An address is no text: nothing in it is escaped, so what would be is written as its code.
    expect(valueOf(event, 'URL')?.value).toBe('https://cascade.example/m/a%2Cb%3Bc')
    expect(valueOf(event, 'DTSTART')).toEqual({
      name: 'DTSTART',
      parameters: { TZID: 'Europe/London' },
      value: '20261021T123000',
    })
    expect(valueOf(event, 'DTSTAMP')?.value).toBe('20260701T080000Z')
  })

  test('keeps what is cancelled, and says so', () => {
    const file = calendarFile('Meetings', [{ ...EVENT, sequence: 3, status: 'cancelled' }])
    expect(readBack(file)).toMatchObject([
      { uid: EVENT.uid, sequence: 3, status: 'CANCELLED', title: `Cancelled: ${EVENT.title}` },
    ])
  })

  test('without events is still a calendar', () => {
    expect(ofName(readIcs(calendarFile('Meetings', [])), 'VEVENT')).toEqual([])
  })

  test.each([
    ['the day before the clocks go back', '2026-10-24T11:30:00Z', '20261024T123000'],
    ['the day on which they have gone back', '2026-10-25T12:30:00Z', '20261025T123000'],
    ['the day before they go forward', '2026-03-28T12:30:00Z', '20260328T123000'],
    ['the day on which they have gone forward', '2026-03-29T11:30:00Z', '20260329T123000'],
  ])('half past twelve is half past twelve on %s', (_, starts, written) => {
    const event = {
      ...EVENT,
      starts: new Date(starts),
      ends: new Date(Date.parse(starts) + 3_600_000),
    }
    const file = calendarFile('Meetings', [event])
    expect(file).toContain(`DTSTART;TZID=Europe/London:${written}\r\n`)
    expect(readBack(file)[0]?.starts).toEqual(event.starts)
  })

  test('is exact at every minute, also where the clocks change', () => {
    fc.assert(
      fc.property(
        fc.oneof(minute, changeNight),
        fc.integer({ min: 1, max: 600 }),
        (starts, minutes) => {
          const event = { ...EVENT, starts, ends: new Date(starts.getTime() + minutes * 60_000) }
          expect(readBack(calendarFile('Meetings', [event]))[0]).toMatchObject({
            starts: event.starts,
            ends: event.ends,
          })
        },
      ),
      { numRuns: 300 },
    )
  })

  test('folds and escapes any text so that it is read back whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text(120), text(120), text(600)), { maxLength: 5 }),
        text(80),
        (all, name) => {
          const file = calendarFile(
            name,
            all.map(([title, place, description], n) => ({
              ...EVENT,
              uid: `meeting-${n}@cascade`,
              title,
              place,
              description,
            })),
          )
          expect(
            Math.max(...file.split('\r\n').map((line) => Buffer.byteLength(line))),
          ).toBeLessThan(76)
          expect(unfold(file).length).toBeGreaterThan(5)
          expect(readBack(file)).toMatchObject(
            all.map(([title, place, description]) => ({
              title: shown(title),
              place: shown(place),
              description: shown(description),
            })),
          )
        },
      ),
      { numRuns: 200 },
    )
  })

  test('loses the control characters and half characters that no file may hold', () => {
    const file = calendarFile('A\u0007B\uD800', [
      { ...EVENT, title: 'a\u0000b\uDC00c', place: null, description: null, url: null },
    ])
    expect(readBack(file)[0]).toMatchObject({ title: 'ab\uFFFDc', place: null, description: null })
  })
})
