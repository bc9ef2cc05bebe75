import type { Option } from '#src/chat/form.ts'
import { foldedWordsOf } from './rules.ts'
import { mayMean } from './spelling.ts'

/** Places that are offered when several fit. */
export const MOST_PLACES = 6
const MOST_WORDS = 8
const LONGEST_WORD = 40

const fits = (typed: string, words: readonly string[]): boolean =>
  words.some((word) => word.startsWith(typed) || mayMean(typed, word))

/** Of many places, those whose names have each typed word in them, give or take a slip; those with fewer slips first. */
export function placesNear(typed: string, places: readonly Option[]): readonly Option[] {
  const wanted = foldedWordsOf(typed).filter((word) => word !== 'and')
  if (wanted.length === 0) return []
  return places
    .map((place) => ({ place, words: foldedWordsOf(place.label) }))
    .filter(({ words }) => wanted.every((word) => fits(word, words)))
    .map(({ place, words }) => ({
      place,
      slips: wanted.filter((word) => !words.some((one) => one.startsWith(word))).length,
    }))
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
