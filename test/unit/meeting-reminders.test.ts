import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { followUpsDue, minutesGoTo } from '#src/meetings/rules/concluding.ts'
import { readPapers } from '#src/meetings/rules/bringing.ts'
import { type Owing, reminderStepDue } from '#src/meetings/rules/reminding.ts'
import { isNotice } from '#src/meetings/rules/rsvp.ts'
import { aBroadcast, contentOf } from './a-broadcast.ts'

/** On Wednesday 9 December 2026 at 1pm. */
const found = aBroadcast({
  content: contentOf('board-meeting'),
  kind: 'board-meeting',
  state: 'sent',
  startedAt: new Date('2026-11-01T09:00:00Z'),
})
if (!isNotice(found)) throw new Error('No notice')
const NOTICE = found

const SILENT: Owing = {
  quietFrom: null,
  quietTo: null,
  workingDays: '12345',
  toldAt: new Date('2026-11-01T09:00:00Z'),
  comes: 'unsaid',
  answeredAt: null,
  done: [],
}
const GOING: Owing = { ...SILENT, comes: 'yes', answeredAt: new Date('2026-11-02T09:00:00Z') }
const due = (owing: Owing, iso: string) => reminderStepDue(owing, NOTICE, new Set(), new Date(iso))

describe('a reminder of a meeting', () => {
  test.each([
    ['before the week begins', SILENT, '2026-12-02T12:29:00Z', null],
    ['a week before', SILENT, '2026-12-02T12:30:00Z', 'answer-7'],
    ['once', { ...SILENT, done: ['answer-7'] }, '2026-12-03T12:30:00Z', null],
    ['two days before', { ...SILENT, done: ['answer-7'] }, '2026-12-07T12:30:00Z', 'answer-2'],
    ['only the newest of two that were missed', SILENT, '2026-12-08T12:30:00Z', 'answer-2'],
    ['not at night', SILENT, '2026-12-07T20:00:00Z', null],
    ['not at a weekend', SILENT, '2026-12-05T12:30:00Z', null],
    ['not when it has begun', SILENT, '2026-12-09T13:00:00Z', null],
    [
      'not of what came the day before',
      { ...SILENT, toldAt: new Date('2026-12-06T13:00:00Z') },
      '2026-12-07T12:30:00Z',
      null,
    ],
    [
      'not to whoever does not come',
      { ...SILENT, comes: 'no' as const },
      '2026-12-08T13:00:00Z',
      null,
    ],
    ['the day before, to whoever comes', GOING, '2026-12-08T12:30:00Z', 'tomorrow'],
    ['not sooner', GOING, '2026-12-08T12:29:00Z', null],
    ['and once', { ...GOING, done: ['tomorrow'] }, '2026-12-08T12:35:00Z', null],
    [
      'not to whoever has just said so',
      { ...GOING, answeredAt: new Date('2026-12-08T15:00:00Z') },
      '2026-12-08T16:00:00Z',
      null,
    ],
  ])('%s', (_, owing, at, step) => {
    expect(due(owing, at)).toBe(step)
  })

  test('comes at most three times, whenever the clock ticks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 * 24 * 60 }), { maxLength: 300 }),
        fc.constantFrom(SILENT, GOING),
        (minutes, owing) => {
          const done: string[] = []
          for (const minute of minutes.toSorted((a, b) => a - b)) {
            const at = new Date(Date.parse('2026-11-25T00:00:00Z') + minute * 60_000)
            const step = reminderStepDue({ ...owing, done }, NOTICE, new Set(), at)
            if (step === null) continue
            expect(done).not.toContain(step)
            expect(at.getTime()).toBeLessThan(Date.parse('2026-12-09T13:00:00Z'))
            done.push(step)
          }
          expect(done.length).toBeLessThanOrEqual(owing === SILENT ? 2 : 1)
        },
      ),
    )
  })
})

describe('minutes', () => {
  test('go to nobody twice in one version, and to whoever has an earlier one', () => {
    const ids = fc.subarray(['a', 'b', 'c', 'd', 'e'])
    fc.assert(
      fc.property(
        ids,
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'x'), fc.integer({ min: 1, max: 3 }))),
        (chosen, told) => {
          const had = new Map<string, number>(told)
          const goTo = minutesGoTo(chosen, had, 3)
          for (const id of goTo) expect(had.get(id)).not.toBe(3)
          for (const [id, version] of had) if (version < 3) expect(goTo.has(id)).toBe(true)
          for (const id of chosen) expect(goTo.has(id) || had.get(id) === 3).toBe(true)
        },
      ),
    )
  })
})

test.each([
  ['before its day', { reminded: false, overdueTold: false }, '2026-12-08T13:00:00Z', []],
  ['on its day', { reminded: false, overdueTold: false }, '2026-12-09T12:30:00Z', ['reminded']],
  ['once', { reminded: true, overdueTold: false }, '2026-12-10T12:30:00Z', []],
  ['overdue', { reminded: true, overdueTold: false }, '2026-12-11T12:30:00Z', ['overdue']],
  [
    'missed altogether',
    { reminded: false, overdueTold: false },
    '2027-01-11T12:30:00Z',
    ['overdue'],
  ],
  ['over', { reminded: true, overdueTold: true }, '2027-01-11T12:30:00Z', []],
])('what is to be done is followed up: %s', (_, item, at, steps) => {
  expect(followUpsDue({ due: '2026-12-09', ownerLeft: false, ...item }, new Date(at))).toEqual(
    steps,
  )
})

test('a paper has a title and a link', () => {
  expect(readPapers({ title1: 'A', url1: 'https://a.nhs.uk/', title3: 'C' })).toEqual({
    ok: false,
    errors: { url3: 'Give the link to it' },
  })
  expect(readPapers({ url2: 'https://a.nhs.uk/' })).toEqual({
    ok: false,
    errors: { title2: 'Say what the paper is' },
  })
  expect(readPapers({})).toMatchObject({ ok: false })
  expect(readPapers({ title1: 'A', url1: 'https://a.nhs.uk/' })).toEqual({
    ok: true,
    value: [{ title: 'A', url: 'https://a.nhs.uk/' }],
  })
})
