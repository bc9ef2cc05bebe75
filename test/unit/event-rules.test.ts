import { describe, expect, test } from 'vitest'
import { categoryOf } from '#src/broadcasts/optional.ts'
import type { FormValues } from '#src/chat/form.ts'
import { bookActions } from '#src/events/booking-card.ts'
import {
  asksWhich,
  decideAttendance,
  decideBook,
  decideBookings,
  decideGiveUp,
  type EducationEvent,
  freePlaces,
  isMoved,
  isReminded,
  proofOf,
  readAttendance,
  wrongOthers,
} from '#src/events/rules.ts'
import { decideCorrection } from '#src/versions/rules.ts'
import { aBroadcast, contentOf } from './a-broadcast.ts'
import { contentWith, errorsOf } from './composed.ts'

const content = contentOf('education-event', { cpdHours: 1.5 })
const event: EducationEvent = { ...aBroadcast({ content, state: 'sent' }), content }
const outcome = (decided: Readonly<{ ok: boolean; refusal?: Readonly<{ happened: string }> }>) =>
  decided.ok ? 'yes' : decided.refusal?.happened
const BEFORE = new Date('2026-12-09T12:59:00Z')
const STARTED = new Date('2026-12-09T13:00:00Z')

describe('writing one', () => {
  test('reads places and hours as numbers', () => {
    expect(contentWith('education-event', {})).toMatchObject({
      capacity: 30,
      cpdHours: 3.5,
      cost: null,
      until: '2026-12-09',
    })
  })
  test.each([
    [
      'capacity',
      ['0', '501', '1.5', 'many', '-3', '1e2'],
      'Enter the number of places, from 1 to 500',
    ],
    [
      'cpdHours',
      ['0', '1.1', '24.25', 'one'],
      'Enter the CPD hours in quarters, like 1 or 1.5, up to 24',
    ],
  ])('refuses in %s: %s', (field, typed, sentence) => {
    for (const one of typed)
      expect(errorsOf('education-event', { [field]: one })).toEqual({ [field]: sentence })
  })
  test('needs a consent when it costs, and none when it is free', () => {
    expect(categoryOf(content)).toBe(null)
    expect(categoryOf({ ...content, cost: '£20' })).toBe('education')
  })
  test('stays free once it went out as free; what costs may become free', () => {
    const correct = (from: typeof content, to: typeof content) =>
      outcome(
        decideCorrection(
          aBroadcast({ content: from, state: 'sent' }),
          { base: 1, content: to, what: 'It', material: false },
          '2026-12-01',
        ),
      )
    expect(correct(content, { ...content, cost: '£20' })).toBe(
      'An event that went out as free stays free',
    )
    expect(correct({ ...content, cost: '£20' }, content)).toBe('yes')
    expect(correct({ ...content, cost: '£20' }, { ...content, cost: '£25' })).toBe('yes')
  })
})

describe('a place', () => {
  test.each([
    [true, BEFORE, 'yes'],
    [true, STARTED, 'It started at 1pm on Wednesday 9 December 2026'],
    [false, BEFORE, 'There is no event with that number for you'],
  ])('told %s, at %s: %s', (told, at, expected) => {
    expect(outcome(decideBook(event, told, at))).toBe(expected)
  })
  test('is not to be had at what was taken back or is held back', () => {
    const ended = { is: 'withdrawn', at: new Date(0), why: 'x' } as const
    const gone = { ...event, since: { ...event.since, ended } }
    expect(outcome(decideBook(gone, true, BEFORE))).toBe('This event was cancelled')
    expect(outcome(decideBook({ ...event, state: 'paused' }, true, BEFORE))).toContain('holding')
    expect(outcome(decideBook(aBroadcast({ state: 'sent' }), true, BEFORE))).toContain(
      'is not an education event',
    )
  })
  test.each([
    ['booked', BEFORE, 'yes'],
    ['waiting', BEFORE, 'yes'],
    ['given-up', BEFORE, 'You have no place there to give up'],
    ['booked', STARTED, 'It has started, so your place can no longer be given up'],
  ] as const)('%s is given up at %s: %s', (state, at, expected) => {
    expect(outcome(decideGiveUp(event, { state, certificate: null }, at))).toBe(expected)
  })
  test('is free only while there are more than are taken', () => {
    expect([freePlaces(2, 0), freePlaces(2, 2), freePlaces(1, 3)]).toEqual([2, 0, 0])
  })
})

test.each([
  ['whoever has a place', 'booked', null, ['Add to my calendar', 'Give up my place']],
  ['whoever came', 'booked', 'Attended', []],
  ['whoever waits', 'waiting', null, ['Leave the waiting list']],
  ['whoever gave it up', 'given-up', null, ['Book a place']],
] as const)('the card offers %s (%s, %s) what can be done: %j', (_, state, certificate, labels) => {
  expect(bookActions(12, { state, certificate }).map(({ label }) => label)).toEqual(labels)
})

