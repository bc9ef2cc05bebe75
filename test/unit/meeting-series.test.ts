import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { atLondon, daysAfter, londonDay, londonTime, weekdayOf } from '#src/kernel/london.ts'
import { everyWords } from '#src/meetings/cards/series-cards.ts'
import { KeepSeries } from '#src/meetings/intents.ts'
import { isNotice, startOf } from '#src/meetings/rules/rsvp.ts'
import {
  decideKeep,
  EVERY,
  holidaysOn,
  lookDue,
  MOST_REPEATS,
  placeInMonth,
  readSeries,
  repeated,
  seriesDays,
  weeksOf,
} from '#src/meetings/rules/series.ts'
import { aBroadcast, contentOf } from './a-broadcast.ts'

const EARLY = '2020-01-01'
const plan = { last: null, times: null, without: [] }
const day = fc.integer({ min: 0, max: 20_000 }).map((n) => daysAfter('2020-01-01', n))

describe('the days of a series', () => {
  test('are every week and every second week', () => {
    expect(seriesDays('2027-06-23', { ...plan, every: 'week', times: 3 }, EARLY)).toEqual([
      '2027-06-30',
      '2027-07-07',
      '2027-07-14',
    ])
    expect(
      seriesDays('2027-06-23', { ...plan, every: 'fortnight', last: '2027-07-21' }, EARLY),
    ).toEqual(['2027-07-07', '2027-07-21'])
  })

  test('are the first Wednesday of each month, over the end of a year', () => {
    expect(seriesDays('2026-11-04', { ...plan, every: 'month', times: 3 }, EARLY)).toEqual([
      '2026-12-02',
      '2027-01-06',
      '2027-02-03',
    ])
    expect(everyWords('month', '2026-11-04')).toBe('Every month, on the first Wednesday')
  })

  test('of a fifth weekday are the last of each month', () => {
    expect(seriesDays('2027-06-30', { ...plan, every: 'month', times: 3 }, EARLY)).toEqual([
      '2027-07-28',
      '2027-08-25',
      '2027-09-29',
    ])
    expect(everyWords('month', '2027-06-30')).toBe('Every month, on the last Wednesday')
  })

  test('leave out what is left out, which does not count, and what has gone by', () => {
    const without = ['2027-07-07']
    expect(
      seriesDays('2027-06-23', { ...plan, every: 'week', times: 2, without }, '2027-06-30'),
    ).toEqual(['2027-07-14', '2027-07-21'])
  })

  test('keep the weekday, the place in the month and the clock, and are never outside', () => {
    fc.assert(
      fc.property(
        day,
        fc.constantFrom(...EVERY),
        fc.option(fc.integer({ min: 0, max: 1500 }), { nil: null }),
        fc.integer({ min: 1, max: MOST_REPEATS }),
        fc.array(fc.integer({ min: 0, max: 800 }), { maxLength: 100 }),
        fc.integer({ min: -300, max: 300 }),
        fc.integer({ min: 3 * 60, max: 24 * 60 - 1 }),
        (first, every, span, times, out, gone, minutes) => {
          const without = out.map((n) => daysAfter(first, n))
          const last = span === null ? null : daysAfter(first, span)
          const today = daysAfter(first, gone)
          const days = seriesDays(
            first,
            { every, last, times: last === null ? times : null, without },
            today,
          )
          const starts = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
          expect(days).toEqual([...new Set(days)].toSorted())
          if (last === null) expect(days).toHaveLength(times)
          expect(days.length).toBeLessThanOrEqual(MOST_REPEATS + 1)
          const place = placeInMonth(first)
          for (const one of days) {
            expect(weekdayOf(one)).toBe(weekdayOf(first))
            expect(one > first && one > today && (last === null || one <= last)).toBe(true)
            expect(without).not.toContain(one)
            if (every === 'fortnight')
              expect((Date.parse(one) - Date.parse(first)) % (14 * 24 * 3_600_000)).toBe(0)
            if (every === 'month' && place < 5) expect(placeInMonth(one)).toBe(place)
            if (every === 'month' && place === 5)
              expect(daysAfter(one, 7).slice(0, 7)).not.toBe(one.slice(0, 7))
            const at = atLondon(one, starts)
            expect([londonDay(at), londonTime(at)]).toEqual([one, starts])
          }
        },
      ),
    )
  })
})

