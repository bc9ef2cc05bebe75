import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KIND_NAMES, KINDS } from '#src/broadcasts/kind-names.ts'
import { kindsWords } from '#src/subscriptions/cards.ts'
import { clockWords } from '#src/kernel/london.ts'
import {
  CADENCES,
  readDays,
  readFollow,
  readQuiet,
  suggestTopics,
} from '#src/subscriptions/rules.ts'
import { readTyped, readTypedDays, readTypedQuiet } from '#src/subscriptions/typed.ts'

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))

describe('what somebody types to follow', () => {
  test.each([
    ['pathways L85001 daily', ['pathway'], 'L85001', 'daily'],
    ['prescribing and pathways at L85001 daily', ['prescribing', 'pathway'], 'L85001', 'daily'],
    ['L85001 weekly prescribing messages', ['prescribing'], 'L85001', 'weekly'],
    ['weekly, announcements; for U00000', ['announcement'], 'U00000', 'weekly'],
    ['Board Meeting qsl', ['board-meeting'], 'QSL', 'now'],
    ['pathway updates and pathways 36l now', ['pathway'], '36L', 'now'],
    ['opportunities meetings L85001', ['opportunity', 'board-meeting'], 'L85001', 'now'],
    ['   pathways\n\tL85001   ', ['pathway'], 'L85001', 'now'],
  ] as const)('%j is understood', (typed, kinds, organisation, wish) => {
    const read = readTyped(typed)
    expect(read.kinds.toSorted()).toEqual(kinds.toSorted())
    expect(read).toMatchObject({ organisation, cadence: wish, strange: [] })
  })

  test.each([
    ['pathways at Lyngford Park', ['park', 'lyngford'], null],
    ['pathways L85001 hourly', ['hourly'], 'L85001'],
    ['pathways L85001 daily weekly', ['weekly'], 'L85001'],
    ["'; drop table people; --", ["'", 'drop', 'table', 'people', '--'], null],
    ['😀 pathways L85001', ['😀'], 'L85001'],
  ])('%j leaves words to be asked about', (typed, strange, organisation) => {
    const read = readTyped(typed)
    for (const word of read.strange) expect(strange).toContain(word)
    expect(read.strange.length).toBeGreaterThan(0)
    if (organisation !== null) expect(read.organisation).toBe(organisation)
  })

  test('nothing typed means nothing', () => {
    expect(readTyped('')).toEqual({ kinds: [], organisation: null, cadence: 'now', strange: [] })
  })

  test('every kind is known by the name that cards give it', () => {
    for (const kind of KINDS)
      for (const words of Object.values(KIND_NAMES[kind]))
        expect([words, readTyped(`${words} L85001`)]).toEqual([
          words,
          { kinds: [kind], organisation: 'L85001', cadence: 'now', strange: [] },
        ])
  })

  test('nothing that is typed breaks it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', size: 'max', maxLength: 2000 }), (typed) => {
        const read = readTyped(typed)
        expect(CADENCES).toContain(read.cadence)
        for (const kind of read.kinds) expect(KINDS).toContain(kind)
        expect(read.organisation ?? 'ABC').toMatch(/^[A-Z0-9]{3,10}$/)
      }),
      { numRuns: 200 },
    )
  })
})

describe('quiet hours that somebody types', () => {
  test.each([
    ['7pm to 7am', '19:00', '07:00'],
    ['19.30-07.00', '19:30', '07:00'],
    ['19:30 – 7:00', '19:30', '07:00'],
    ['7.30pm until 6', '19:30', '06:00'],
    ['  10 PM  TO  12 am ', '22:00', '00:00'],
    ['12pm to 1pm', '12:00', '13:00'],
    ['0 to 23', '00:00', '23:00'],
    ['midday to midnight', '12:00', '00:00'],
    ['7pm to 7', '19:00', '07:00'],
    ['22 to 7', '22:00', '07:00'],
    ['09:00 to 17:00', '09:00', '17:00'],
  ])('%j is understood', (typed, from, to) => {
    expect(readTypedQuiet(typed)).toEqual({ quiet: 'yes', from, to })
  })

  test.each(['off', 'no', 'none', ' OFF '])('%j ends them', (typed) => {
    expect(readTypedQuiet(typed)).toEqual({ quiet: 'no' })
  })

  test.each([
    '',
    '7pm',
    'to',
    '7pm to',
    'to 7am',
    '25:00 to 7am',
    '7pm to 7:60',
    '13pm to 7am',
    '0am to 7am',
    '7pm to 7am to 8am',
    'evenings',
    'tomorrow to October',
    '７pm to 7am',
    '-1 to 7',
    // The morning or the evening? Taken for the morning, it would hold back nearly all that comes.
    '9 to 7',
    '7 to 7am',
    '9.30 to 7am',
    '7pm to 12',
    '7am to 5',
  ])('%j is not', (typed) => {
    expect(readTypedQuiet(typed)).toBeNull()
  })

  test('are understood as cards say them', () => {
    fc.assert(
      fc.property(clock, clock, (from, to) => {
        const typed = `${clockWords(from)} to ${clockWords(to)}`
        expect([typed, readTypedQuiet(typed)]).toEqual([typed, { quiet: 'yes', from, to }])
      }),
    )
  })

  test('are read as the form reads them', () => {
    fc.assert(
      fc.property(clock, clock, (from, to) => {
        fc.pre(from !== to)
        const values = readTypedQuiet(`${from}-${to}`)
        expect(readQuiet(values ?? {})).toEqual({ ok: true, value: { from, to } })
      }),
    )
  })
})

