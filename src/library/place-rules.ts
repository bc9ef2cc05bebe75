import type { Option } from '#src/chat/form.ts'
import { foldedWordsOf } from './rules.ts'
import { mayMean } from './spelling.ts'

/** Places that are offered when several fit. */
export const MOST_PLACES = 6
const MOST_WORDS = 8
const LONGEST_WORD = 40

/** How a typed word fits a word of a name: by its beginning, or as a slip of it. */
type Fit = 'begins' | 'slip' | null
const fitOf = (typed: string, word: string): Fit =>
  word.startsWith(typed) ? 'begins' : mayMean(typed, word) ? 'slip' : null

const bestOf = (fits: readonly Fit[]): Fit =>
  fits.includes('begins') ? 'begins' : fits.includes('slip') ? 'slip' : null

/** Of many places, those whose names have each typed word in them, give or take a slip; those with fewer slips first. */
export function placesNear(typed: string, places: readonly Option[]): readonly Option[] {
  const wanted = foldedWordsOf(typed).filter((word) => word !== 'and')
  if (wanted.length === 0) return []
  // Names share most of their words: each is compared once.
  const compared = new Map<string, readonly Fit[]>()
  const fitsOf = (word: string): readonly Fit[] => {
    const fits = compared.get(word) ?? wanted.map((one) => fitOf(one, word))
    compared.set(word, fits)
    return fits
  }
  return places
    .flatMap((place) => {
      const words = foldedWordsOf(place.label).map(fitsOf)
      const fits = wanted.map((_, i) => bestOf(words.map((word) => word[i] ?? null)))
      const slips = fits.filter((fit) => fit === 'slip').length
      return fits.includes(null) ? [] : [{ place, slips }]
    })
    .toSorted((a, b) => a.slips - b.slips)
    .slice(0, MOST_PLACES)
    .map(({ place }) => place)
}

/** The one place that is meant: by its code, by its whole name, or because no other fits. */
export function placeMeant(typed: string, places: readonly Option[]): Option | null {
  const name = foldedWordsOf(typed).join(' ')
  const same = places.filter(
    (place) =>
      place.value === typed.trim().toUpperCase() || foldedWordsOf(place.label).join(' ') === name,
  )
  if (same.length === 1) return same[0] ?? null
  return places.length === 1 ? (places[0] ?? null) : null
}

const joined = (parts: readonly string[], by: string) => parts.join(` ${by} `)

/**
 * What was typed of a name as PostgreSQL's tsquery, each word by its beginning. `near` is wider, for a name with a
 * slip in it: all words but one, or for a single word its first letter. Null when no word was typed.
 */
export function nameQueries(typed: string): Readonly<{ exact: string; near: string }> | null {
  const words = foldedWordsOf(typed)
    .filter((word) => word !== 'and')
    .slice(0, MOST_WORDS)
    .map((word) => word.slice(0, LONGEST_WORD))
  if (words.length === 0) return null
  const begins = words.map((word) => `'${word}':*`)
  const butOne = begins.map((_, i) => `(${joined(begins.toSpliced(i, 1), '&')})`)
  const letters = words.map((word) => `'${word.charAt(0)}':*`)
  return {
    exact: joined(begins, '&'),
    near:
      words.length === 1
        ? joined(letters, '&')
        : joined([...butOne, `(${joined(letters, '&')})`], '|'),
  }
}