test.each([
  ['2026-12-08T09:59:00Z', '2026-12-01T09:00:00Z', false],
  ['2026-12-08T10:00:00Z', '2026-12-01T09:00:00Z', true],
  ['2026-12-09T12:59:00Z', '2026-12-01T09:00:00Z', true],
  ['2026-12-09T13:00:00Z', '2026-12-01T09:00:00Z', false],
  ['2026-12-08T12:00:00Z', '2026-12-08T11:00:00Z', false],
])('at %s, with a place since %s, is reminded: %s', (at, bookedAt, expected) => {
  expect(isReminded(content, new Date(bookedAt), new Date(at))).toBe(expected)
})

test.each([
  [{ date: '2026-12-10' }, true],
  [{ place: 'Room 2' }, true],
  [{ joinUrl: 'https://example.nhs.uk/' }, true],
  [{ summary: 'Other words.' }, false],
  [{ capacity: 40 }, false],
])('a correction of %j moves it: %s', (change, expected) => {
  expect(isMoved(content, { ...content, ...change })).toBe(expected)
})

describe('who has booked', () => {
  const ended = { is: 'withdrawn', at: new Date(0), why: 'x' } as const
  const out = { ...event, startedAt: new Date(0) }
  test.each([
    ['one that is out', out, 'yes'],
    ['one that is cancelled', { ...out, since: { ...out.since, ended } }, 'yes'],
    ['a draft', event, 'There is no event 12 that has been sent'],
    ['nothing', null, 'There is no event 12 that has been sent'],
    [
      'another kind',
      aBroadcast({ startedAt: new Date(0) }),
      'Message 12 is not an education event',
    ],
  ])('is seen of %s: %s', (_, found, expected) => {
    expect(outcome(decideBookings(found, 12))).toBe(expected)
  })
})

describe('who came', () => {
  test('is said once it has started, of those who had a place', () => {
    expect(outcome(decideAttendance(event, BEFORE))).toContain('starts on')
    expect(outcome(decideAttendance(event, STARTED))).toBe('yes')
  })
  const people = (attended: readonly string[]) =>
    ['a', 'b', 'c'].map((personId) => ({ personId, attended: attended.includes(personId) }))
  const without = [{ personId: 'w' }, { personId: 'v' }]
  const read = (values: FormValues, attended: readonly string[] = []) => {
    const marked = readAttendance(values, { booked: people(attended), without })
    if (!marked.ok) return marked.errors
    const came = [...marked.value.came].filter(([, is]) => is).map(([id]) => id)
    return [...came.toSorted(), ...marked.value.others].join('')
  }
  const ticked = { came1: ['a', 'x'], came2: 'c', other: ['b'] }
  test('is read from all lists, and nobody else can be marked', () => {
    expect(read({ which: 'came', ...ticked })).toBe('ac')
    expect(read({ which: 'missed', ...ticked })).toBe('b')
    expect(read({ which: 'missed' })).toBe('abc')
    expect(read({ which: 'came' })).toBe('')
  })
  test('is not guessed from ticks that could mean either', () => {
    const error = { which: 'Choose whose names you tick' }
    expect([read(ticked), read({ which: 'x', ...ticked })]).toEqual([error, error])
  })
  test('is never turned round once somebody is marked: then the lists say who came', () => {
    expect(asksWhich(people(['b']))).toBe(false)
    expect(read(ticked, ['b'])).toBe('ac')
    expect(read({}, ['b'])).toBe('')
  })
  test('is said of whoever came without a place by a tick that always means that they came', () => {
    expect(read({ which: 'missed', came1: ['a', 'b', 'c'], without1: ['w', 'a'] })).toBe('w')
    expect(read({ which: 'came', without1: 'v', others: ['p', 'p', ''] })).toBe('vp')
    expect(asksWhich([])).toBe(false)
    const most = Array.from({ length: 21 }, (_, n) => String(n))
    expect(read({ which: 'came', others: most })).toEqual({
      others: 'Choose 20 at most, and the others afterwards',
    })
  })
  test('is said beside the lists of those alone who have the message, and had no place', () => {
    const wrong = (others: readonly string[], told: readonly string[]) =>
      wrongOthers(others, told, people([]))
    expect([wrong([], []), wrong(['p'], ['p'])]).toEqual([null, null])
    expect(wrong(['p', 'x'], ['p'])).toContain('who have the message about this event')
    expect(wrong(['a'], ['a'])).toContain('has a place: mark them above')
  })
  test('gets a line that says what, when and how long', () => {
    const line = (cpdHours: number | null) => proofOf({ ...content, cpdHours }).certificate
    expect(proofOf(content)).toEqual({
      certificate: 'Attended “Sore throat pathway”, Wednesday 9 December 2026, 1.5 CPD hours',
      cpdHours: 1.5,
    })
    expect(line(1)).toContain(', 1 CPD hour')
    expect(line(null)).not.toContain('CPD')
  })
})
