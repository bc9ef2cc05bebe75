import type { Holding } from '#src/people/rights/holdings.ts'

/** What is held of people who call, stand for and vote on seats. */
export const BALLOT_HOLDINGS: readonly Holding[] = [
  {
    table: 'ballots',
    what: 'Seats that you called',
    of: [{ by: 'person', column: 'called_by' }],
    kept: 'as long as the organisation needs its record',
    erased: 'drafts are removed; what was opened stays without your name',
  },
  {
    table: 'nominations',
    what: 'Seats that you stood for',
    of: [{ by: 'person', column: 'person_id' }],
    kept: 'what you wrote: 1 year; that you stood, and your votes: with the ballot',
    erased: 'what you wrote is removed; that somebody stood stays without your name',
  },
  {
    table: 'ballot_voters',
    what: 'Ballots that you may vote on, and whether you have; never for whom',
    of: [{ by: 'person', column: 'person_id' }],
    kept: '90 days after the result',
    erased: 'stays without your name until then, so that the count is right',
  },
]
