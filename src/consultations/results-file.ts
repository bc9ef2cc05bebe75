import { csv } from '#src/kernel/csv.ts'
import type { Results } from './load-results.ts'
import { HIDDEN } from '#src/reports/tables.ts'
import { rateWords } from './results-section.ts'
import type { Shown } from '#src/kernel/small-numbers.ts'

/** The tables of a consultation as a file: the same numbers as on its page, and nothing that is not there. */
export function resultsFile(results: Results): string {
  const groups = (name: string, shown: Shown) =>
    [...shown.groups, { ...shown, label: 'Everybody' }].map((group) => [
      name,
      group.label,
      String(group.asked),
      group.answered === null ? HIDDEN : String(group.answered),
      rateWords(group),
    ])
  const said = (results.said?.said ?? []).flatMap(({ question, chosen, words }) => [
    ...chosen.map(({ choice, n }) => [question.text, choice, '', String(n), '']),
    ...words.map(({ text, name }) => [question.text, text, '', '', name ?? '']),
  ])
  return csv([
    ['Table', 'Group or answer', 'Asked', 'Took part', 'Share, or who said it'],
    ...groups('Kind of GP', results.byKind),
    ...groups(results.places === 'PCN' ? 'PCN' : 'Practice', results.byPlace),
    ...said,
  ])
}
