import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Attender,
  countCame,
  decideCame,
  isTicked,
  listsOf,
  readCame,
} from '#src/meetings/rules/came.ts'
import { startOf } from '#src/meetings/rules/rsvp.ts'
import { fullNotice } from './worst-meeting-cards.ts'

const MEMBERS = [
  { code: 'A', name: 'Abbey' },
  { code: 'B', name: 'Bridge' },
  { code: 'C', name: 'Court' },
]
const RULE = { is: 'share', top: 1, bottom: 2, over: true } as const
const one = (extra: Partial<Attender>): Attender => ({
  personId: 'p',
  name: 'Dr P',
  gpKind: 'salaried',
  expected: false,
  answer: null,
  practice: null,
  places: [],
  came: true,
  ...extra,
})
const present = (...all: readonly Attender[]) =>
  countCame(all, RULE, MEMBERS)?.quorum.present.map(({ code }) => code)

describe('who was at a meeting', () => {
  test('is marked once it has begun, and not of a cancelled one', () => {
    const notice = fullNotice((n) => 'x'.repeat(n))
    const start = startOf(notice.content)
    const plain = { ...notice, since: { ...notice.since, ended: null } }
    expect(decideCame(plain, new Date(start.getTime() - 1)).ok).toBe(false)
    expect(decideCame(plain, start).ok).toBe(true)
    const why = { is: 'withdrawn', at: start, why: 'x' } as const
    expect(decideCame({ ...plain, since: { ...plain.since, ended: why } }, start).ok).toBe(false)
  })

  test('counts for the practice that they or their sender named, and else for the one where they work', () => {
    expect(present(one({ practice: 'A', answer: 'going' }))).toEqual(['A'])
    expect(present(one({ practice: 'A', answer: 'going', came: false }))).toEqual([])
    // A locum who was sent as a deputy, and one who was not.
    expect(present(one({ gpKind: 'locum', practice: 'B' }))).toEqual(['B'])
    expect(present(one({ gpKind: 'locum', places: ['B'] }))).toEqual([])
    expect(present(one({ places: ['C', 'elsewhere'] }))).toEqual(['C'])
    // Whoever said that they do not come, and came.
    expect(present(one({ places: ['C'], answer: 'not-going' }))).toEqual(['C'])
    expect(present(one({ places: ['C'], answer: 'observer' }))).toEqual([])
    // Of two practices nobody can say which.
    expect(present(one({ places: ['A', 'B'] }))).toEqual([])
    expect(countCame([one({ came: null, practice: 'A' })], RULE, MEMBERS)).toBeNull()
  })

  test('is a tick for everybody, in lists of a hundred; what is sent of others is not taken', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 450 }), (facts) => {
        const all = facts.map(([expected], n) => one({ personId: `p${n}`, expected, came: null }))
        const lists = listsOf(all)
        expect(lists.flatMap(({ people }) => people).map(({ personId }) => personId)).toEqual(
          [...all.filter((a) => a.expected), ...all.filter((a) => !a.expected)].map(
            ({ personId }) => personId,
          ),
        )
        expect(lists.every(({ people }) => people.length > 0 && people.length <= 100)).toBe(true)
        const came = new Set(facts.flatMap(([, yes], n) => (yes ? [`p${n}`] : [])))
        const values = Object.fromEntries(
          lists.map(({ field, people }) => [
            field,
            [...people.map(({ personId }) => personId).filter((id) => came.has(id)), 'stranger'],
          ]),
        )
        const read = readCame(values, lists)
        expect(read).toHaveLength(all.length)
        expect(new Set(read.flatMap((r) => (r.came ? [r.personId] : [])))).toEqual(came)
      }),
    )
  })

  test('is ticked as expected until somebody has marked it', () => {
    expect(isTicked(one({ expected: true, came: null }), false)).toBe(true)
    expect(isTicked(one({ expected: true, came: null }), true)).toBe(false)
    expect(isTicked(one({ expected: true, came: false }), true)).toBe(false)
    expect(isTicked(one({ came: true }), true)).toBe(true)
  })
})
