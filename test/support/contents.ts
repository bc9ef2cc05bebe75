import type { Content } from '#src/broadcasts/content.ts'

const nothingMore = { actions: [], sourceName: null, sourceUrl: null, contact: null, until: null }
export const PRESCRIBING: Content = {
  ...nothingMore,
  kind: 'prescribing',
  title: 'Metformin <b>500mg</b> & others',
  summary: 'What changed.',
  reference: null,
  effectiveFrom: null,
  reviewBy: null,
}
export const OPPORTUNITY: Content = {
  ...nothingMore,
  kind: 'opportunity',
  title: 'Pathway lead',
  summary: 'One session a week.',
  type: 'pathway-lead',
  sessions: 'One a week',
  paidBy: null,
  terms: 'not-said',
  eligibility: null,
  closes: '2026-12-09',
}

/** A role that needs a consent, and nobody is paid for. */
export const UNPAID_ROLE = {
  ...nothingMore,
  kind: 'opportunity',
  title: 'A clinic to run',
  summary: 'A role.',
  type: 'other',
  sessions: 'one',
  paidBy: null,
  terms: 'unpaid',
  eligibility: null,
  closes: '2999-01-01',
} as const satisfies Content
