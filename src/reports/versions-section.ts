import { html } from 'hono/html'
import { ANSWER_NAMES } from '#src/broadcasts/broadcast-card.ts'
import { momentWords } from '#src/kernel/london.ts'
import { MOST_ROWS, type ReportFacts } from './load-report.ts'
import type { Section } from './report-sections.ts'
import { table } from './tables.ts'

/** What was corrected and when, and who had acknowledged which version; nothing for a message that never changed. */
export function versionsSection({ versions, earlier }: ReportFacts): Section | null {
  if (versions.length === 0) return null
  return {
    id: 'versions',
    title: 'Versions',
    body: html`${table('versions', {
      caption: 'Every version, the newest last',
      columns: [
        { heading: 'Version' },
        { heading: 'In force from' },
        { heading: 'What changed' },
        { heading: 'Asked again' },
        { heading: 'Answered it', numeric: true },
      ],
      rows: versions.map((one) => [
        `Version ${one.version}`,
        momentWords(one.at),
        one.what ?? 'As it was first sent',
        one.version === 1 ? '' : one.material ? 'Yes' : 'No',
        one.answered,
      ]),
    })}
    ${
      earlier.length === 0
        ? ''
        : html`${earlier.length < MOST_ROWS ? '' : html`<p>These are the first ${MOST_ROWS}.</p>`}
          ${table('earlier-answers', {
            caption: 'Who answered a version that has changed since',
            columns: [
              { heading: 'Name' },
              { heading: 'Version' },
              { heading: 'Answer' },
              { heading: 'When' },
              { heading: 'Answered again' },
            ],
            rows: earlier.map((one) => [
              one.name,
              `Version ${one.version}`,
              ANSWER_NAMES[one.answer],
              momentWords(one.at),
              one.again ? 'Yes' : 'Not yet',
            ]),
          })}`
    }`,
  }
}
