import { html } from 'hono/html'
import { momentWords } from '#src/kernel/london.ts'
import type { ReportFacts } from './load-report.ts'
import type { Section } from './report-sections.ts'
import { table } from './tables.ts'

const BECAUSE = {
  critical: 'Critical',
  wide: 'For more than one PCN',
  replaces: 'Replaces a critical or wide message',
} as const

/** Who agreed to it before it went, and to each of its corrections; nothing for a message that needed nobody. */
export function approvalsSection({ approvals }: ReportFacts): Section | null {
  if (approvals.length === 0) return null
  return {
    id: 'approvals',
    title: 'Approval',
    body: html`${table('approvals', {
      caption: 'Who agreed, the first first',
      columns: [
        { heading: 'To what' },
        { heading: 'Because' },
        { heading: 'Asked by' },
        { heading: 'Asked' },
        { heading: 'Approved by' },
        { heading: 'Approved' },
      ],
      rows: approvals.map(({ what, because, asked, decided }) => [
        what === 'sending' ? 'The message' : 'A correction',
        BECAUSE[because],
        asked.name,
        momentWords(asked.at),
        decided === null
          ? ''
          : `${decided.name}${decided.insteadOf === null ? '' : `, standing in for ${decided.insteadOf}`}`,
        decided === null ? '' : momentWords(decided.at),
      ]),
    })}`,
  }
}
