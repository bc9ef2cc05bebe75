import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countVotes, type Standing, type Sums } from '#src/ballots/counting.ts'
import { type Eligibility, type Facts, monthsBefore, unmet } from '#src/ballots/eligibility.ts'
import { readPaper, readSeat } from '#src/ballots/read.ts'
import {
  afterNominations,
  drawOrder,
  MOST_CANDIDATES,
  MOST_SEATS,
  remindAt,
  seedFrom,
  untilWhenOpened,
} from '#src/ballots/rules.ts'
import { castInto, emptyUrn, openUrn, sealUrn } from '#src/ballots/urn.ts'
import { testWorld } from '#test/support/world.ts'

const SECRET = 's'.repeat(32)

describe('the count', () => {
  const paper = fc
    .integer({ min: 1, max: MOST_CANDIDATES })
    .chain((n) =>
      fc.tuple(
        fc.array(fc.nat({ max: 6 }), { minLength: n, maxLength: n }),
        fc.array(fc.boolean(), { minLength: n, maxLength: n }),
        fc.integer({ min: 1, max: MOST_SEATS }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      ),
    )
    .map(([votes, here, seats, seed]) => ({
      sums: { papers: 500, blank: 0, votes } satisfies Sums,
      standing: here.map((is, n): Standing => ({ id: `c${n}`, place: n + 1, here: is })),
      seats,
      seed,
    }))

  test('elects those with the most votes, as many as there are seats and people with a vote', () => {
    fc.assert(
      fc.property(paper, ({ sums, standing, seats, seed }) => {
        const { order, drawn } = countVotes(sums, standing, seats, seed)
        expect(order.map(({ votes }) => votes)).toEqual(sums.votes.toSorted((a, b) => b - a))
        const able = new Set(standing.filter(({ here }) => here).map(({ id }) => id))
        const elected = order.filter((one) => one.elected)
        const could = order.filter(({ id, votes }) => able.has(id) && votes > 0)
        expect(elected).toHaveLength(Math.min(seats, could.length))
        const least = Math.min(...elected.map(({ votes }) => votes))
        for (const { elected: is, votes } of could)
          if (!is) expect(votes).toBeLessThanOrEqual(least)
        for (const one of elected) expect(could).toContain(one)
        // A lot is drawn exactly where somebody with as many votes as one who is elected is not.
        const unlucky = could.some((one) => !one.elected && one.votes === least)
        expect(drawn.length > 0).toBe(unlucky)
      }),
      { numRuns: 1000 },
    )
  })

  test('draws the same lot from the same seed, whatever the order on the paper', () => {
    fc.assert(
      fc.property(paper, fc.nat(), (given, luck) => {
        const { sums, standing, seats, seed } = given
        const winners = (all: readonly Standing[], votes: readonly number[]) =>
          new Set(
            countVotes({ ...sums, votes }, all, seats, seed)
              .order.filter(({ elected }) => elected)
              .map(({ id }) => id),
          )
        const other = drawOrder(standing, testWorld('2026-11-02T10:00:00Z', luck).random)
        const placed = other.map((one, n) => ({ ...one, place: n + 1 }))
        const votes = other.map(({ place }) => sums.votes[place - 1] ?? 0)
        expect(winners(placed, votes)).toEqual(winners(standing, sums.votes))
      }),
    )
  })

  test('lets each of those who are equal win, about as often', () => {
    const standing = ['a', 'b', 'c'].map((id, n): Standing => ({ id, place: n + 1, here: true }))
    const wins = new Map<string, number>()
    for (let n = 0; n < 3000; n += 1) {
      const counted = countVotes({ papers: 6, blank: 0, votes: [2, 2, 2] }, standing, 1, n)
      const [winner] = counted.order.filter(({ elected }) => elected)
      wins.set(winner?.id ?? '', (wins.get(winner?.id ?? '') ?? 0) + 1)
    }
    expect([...wins.keys()].toSorted()).toEqual(['a', 'b', 'c'])
    for (const n of wins.values()) expect(Math.abs(n - 1000)).toBeLessThan(120)
  })

  test('leaves a seat vacant rather than give it to somebody without a vote', () => {
    const standing: readonly Standing[] = [
      { id: 'a', place: 1, here: true },
      { id: 'b', place: 2, here: true },
      { id: 'left', place: 3, here: false },
    ]
    const { order, drawn } = countVotes({ papers: 9, blank: 0, votes: [1, 0, 8] }, standing, 2, 7)
    expect(order.filter(({ elected }) => elected).map(({ id }) => id)).toEqual(['a'])
    expect(drawn).toEqual([])
  })
})

describe('the urn', () => {
  const chosen = fc.array(
    fc.uniqueArray(fc.integer({ min: 1, max: MOST_CANDIDATES }), { maxLength: MOST_SEATS }),
    { maxLength: 500 },
  )

  test('holds the sums of every paper', () => {
    fc.assert(
      fc.property(chosen, (papers) => {
        const sums = papers.reduce(castInto, emptyUrn(MOST_CANDIDATES))
        expect(sums.papers).toBe(papers.length)
        expect(sums.blank).toBe(papers.filter((one) => one.length === 0).length)
        expect(sums.votes).toEqual(
          emptyUrn(MOST_CANDIDATES).votes.map(
            (_, at) => papers.filter((one) => one.includes(at + 1)).length,
          ),
        )
        expect(openUrn(SECRET, 12, sealUrn(SECRET, 12, sums))).toEqual(sums)
      }),
    )
  })

  test('is of one length, never twice the same, and opens for nobody else', () => {
    const empty = emptyUrn(5)
    const full: Sums = { papers: 2 ** 32 - 1, blank: 7, votes: [2 ** 32 - 1, 1, 2, 3, 4] }
    const sealed = [empty, empty, full].map((sums) => sealUrn(SECRET, 12, sums))
    expect(new Set(sealed).size).toBe(3)
    expect(new Set(sealed.map(({ length }) => length)).size).toBe(1)
    const [one = ''] = sealed
    expect(() => openUrn('t'.repeat(32), 12, one)).toThrow('was not sealed here')
    expect(() => openUrn(SECRET, 13, one)).toThrow('was not sealed here')
    const middle = one.at(50) === 'A' ? 'B' : 'A'
    const changed = `${one.slice(0, 50)}${middle}${one.slice(51)}`
    expect(() => openUrn(SECRET, 12, changed)).toThrow('was not sealed here')
  })
})

describe('who may', () => {
  const RULE: Eligibility = { kinds: ['locum'], months: 6, role: 'mentor', sessions: 12 }
  const FACTS: Facts = {
    gpKind: 'locum',
    joined: '2026-05-31',
    works: true,
    worksLong: true,
    roles: ['mentor'],
  }
  const TODAY = '2026-11-30'

  test('meets every part of the rule', () => {
    expect(unmet(RULE, { ...FACTS, joined: '2026-05-30' }, TODAY)).toEqual([])
    const anybody = { kinds: [], months: 0, role: null, sessions: null }
    expect(unmet(anybody, { ...FACTS, gpKind: 'not-a-gp', roles: [] }, TODAY)).toEqual([])
  })

  test.each([
    ['the kind of GP', { gpKind: 'partner' }, 'It is for: Locum GP.'],
    ['the place', { works: false, worksLong: false }, 'None of the places where you work'],
    [
      'how long the place is in the area',
      { worksLong: false },
      'has been in its area for 6 months',
    ],
    ['how long they are a member', { joined: '2026-05-31' }, 'It asks for 6 months as a member.'],
    ['the role', { roles: ['prescribing-lead'] }, 'It asks for a role in the area: mentor.'],
  ] as const)('is told what is missing: %s', (_, facts, words) => {
    const missing = unmet(RULE, { ...FACTS, joined: '2026-05-30', ...facts }, TODAY)
    expect(missing).toHaveLength(1)
    expect(missing[0]).toContain(words)
  })

  test.each([
    ['2026-11-30', 6, '2026-05-30'],
    ['2026-08-31', 6, '2026-02-28'],
    ['2028-08-31', 6, '2028-02-29'],
    ['2026-01-15', 1, '2025-12-15'],
    ['2026-03-31', 60, '2021-03-31'],
    ['2026-05-05', 0, '2026-05-05'],
  ])('months before %s, %i: %s', (day, months, before) => {
    expect(monthsBefore(day, months)).toBe(before)
  })
})

describe('the days', () => {
  const AT = new Date('2026-11-02T10:00:00Z')
  const days = {
    title: 'A seat',
    organisation: ['U00001'],
    nominationsUntil: '2026-11-10',
    votingFrom: '2026-11-12',
    votingUntil: '2026-11-20',
  }

  test('are 5pm, 9am and 5pm on London clocks', () => {
    const read = readSeat(days, AT)
    expect(read).toMatchObject({
      ok: true,
      value: {
        seats: 1,
        nominationsUntil: new Date('2026-11-10T17:00:00Z'),
        votingFrom: new Date('2026-11-12T09:00:00Z'),
        votingUntil: new Date('2026-11-20T17:00:00Z'),
        stand: { kinds: [], months: 0, role: null, sessions: null },
      },
    })
    const summer = {
      nominationsUntil: '2027-03-26',
      votingFrom: '2027-03-28',
      votingUntil: '2027-03-29',
    }
    expect(readSeat({ ...days, ...summer }, AT)).toMatchObject({
      value: { votingFrom: new Date('2027-03-28T08:00:00Z') },
    })
  })

  test.each([
    ['nominationsUntil', { nominationsUntil: '2026-11-01' }],
    ['votingFrom', { votingFrom: '2026-11-10' }],
    ['votingUntil', { votingUntil: '2026-11-11' }],
    ['votingUntil', { votingUntil: '2028-11-11' }],
    ['seats', { seats: '11' }],
    ['standMonths', { standMonths: 'six' }],
    ['voteSessions', { voteSessions: '0' }],
    ['standKinds', { standKinds: ['dentist'] }],
    ['voteRole', { voteRole: 'king' }],
  ])('say which box is wrong: %s', (field, wrong) => {
    const read = readSeat({ ...days, ...wrong }, AT)
    expect(read.ok ? [] : Object.keys(read.errors)).toEqual([field])
  })

  test('remind the day before the last, or half way through a short vote', () => {
    const at = (from: string, until: string) =>
      remindAt({ votingFrom: new Date(from), votingUntil: new Date(until) }).toISOString()
    expect(at('2026-11-12T09:00:00Z', '2026-11-20T17:00:00Z')).toBe('2026-11-19T09:00:00.000Z')
    expect(at('2026-11-12T09:00:00Z', '2026-11-12T17:00:00Z')).toBe('2026-11-12T13:00:00.000Z')
  })

  test('give a vote that could not open in time its full length', () => {
    const votingFrom = new Date('2026-11-12T09:00:00Z')
    const votingUntil = new Date('2026-11-13T17:00:00Z')
    const open = (at: string) => untilWhenOpened({ votingFrom, votingUntil }, new Date(at))
    expect(open('2026-11-12T09:00:30Z')).toEqual(votingUntil)
    expect(open('2026-11-14T09:00:00Z')).toEqual(new Date('2026-11-15T17:00:00Z'))
  })
})

test('nobody votes where no more stand than there are seats', () => {
  expect([0, 1, 2, 3].map((n) => afterNominations(n, 2))).toEqual([
    'vacant',
    'unopposed',
    'unopposed',
    'contested',
  ])
})

test('the order on the paper is everybody once, and each may come first', () => {
  const all = ['a', 'b', 'c', 'd']
  const { random } = testWorld('2026-11-02T10:00:00Z')
  const first = new Set<string | undefined>()
  for (let n = 0; n < 500; n += 1) {
    const order = drawOrder(all, random)
    expect(order.toSorted()).toEqual(all)
    first.add(order[0])
  }
  expect(first).toEqual(new Set(all))
  expect([seedFrom(0), seedFrom(1 - 2 ** -33)]).toEqual([0, 2 ** 32 - 1])
})

describe('a paper', () => {
  const rule = { seats: 2, candidates: 3, words: null }

  test.each([
    ['one', ['2'], [2]],
    ['as many as there are seats', ['3', '1'], [3, 1]],
    ['the same twice counts once', ['2', '2'], [2]],
    ['nobody', ['0'], []],
    ['a single value', '1', [1]],
  ])('is read: %s', (_, chosen, places) => {
    expect(readPaper({ chosen }, rule)).toEqual({ ok: true, value: places })
  })

  test.each([
    ['nothing', []],
    ['more than there are seats', ['1', '2', '3']],
    ['somebody and nobody', ['0', '1']],
    ['somebody who is not on it', ['4']],
    ['something else', ['1.5']],
  ])('is given back: %s', (_, chosen) => {
    expect(readPaper({ chosen }, rule).ok).toBe(false)
  })

  test('needs its declaration where there is one', () => {
    const declared = { ...rule, words: 'I worked at least 12 sessions' }
    expect(readPaper({ chosen: ['1'] }, declared).ok).toBe(false)
    expect(readPaper({ chosen: ['1'], declares: 'yes' }, declared).ok).toBe(true)
  })
})
