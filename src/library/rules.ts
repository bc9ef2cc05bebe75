import { KIND_WORDS } from '#src/broadcasts/kind-names.ts'
import { SPECIALTIES } from '#src/subscriptions/specialties.ts'
import { nearestOf } from './spelling.ts'

/** What is looked at of a typed search; whatever is longer finds nothing more. */
const LONGEST_SEARCH = 400
const MOST_WORDS = 8
const LONGEST_WORD = 40

/** What is said in every search and found in every message. */
const SMALL_WORDS = new Set(
  'a about an and any are at by can do does for from give how i in is it me my of on or our please tell the there to we what when where which who with'.split(
    ' ',
  ),
)

/** A text's words as they are compared. The same as library_fold in the database (migration 0015). */
export const foldedWordsOf = (text: string): readonly string[] =>
  text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f'’]/g, '')
    .replaceAll('&', ' and ')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')

/** One thing that was asked for: a word, or a reference, whose parts must stand together as they are. */
export type Asked =
  | Readonly<{ is: 'word'; word: string }>
  | Readonly<{ is: 'reference'; words: readonly string[] }>

/** "MSN/2024/054", "EL(24)A/52": figures between strokes or brackets. */
const isReference = (token: string) => /\d/.test(token) && /[/(]/.test(token)

/** What a typed search asks for, each thing once; nothing when no word is in it. */
export function readSearch(typed: string): readonly Asked[] {
  const asked = typed
    .slice(0, LONGEST_SEARCH)
    .split(/\s+/)
    .flatMap((token): readonly Asked[] => {
      const words = foldedWordsOf(token).map((word) => word.slice(0, LONGEST_WORD))
      return isReference(token) && words.length > 1
        ? [{ is: 'reference', words }]
        : words.map((word) => ({ is: 'word', word }))
    })
  const kept = asked.filter((one) => one.is === 'reference' || !SMALL_WORDS.has(one.word))
  return [...new Map(kept.map((one) => [JSON.stringify(one), one])).values()].slice(0, MOST_WORDS)
}

/** How a word of the library answers a typed one, the best first. */
export const HOW = ['exact', 'begins', 'part', 'near', 'specialty', 'kind'] as const
export type How = (typeof HOW)[number]
export type Alternative = Readonly<{ lexeme: string; how: How }>

/** What answers one thing asked for. A reference is answered by itself alone. */
export type Term =
  | Readonly<{ is: 'word'; word: string; alternatives: readonly Alternative[] }>
  | Readonly<{ is: 'reference'; words: readonly string[] }>

function howKnown(typed: string, word: string): How | null {
  if (word === typed) return 'exact'
  if (word.startsWith(typed) && typed.length >= 2) return 'begins'
  // "pathways" finds "pathway", "referrals" "referral".
  if (typed.startsWith(word) && word.length >= 4 && typed.length - word.length <= 3) return 'begins'
  return word.includes(typed) && typed.length >= 4 ? 'part' : null
}

const SPECIALTY_WORDS: readonly (readonly [word: string, tag: string])[] = [...SPECIALTIES].flatMap(
  ([tag, name]) =>
    foldedWordsOf(name)
      .filter((word) => word.length >= 4)
      .map((word) => [word, tag] as const),
)

const namedBy = (word: string): readonly Alternative[] => {
  const kind = KIND_WORDS.get(word)
  const tags = SPECIALTY_WORDS.filter(([named]) => named.startsWith(word) && word.length >= 4)
  return [
    ...tags.map(([, tag]): Alternative => ({ lexeme: tag, how: 'specialty' })),
    ...(kind === undefined ? [] : [{ lexeme: `kind:${kind}`, how: 'kind' as const }]),
  ]
}

/** What answers a typed word, of the library's words that are like it. */
export const likeTerm = (word: string, known: readonly string[]): Term & { is: 'word' } => ({
  is: 'word',
  word,
  alternatives: [
    ...[...new Set(known)].flatMap((lexeme): readonly Alternative[] => {
      const how = howKnown(word, lexeme)
      return how === null ? [] : [{ lexeme, how }]
    }),
    ...namedBy(word),
  ],
})

/** Whether a typed word is answered by no word of the library, so that it may be mistyped. */
export const isUnknown = (term: Term): term is Term & { is: 'word' } =>
  term.is === 'word' && term.alternatives.every(({ how }) => how === 'specialty' || how === 'kind')

/** The same term with the words that may have been meant. */
export const nearTerm = (term: Term & { is: 'word' }, near: readonly string[]): Term => ({
  ...term,
  alternatives: [
    ...nearestOf(term.word, near).map((lexeme): Alternative => ({ lexeme, how: 'near' })),
    ...term.alternatives,
  ],
})

const quoted = (lexeme: string) => `'${lexeme}'`

const queryOf = (term: Term, among: (how: How) => boolean): string | null => {
  if (term.is === 'reference') return `(${term.words.map(quoted).join(' <-> ')})`
  const lexemes = term.alternatives.filter(({ how }) => among(how)).map(({ lexeme }) => lexeme)
  return lexemes.length === 0 ? null : `(${[...new Set(lexemes)].map(quoted).join(' | ')})`
}

/**
 * The search as PostgreSQL's tsquery, of lexemes that are a-z, 0-9 or our own tags: nothing typed is ever syntax.
 * Null when it cannot find anything: with `all`, when one of the words has no answer.
 */
export function tsqueryOf(
  terms: readonly Term[],
  wanted: 'all' | 'some',
  among: (how: How) => boolean = () => true,
): string | null {
  const parts = terms.map((term) => queryOf(term, among))
  const some = parts.filter((part) => part !== null)
  if (some.length === 0 || (wanted === 'all' && some.length < parts.length)) return null
  return some.join(wanted === 'all' ? ' & ' : ' | ')
}

/** Every lexeme that a search is answered by. */
export const lexemesOf = (terms: readonly Term[]): readonly string[] => [
  ...new Set(
    terms.flatMap((term) =>
      term.is === 'reference' ? term.words : term.alternatives.map(({ lexeme }) => lexeme),
    ),
  ),
]

/** Where in a message a word stands, the most telling first: A the title and reference, D a tag. */
export type Weight = 'A' | 'B' | 'C' | 'D'
export type Standing = Readonly<{ lexeme: string; weights: readonly Weight[] | null }>

/** Why one message was found, for one thing asked for. */
export type Reason = Readonly<{
  asked: string
  found: string
  how: How | 'reference'
  weight: Weight
}>

const WEIGHTS: readonly Weight[] = ['A', 'B', 'C', 'D']
const WHERE: Readonly<Record<Weight, number>> = { A: 8, B: 4, C: 2, D: 2 }
const WORTH: Readonly<Record<How | 'reference', number>> = {
  reference: 10,
  exact: 6,
  begins: 4,
  near: 3,
  part: 2,
  kind: 1.5,
  specialty: 1.5,
}
const worth = (reason: Reason): number => WORTH[reason.how] * WHERE[reason.weight]

const bestWeight = ({ weights }: Standing): Weight =>
  WEIGHTS.find((weight) => weights?.includes(weight)) ?? 'D'

/** The best reason for each thing asked for that a message answers, in the order in which they were asked. */
export function reasonsFor(
  terms: readonly Term[],
  standing: readonly Standing[],
): readonly Reason[] {
  const at = new Map(standing.map((one) => [one.lexeme, one]))
  return terms.flatMap((term): readonly Reason[] => {
    if (term.is === 'reference') {
      const parts = term.words.map((word) => at.get(word))
      const there = parts.filter((part) => part !== undefined)
      if (there.length < parts.length) return []
      const weight = there.map(bestWeight).toSorted().at(-1) ?? 'D'
      const found = term.words.join(' ')
      return [{ asked: found, found, how: 'reference', weight }]
    }
    const reasons = term.alternatives.flatMap(({ lexeme, how }): readonly Reason[] => {
      const stands = at.get(lexeme)
      return stands === undefined
        ? []
        : [{ asked: term.word, found: lexeme, how, weight: bestWeight(stands) }]
    })
    return reasons.toSorted((a, b) => worth(b) - worth(a)).slice(0, 1)
  })
}

export type Ranked = Readonly<{ id: number; startedAt: Date; reasons: readonly Reason[] }>

/** Whatever answers more of what was asked comes first, then the better answer, then the newer. */
export function inOrder<T extends Ranked>(found: readonly T[]): readonly T[] {
  const score = ({ reasons }: Ranked) => reasons.reduce((sum, one) => sum + worth(one), 0)
  return found.toSorted(
    (a, b) =>
      b.reasons.length - a.reasons.length ||
      score(b) - score(a) ||
      b.startedAt.getTime() - a.startedAt.getTime() ||
      b.id - a.id,
  )
}
