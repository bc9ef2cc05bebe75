import { describe, expect, test } from 'vitest'
import { instantOf } from '#src/chat/read-form.ts'
import { TODAY, errorsOf, contentWith } from './composed.ts'

describe('a board meeting', () => {
  test.each(['09:30', '09:29', '00:00', '9:30'])(
    'cannot end at %s when it starts at 9:30am',
    (ends) => {
      expect(errorsOf('board-meeting', { ends })).toEqual({
        ends: 'It must end after it starts',
      })
    },
  )

  test('that lacks more says all of it at once', () => {
    expect(Object.keys(errorsOf('board-meeting', { title: '', ends: '9:00' }))).toEqual([
      'title',
      'ends',
    ])
  })

  test('keeps its times as hours and minutes', () => {
    expect(contentWith('board-meeting', {})).toMatchObject({
      starts: '09:30',
      ends: '13:00',
      until: '2026-12-09',
      openForum: true,
      agenda: ['Minutes', 'Winter access'],
    })
  })

  test.each(['25:00', '9.30', '9', 'noon', '12:60'])('does not start at %s', (starts) => {
    expect(errorsOf('board-meeting', { starts })).toEqual({
      starts: 'Enter when it starts as hours and minutes, like 13:30',
    })
  })
})

describe('a date', () => {
  const LAST = [
    ['prescribing', 'until'],
    ['pathway', 'until'],
    ['announcement', 'until'],
    ['board-meeting', 'date'],
    ['opportunity', 'closes'],
    ['consultation', 'closes'],
    ['education-event', 'date'],
  ] as const

  test.each(LAST)('of a %s that has gone by is named at once: %s', (kind, field) => {
    for (const gone of ['2026-11-21', ' 2020-02-29 ', ['2026-11-21'], '2026-11-21\u200B'])
      expect(errorsOf(kind, { [field]: gone })[field]).toContain('has gone by')
    expect(errorsOf(kind, { [field]: TODAY })).toEqual({})
  })

  test.each(LAST)('of a %s must exist: %s', (kind, field) => {
    for (const wrong of ['2026-02-30', '9 December', '2026-13-01', '26-12-09', '2026-12-9'])
      expect(errorsOf(kind, { [field]: wrong })[field]).toContain('real date')
  })

  test('that this kind has no field for is not looked at', () => {
    expect(errorsOf('announcement', { date: '2020-01-01', closes: '2020-01-01' })).toEqual({})
    expect(errorsOf('board-meeting', { until: '2020-01-01' })).toEqual({})
  })

  test('of a beginning or a review may have gone by', () => {
    expect(errorsOf('pathway', { effectiveFrom: '2020-01-01', reviewBy: '2020-01-01' })).toEqual({})
  })
})

describe('a day and time', () => {
  test.each([
    ['2026-03-29', '01:30', 'time', /go forward.*does not exist.*before 1am or from 2am/],
    ['2026-10-25', '01:30', 'time', /go back.*twice.*before 1am or from 2am/],
    ['2026-02-30', '12:00', 'date', /real date/],
    ['', '', 'date', /real date/],
  ])('%s %s is refused with what to do', (date, time, field, sentence) => {
    const read = instantOf(date, time)
    expect(read.ok ? {} : read.errors).toEqual({
      [field]: expect.stringMatching(sentence) as unknown,
    })
  })

  test('around the changes of the clocks are read', () => {
    const iso = (date: string, time: string) => {
      const read = instantOf(date, time)
      return read.ok ? read.value.toISOString() : read.errors
    }
    expect(iso('2026-03-29', '02:00')).toBe('2026-03-29T01:00:00.000Z')
    expect(iso('2026-10-25', '00:59')).toBe('2026-10-24T23:59:00.000Z')
    expect(iso('2026-10-25', '02:00')).toBe('2026-10-25T02:00:00.000Z')
  })
})
