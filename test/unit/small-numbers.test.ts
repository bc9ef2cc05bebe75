import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Group, type Shown, SMALLEST, withoutSmall } from '#src/consultations/small-numbers.ts'

const groups = (...all: readonly (readonly [asked: number, answered: number])[]): Group[] =>
  all.map(([asked, answered], n) => ({ label: `G${n}`, asked, answered }))
const answered = (shown: Shown) => [shown.answered, ...shown.groups.map((one) => one.answered)]

describe('small numbers', () => {
  test.each<readonly [string, Group[], (number | null)[]]>([
    ['large ones are all shown', groups([20, 10], [30, 5]), [15, 10, 5]],
    ['nobody is no small number', groups([20, 0], [30, 9]), [9, 0, 9]],
    [
      'a small one takes another with it, or the total would give it away',
      groups([20, 10], [30, 3], [40, 12]),
      [25, null, null, 12],
    ],
    [
      'a group of few is hidden whatever they did',
      groups([4, 4], [30, 12], [9, 5]),
      [21, null, null, null],
    ],
    [
      'as many are hidden as it takes',
      groups([10, 2], [10, 0], [10, 0], [30, 20]),
      [22, null, null, null, null],
    ],
    ['a small total hides all', groups([20, 3], [20, 0]), [null, null, null]],
    ['too few who were asked hide all', groups([2, 2], [2, 1]), [null, null, null]],
    ['one group is the total', groups([20, 10]), [10, 10]],
  ])('%s', (_, given, shown) => {
    expect(answered(withoutSmall(given))).toEqual(shown)
  })

  const group = fc
    .nat({ max: 400 })
    .chain((asked) => fc.record({ asked: fc.constant(asked), answered: fc.nat({ max: asked }) }))
  const table = (of: fc.Arbitrary<{ asked: number; answered: number }>, maxLength: number) =>
    fc
      .array(of, { minLength: 1, maxLength, size: 'max' })
      .map((all) => all.map((one, n): Group => ({ label: `G${n}`, ...one })))
  const total = (all: readonly Group[], of: 'asked' | 'answered') =>
    all.reduce((sum, one) => sum + one[of], 0)

  test('none is shown of one to four people, and none can be had by taking off what is shown', () => {
    fc.assert(
      fc.property(table(group, 60), (given) => {
        const shown = withoutSmall(given)
        for (const n of answered(shown)) if (n !== null) expect(n === 0 || n >= SMALLEST).toBe(true)
        shown.groups.forEach((one, n) => {
          expect(one.asked).toBe(given[n]?.asked)
          if (one.answered === null) return
          expect(one.answered).toBe(given[n]?.answered)
          const rest = one.asked - one.answered
          expect(rest === 0 || rest >= SMALLEST).toBe(true)
        })
        if (shown.answered === null) {
          expect(shown.groups.every((one) => one.answered === null)).toBe(true)
          return
        }
        const hidden = given.filter((_, n) => shown.groups[n]?.answered === null)
        if (hidden.length === 0 || hidden.length === given.length) return
        expect(hidden.length).toBeGreaterThan(1)
        expect(total(hidden, 'answered')).toBeGreaterThanOrEqual(SMALLEST)
        expect(total(hidden, 'asked') - total(hidden, 'answered')).toBeGreaterThanOrEqual(SMALLEST)
      }),
      { numRuns: 2_000 },
    )
  })

  test('whoever knows this rule and all that is shown cannot tell what one hidden number is', () => {
    /** Every way in which so many could have answered. */
    const ways = (given: readonly Group[]): readonly (readonly Group[])[] =>
      given.reduce<Group[][]>(
        (all, one) =>
          all.flatMap((before) =>
            Array.from({ length: one.asked + 1 }, (_, n) => [...before, { ...one, answered: n }]),
          ),
        [[]],
      )
    const few = (max: number) =>
      fc
        .integer({ min: 1, max })
        .chain((asked) =>
          fc.record({ asked: fc.constant(asked), answered: fc.nat({ max: asked }) }),
        )
    fc.assert(
      fc.property(fc.oneof(table(few(12), 3), table(few(7), 4)), (given) => {
        const shown = withoutSmall(given)
        const all = total(given, 'answered')
        // Everybody or nobody: the total says it all, and it is not about one of them.
        if (given.length < 2 || all === 0 || all === total(given, 'asked')) return
        const seen = JSON.stringify(shown)
        const alike = ways(given).filter(
          (way) =>
            (shown.answered === null || total(way, 'answered') === all) &&
            JSON.stringify(withoutSmall(way)) === seen,
        )
        shown.groups.forEach((one, n) => {
          if (one.answered !== null) return
          expect(new Set(alike.map((way) => way[n]?.answered)).size).toBeGreaterThan(1)
        })
      }),
      { numRuns: 100 },
    )
  })
})
