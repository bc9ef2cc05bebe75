import type { Holding, Link } from '#src/people/rights/holdings.ts'

const person = (column = 'person_id'): Link => ({ by: 'person', column })

/** What is held of people because of opportunities. */
export const OPPORTUNITY_HOLDINGS: readonly Holding[] = [
  {
    table: 'expressions_of_interest',
    what: 'Opportunities that you were interested in',
    of: [person()],
    kept: 'the words: 1 year',
    erased:
      'the words, dates and conflicts of interest are removed, and the interest is withdrawn; how far it came stays for counts',
  },
  {
    table: 'outcomes',
    what: 'What became of your interest, and what you decided about applicants',
    of: [person(), person('decided_by')],
    kept: 'with the message; the words: 1 year',
    erased: 'the words are removed; that it was decided stays without your name',
  },
]
