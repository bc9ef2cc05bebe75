import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { option } from '#src/chat/form.ts'
import { nameQueries, placeMeant, placesNear } from '#src/library/place-rules.ts'
import {
  foldedWordsOf,
  inOrder,
  likeTerm,
  nearTerm,
  readSearch,
  reasonsFor,
  type Standing,
  tsqueryOf,
} from '#src/library/rules.ts'
import { lettersOff, mayMean, nearestOf } from '#src/library/spelling.ts'

const LETTERS = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'o')
const letters = fc.string({ unit: LETTERS, minLength: 1, maxLength: 14 })
const anything = fc.string({ unit: 'binary', maxLength: 10_000, size: 'max' })

describe('spelling', () => {
  test.each([
    ['nitrofurantion', 'nitrofurantoin'],
    ['throte', 'throat'],
    ['neumonia', 'pneumonia'],
    ['ezcema', 'eczema'],
    ['croen', 'creon'],
    ['gotu', 'gout'],
  ])('%s may mean %s', (typed, word) => {
    expect(mayMean(typed, word)).toBe(true)
  })

  test.each([
    ['sore', 'some'],
    ['gout', 'goat'],
    ['10mg', '100mg'],
    ['hydralazine', 'hydroxyzine'],
    ['carbimazole', 'carbamazepine'],
    ['uti', 'tui'],
  ])('%s does not mean %s', (typed, word) => {
    expect(mayMean(typed, word)).toBe(false)
  })

  test('is as far one way as the other, and no farther than the longer word', () => {
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        expect(lettersOff(a, b)).toBe(lettersOff(b, a))
        expect(lettersOff(a, b) === 0).toBe(a === b)
        expect(lettersOff(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
        expect(lettersOff(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length))
      }),
    )
  })

  test('finds a word of six letters or more whichever of its letters were swapped', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: LETTERS, minLength: 6, maxLength: 20 }),
        fc.nat(18),
        (word, at) => {
          const i = at % (word.length - 1)
          const typed = word.slice(0, i) + word.charAt(i + 1) + word.charAt(i) + word.slice(i + 2)
          expect(lettersOff(typed, word)).toBeLessThanOrEqual(1)
          expect(nearestOf(typed, [word])).toEqual(typed === word ? [] : [word])
        },
      ),
    )
  })

  test('of several takes the nearest', () => {
    expect(nearestOf('throte', ['throat', 'three', 'trout'])).toEqual(['throat'])
  })
})

