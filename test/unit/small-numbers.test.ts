import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Group,
  type GroupSteps,
  type Shown,
  SMALLEST,
  stepsWithoutSmall,
  withoutSmall,
} from '#src/kernel/small-numbers.ts'

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
      { numRuns: 1_000 },
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

const way = (...all: readonly (readonly number[])[]): GroupSteps[] =>
  all.map((steps, n) => ({ label: `G${n}`, steps }))
const seenOf = (given: readonly GroupSteps[]) => {
  const { total, groups: shown } = stepsWithoutSmall(given)
  return [...shown.map(({ steps }) => steps), total]
}

describe('small numbers on the way of a group', () => {
  test.each<readonly [string, GroupSteps[], (number | null)[][]]>([
    [
      'large ones are all shown',
      way([40, 20, 10], [60, 30, 5]),
      [
        [40, 20, 10],
        [60, 30, 5],
        [100, 50, 15],
      ],
    ],
    [
      'of few who came to the end nothing is said, and of those before them it is',
      way([40, 20, 1], [60, 30, 0]),
      [
        [40, 20, null],
        [60, 30, null],
        [100, 50, null],
      ],
    ],
    [
      'few who did not come on are as few as few who did',
      way([40, 20, 18], [60, 30, 10], [80, 40, 10]),
      [
        [40, 20, null],
        [60, 30, null],
        [80, 40, 10],
        [180, 90, 38],
      ],
    ],
    [
      'what was hidden at one step stays so at the next',
      way([10, 2, 0], [20, 10, 0], [90, 40, 20]),
      [
        [10, null, null],
        [20, null, null],
        [90, 40, null],
        [120, 52, 20],
      ],
    ],
    [
      'a group of which nobody can have come covers no other',
      way([40, 0, 0], [60, 20, 18], [90, 0, 0]),
      [
        [40, 0, 0],
        [60, 20, null],
        [90, 0, 0],
        [190, 20, null],
      ],
    ],
    [
      'that it is nobody at all is said again',
      way([40, 3, 0], [60, 1, 0]),
      [
        [40, null, null],
        [60, null, null],
        [100, null, 0],
      ],
    ],
    [
      'too few for anything',
      way([2, 1, 0], [1, 1, 0]),
      [
        [2, null, null],
        [1, null, null],
        [3, null, null],
      ],
    ],
    ['nobody at all', [], [[0]]],
  ])('%s', (_, given, seen) => {
    expect(seenOf(given)).toEqual(seen)
  })

  /** One group: a number, and at each further step some of those before. */
  const group = (min: number, max: number, length: number) =>
    fc
      .tuple(
        fc.integer({ min, max }),
        fc.array(fc.nat({ max }), { minLength: length, maxLength: length }),
      )
      .map(([asked, more]) =>
        more.reduce<readonly number[]>(
          (steps, n) => [...steps, n % ((steps.at(-1) ?? 0) + 1)],
          [asked],
        ),
      )
  const table = (of: fc.Arbitrary<readonly number[]>, maxLength: number) =>
    fc.array(of, { minLength: 1, maxLength, size: 'max' }).map((all) => way(...all))

  test('of every group and step, none is shown of one to four people who came or who did not come on', () => {
    fc.assert(
      fc.property(table(group(0, 400, 4), 60), (given) => {
        const { total, groups: shown } = stepsWithoutSmall(given)
        const isSafe = (n: number) => n === 0 || n >= SMALLEST
        shown.forEach(({ steps }, n) =>
          steps.forEach((here, step) => {
            if (here === null) return
            expect(here).toBe(given[n]?.steps[step])
            if (step > 0) expect(isSafe(here)).toBe(true)
            const before = steps[step - 1]
            if (step > 0 && here > 0 && typeof before === 'number')
              expect(isSafe(before - here)).toBe(true)
          }),
        )
        const all = (which: (n: number) => boolean, step: number) =>
          given.filter((_, n) => which(n)).reduce((sum, { steps }) => sum + (steps[step] ?? 0), 0)
        total.forEach((here, step) => {
          if (step > 0 && here !== null) expect(isSafe(here)).toBe(true)
          const isHidden = (n: number) => shown[n]?.steps[step] === null
          const hidden = given.filter((_, n) => isHidden(n)).length
          // Where no group is shown but those of which nobody was left, the total is all that is said.
          const isOfGroups = shown.some(
            ({ steps }) => steps[step] !== null && steps[step - 1] !== 0,
          )
          if (here === null || here === 0 || hidden === 0 || !isOfGroups) return
          expect(here).toBe(all(() => true, step))
          expect(hidden).toBeGreaterThan(1)
          expect(all(isHidden, step)).toBeGreaterThanOrEqual(SMALLEST)
          expect(all(isHidden, step - 1) - all(isHidden, step)).toBeGreaterThanOrEqual(SMALLEST)
        })
      }),
      { numRuns: 1_000 },
    )
  })

  test('whoever knows this rule and all that is shown cannot tell one number that is hidden', () => {
    const waysOf = (asked: number, length: number): readonly (readonly number[])[] =>
      length === 0
        ? [[asked]]
        : Array.from({ length: asked + 1 }, (_, n) => n).flatMap((n) =>
            waysOf(n, length - 1).map((rest) => [asked, ...rest]),
          )
    const waysOfAll = (given: readonly GroupSteps[]): readonly (readonly GroupSteps[])[] =>
      given.reduce<GroupSteps[][]>(
        (all, { label, steps }) =>
          all.flatMap((before) =>
            waysOf(steps[0] ?? 0, steps.length - 1).map((other) => [
              ...before,
              { label, steps: other },
            ]),
          ),
        [[]],
      )
    const few = fc.oneof(
      table(group(1, 14, 2), 2),
      table(group(1, 7, 2), 3),
      table(group(1, 9, 3), 2),
    )
    fc.assert(
      fc.property(few, (given) => {
        if (given.length < 2) return
        const shown = seenOf(given)
        const seen = JSON.stringify(shown)
        const alike = waysOfAll(given).filter((other) => JSON.stringify(seenOf(other)) === seen)
        shown.slice(0, -1).forEach((steps, n) =>
          steps.forEach((here, step) => {
            // Everybody or nobody: the total says it all, and it is not about one of them.
            const all = shown.at(-1)?.[step]
            if (here === null && all !== 0 && all !== shown.at(-1)?.[step - 1])
              expect(new Set(alike.map((other) => other[n]?.steps[step])).size).toBeGreaterThan(1)
          }),
        )
      }),
      { numRuns: 40 },
    )
  })
})
