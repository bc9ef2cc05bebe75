/** How far off a word may be and still be found. */
export const LETTERS_OFF = 2

/** How many letters must be added, left out, changed or swapped with their neighbour to make one word of the other. */
export function lettersOff(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + same,
          swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
        ),
      )
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}

/** Figures are never guessed at: 10mg is not 100mg. Nor are the shortest words, which are near to everything. */
const mayBeMistyped = (word: string) => word.length >= 4 && !/\d/.test(word)

/** Letters of one word that the other has nowhere: each is a slip, which is counted far sooner than all slips are. */
function strangers(word: string, other: string): number {
  let many = 0
  for (let i = 0; i < word.length; i += 1) if (!other.includes(word.charAt(i))) many += 1
  return many
}

const sorted = (word: string) => word.split('').toSorted().join('')

/** Whether one word may be the other mistyped: letters in another order in a short word, one slip in a longer one, two in a long one. */
export function mayMean(typed: string, word: string): boolean {
  if (!mayBeMistyped(typed) || !mayBeMistyped(word)) return false
  const shorter = Math.min(typed.length, word.length)
  const most = shorter <= 5 ? 1 : LETTERS_OFF
  if (Math.abs(typed.length - word.length) > most || strangers(typed, word) > most) return false
  // "sore" is not "some".
  if (shorter < 5 && sorted(typed) !== sorted(word)) return false
  return lettersOff(typed, word) <= most
}

/** Of the words that may be meant, the nearest; none when none is near. */
export function nearestOf(typed: string, words: readonly string[]): readonly string[] {
  const near = words.filter((word) => word !== typed && mayMean(typed, word))
  const least = Math.min(...near.map((word) => lettersOff(typed, word)))
  return [...new Set(near.filter((word) => lettersOff(typed, word) === least))].toSorted()
}