describe('a typed search', () => {
  test('is words without accents, small words and repeats, and references as they are', () => {
    expect(readSearch('what is the Ménière’s MÉNIÈRES EL(24)A/52 plan')).toEqual([
      { is: 'word', word: 'menieres' },
      { is: 'reference', words: ['el', '24', 'a', '52'] },
      { is: 'word', word: 'plan' },
    ])
    expect(readSearch('  & the of !? ')).toEqual([])
  })

  test('comes to a query of plain lexemes, whatever was typed', () => {
    fc.assert(
      fc.property(anything, anything, (typed, library) => {
        const known = foldedWordsOf(library)
        const terms = readSearch(typed).map((one) =>
          one.is === 'reference' ? one : nearTerm(likeTerm(one.word, known), known),
        )
        expect(terms.length).toBeLessThanOrEqual(8)
        for (const wanted of ['all', 'some'] as const)
          expect(tsqueryOf(terms, wanted) ?? '').toMatch(/^[a-z0-9:' |&<>()-]*$/)
      }),
      { numRuns: 50 },
    )
  })

  test('finds a word by itself, its beginning, a part, one mistyped, and its singular', () => {
    const how = (typed: string, known: string) =>
      likeTerm(typed, [known]).alternatives.find(({ lexeme }) => lexeme === known)?.how
    expect(how('nitro', 'nitrofurantoin')).toBe('begins')
    expect(how('statin', 'simvastatin')).toBe('part')
    expect(how('referrals', 'referral')).toBe('begins')
    expect(how('sore', 'sore')).toBe('exact')
    expect(how('ace', 'place')).toBeUndefined()
  })

  test('with all words wanted is nothing when one has no answer', () => {
    const terms = [likeTerm('throat', ['throat']), likeTerm('zzz', [])]
    expect(tsqueryOf(terms, 'all')).toBeNull()
    expect(tsqueryOf(terms, 'some')).toContain("'throat'")
  })
})

describe('the order of results', () => {
  const at = new Date('2026-08-06T09:00:00Z')
  const terms = [likeTerm('throat', ['throat', 'throats']), likeTerm('sore', ['sore'])]
  const result = (id: number, ...standing: Standing[]) => ({
    id,
    startedAt: at,
    reasons: reasonsFor(terms, standing),
  })
  const title = (lexeme: string): Standing => ({ lexeme, weights: ['B', 'A'] })
  const text = (lexeme: string): Standing => ({ lexeme, weights: ['B'] })
  const ids = (...found: ReturnType<typeof result>[]) => inOrder(found).map(({ id }) => id)

  test('is by how much of it was answered, then by where, then by how well', () => {
    expect(ids(result(1, title('throat')), result(2, text('throat'), text('sore')))).toEqual([2, 1])
    expect(ids(result(1, text('throat')), result(2, title('throat')))).toEqual([2, 1])
    expect(ids(result(1, title('throats')), result(2, title('throat')))).toEqual([2, 1])
  })

  test('puts the newer first of two that are as good', () => {
    const newer = { ...result(1, title('sore')), startedAt: new Date('2026-08-07T09:00:00Z') }
    expect(inOrder([result(2, title('sore')), newer]).map(({ id }) => id)).toEqual([1, 2])
  })

  test('is the same whatever order they came in, and loses none', () => {
    const standing = fc.array(
      fc.record({
        lexeme: fc.constantFrom('throat', 'throats', 'sore', 'ear-nose-throat'),
        weights: fc.constantFrom(['A' as const], ['B' as const], ['C' as const], null),
      }),
      { maxLength: 4 },
    )
    fc.assert(
      fc.property(fc.array(standing, { maxLength: 40 }), fc.nat(), (all, turn) => {
        const found = all.map((one, id) => result(id, ...one))
        const cut = found.length === 0 ? 0 : turn % found.length
        const turned = [...found.slice(cut), ...found.slice(0, cut)]
        expect(inOrder(turned)).toEqual(inOrder(found))
        expect(inOrder(found)).toHaveLength(found.length)
        const answered = inOrder(found).map(({ reasons }) => reasons.length)
        expect(answered).toEqual(answered.toSorted((a, b) => b - a))
      }),
    )
  })
})

describe('a place', () => {
  const places = [
    option('L85001', 'French Weir Health Centre'),
    option('L85002', 'Frome Medical Practice'),
    option('L85003', 'Frome'),
  ]
  const named = (typed: string) => placesNear(typed, places).map(({ value }) => value)

  test('is found with a slip in its name', () => {
    expect(named('frnech wier')).toEqual(['L85001'])
    expect(named('Froem')).toEqual(['L85002', 'L85003'])
    expect(named('zebra')).toEqual([])
    expect(named('')).toEqual([])
    expect(nameQueries('frome')).toEqual({ exact: "'frome':*", near: "'f':*" })
    expect(nameQueries("St 'x & | !")?.exact).toBe("'st':* & 'x':*")
    expect(nameQueries(' & ')).toBeNull()
  })

  test('is meant by its code, its whole name, or when no other fits', () => {
    expect(placeMeant('l85002 ', places)?.value).toBe('L85002')
    expect(placeMeant('frome', places)?.value).toBe('L85003')
    expect(placeMeant('fro', places)).toBeNull()
    expect(placeMeant('fro', places.slice(0, 1))?.value).toBe('L85001')
  })
})