const VALUES = { every: 'week', last: '', times: '3', without: '', look: '14' }
const read = (more: object) => readSeries({ ...VALUES, ...more }, '2027-06-23', '2027-06-01')
const errorsOf = (more: object) => {
  const answer = read(more)
  return answer.ok ? [] : Object.keys(answer.errors)
}

describe('the form of a series', () => {
  test('asks for a last day or a number, and for at most 24 meetings', () => {
    expect(read({})).toEqual({
      ok: true,
      value: { every: 'week', days: ['2027-06-30', '2027-07-07', '2027-07-14'], look: '14' },
    })
    expect(errorsOf({ last: '2027-12-01' })).toEqual(['last'])
    expect(errorsOf({ times: '' })).toEqual(['last'])
    for (const times of ['0', '25', '-1', '1.5', 'x'])
      expect(errorsOf({ times })).toEqual(['times'])
    expect(errorsOf({ times: '24' })).toEqual([])
    expect(errorsOf({ times: '', last: '2027-12-08' })).toEqual([])
    expect(errorsOf({ times: '', last: '2027-12-15' })).toEqual(['last'])
    expect(errorsOf({ times: '', last: '2027-06-29' })).toEqual(['last'])
    expect(errorsOf({ without: '30 June' })).toEqual(['without'])
    expect(errorsOf({ every: 'day' })).toEqual(['every'])
    expect(errorsOf({ look: '3' })).toEqual(['look'])
  })

  test('leaves out the bank holidays that are chosen, and offers those that it could fall on', () => {
    const holidays = new Set(['2028-04-17', '2027-12-27', '2027-12-28', '2027-05-03'])
    expect(holidaysOn('2027-06-07', holidays, '2027-06-01')).toEqual(['2027-12-27', '2028-04-17'])
    const answer = read({ holidays: ['2027-07-07'], without: '2027-06-30' })
    expect(answer).toMatchObject({
      value: { days: ['2027-07-14', '2027-07-21', '2027-07-28'] },
    })
  })
})

describe('dates that were shown', () => {
  const found = aBroadcast({
    kind: 'board-meeting',
    content: contentOf('board-meeting'),
    startedAt: new Date('2027-06-01T09:00:00Z'),
  })
  if (!isNotice(found)) throw new Error('No notice')
  const notice = { ...found, content: { ...found.content, date: '2027-06-23' } }

  test('are kept as they were shown, or not at all', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...EVERY),
        fc.integer({ min: 1, max: MOST_REPEATS }),
        (every, times) => {
          const days = seriesDays('2027-06-23', { ...plan, every, times }, EARLY)
          const weeks = weeksOf('2027-06-23', days)
          const kept = KeepSeries({ broadcast: 1, from: '2027-06-23', every, weeks, look: '14' })
          expect(KeepSeries.args.safeParse(kept.with).success).toBe(true)
          expect(decideKeep(notice, { from: '2027-06-23', weeks }, EARLY)).toEqual({
            ok: true,
            value: days,
          })
        },
      ),
    )
    expect(decideKeep(notice, { from: '2027-06-22', weeks: '1' }, EARLY).ok).toBe(false)
    expect(decideKeep(notice, { from: '2027-06-23', weeks: '1,2' }, '2027-06-30').ok).toBe(false)
  })

  test('come with the words of the first meeting, and without its agenda', () => {
    const content = { ...contentOf('board-meeting'), until: '2027-06-23', agenda: ['Minutes'] }
    expect(repeated(content, '2027-07-07')).toEqual({
      ...content,
      date: '2027-07-07',
      until: null,
      agenda: [],
    })
  })

  test('are looked at from so many days before, at midday and a half, until they begin', () => {
    const { content } = notice
    expect(lookDue(content, 14, new Date('2027-06-09T11:29:59Z'))).toBe(false)
    expect(lookDue(content, 14, new Date('2027-06-09T11:30:00Z'))).toBe(true)
    expect(lookDue(content, 14, startOf(content))).toBe(false)
  })
})