describe('the quiet hours form', () => {
  test.each([
    [{ quiet: 'no' }, { ok: true, value: null }],
    [
      { quiet: 'no', from: 'x', to: '' },
      { ok: true, value: null },
    ],
    [
      { quiet: 'yes', from: '9:05', to: '22:00' },
      { ok: true, value: { from: '09:05', to: '22:00' } },
    ],
    [{}, { ok: false, errors: { quiet: 'Choose whether you want quiet hours' } }],
    [{ quiet: 'maybe' }, { ok: false, errors: { quiet: 'Choose whether you want quiet hours' } }],
    [
      { quiet: 'yes', from: '19:00', to: '19:00' },
      { ok: false, errors: { to: 'Quiet hours must end at another time than they start' } },
    ],
  ])('%j', (values, expected) => {
    expect(readQuiet(values)).toEqual(expected)
  })

  test('says which time is missing', () => {
    const read = readQuiet({ quiet: 'yes', from: '', to: '7' })
    expect(read.ok ? [] : Object.keys(read.errors)).toEqual(['from', 'to'])
  })
})

describe('the form to follow', () => {
  const good = { organisation: ['L85001'], kinds: ['pathway'], specialty: [], cadence: 'daily' }

  test('reads what was chosen', () => {
    expect(
      readFollow({ ...good, kinds: ['pathway', 'prescribing', 'pathway'], specialty: ['cancer'] }),
    ).toEqual({
      ok: true,
      value: {
        organisation: 'L85001',
        kinds: ['prescribing', 'pathway'],
        specialty: 'cancer',
        cadence: 'daily',
      },
    })
  })

  test.each([
    ['organisation', []],
    ['organisation', ['L85001', 'L85002']],
    ['kinds', []],
    ['kinds', ['library']],
    ['specialty', ['moles']],
    ['cadence', 'hourly'],
    ['cadence', ''],
  ])('says what is wrong with %s: %j', (field, value) => {
    const read = readFollow({ ...good, [field]: value })
    expect(read.ok ? [] : Object.keys(read.errors)).toEqual([field])
  })
})

describe('what is suggested', () => {
  const places = [{ code: 'L85001', name: 'X', kind: 'practice' as const }]

  test('has opportunities only for those who agreed to them', () => {
    expect(suggestTopics(places, true).map(({ kind }) => kind)).toEqual([...KINDS])
    expect(suggestTopics(places, false).map(({ kind }) => kind)).not.toContain('opportunity')
    expect(suggestTopics([], true)).toEqual([])
  })
})

describe('working days that somebody types', () => {
  test.each([
    ['tue fri', '25'],
    ['Tuesday and Friday', '25'],
    ['mon, wed & thurs', '134'],
    ['monday to thursday', '1234'],
    ['mon-wed, sat', '1236'],
    ['weekdays', '12345'],
    ['Every day', '1234567'],
    ['sun', '7'],
    ['fri tue tue', '25'],
  ])('%j is understood', (typed, days) => {
    expect(readDays(readTypedDays(typed) ?? {})).toEqual({ ok: true, value: days })
  })

  test.each(['', 't', 'tomorrow', 'fri to mon', 'mon to', 'to fri', 'mon tue wednesdays', '1 2 3'])(
    '%j is asked about',
    (typed) => expect(readTypedDays(typed)).toBeNull(),
  )

  test('nothing that is typed breaks it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', size: 'max', maxLength: 500 }), (typed) => {
        const values = readTypedDays(typed)
        if (values !== null) expect(readDays(values)).toMatchObject({ ok: true })
      }),
      { numRuns: 300 },
    )
  })

  test('a form without a day, or with one that is none, is given back', () => {
    for (const values of [{}, { days: [] }, { days: ['8'] }, { days: '' }])
      expect(readDays(values)).toEqual({ ok: false, errors: { days: 'Choose at least one day' } })
  })
})

describe('what somebody follows at one place, in words', () => {
  const all = KINDS.map((kind) => ({ kind, cadence: 'now' as const }))
  const without = (...kinds: readonly string[]) => all.filter(({ kind }) => !kinds.includes(kind))

  test('is short when it is all kinds, or all but one', () => {
    expect(kindsWords(all)).toBe('everything straight away')
    expect(kindsWords(without('opportunity'))).toBe('everything but opportunities straight away')
  })

  test('is a list when it is fewer', () => {
    const few = [
      { kind: 'pathway', cadence: 'now' },
      { kind: 'announcement', cadence: 'weekly' },
      { kind: 'prescribing', cadence: 'now' },
    ] as const
    expect(kindsWords(few)).toBe(
      'pathway updates and prescribing messages straight away; announcements once a week',
    )
  })
})
