import { html } from 'hono/html'
import { csv } from '#src/kernel/csv.ts'
import { SMALLEST, type ShownTable, stepsWithoutSmall } from '#src/kernel/small-numbers.ts'
import type { Html } from '#src/pages/layout.ts'
import { GP_KINDS, gpKindWords } from '#src/people/rules.ts'
import { HIDDEN, table } from '#src/reports/tables.ts'
import type { KindWay } from './inclusion-store.ts'

/** Who was invited to an opportunity and who got it, by kind of GP: fit to be passed on, since it is about nobody. */

const STEPS = ['Invited', 'Interested', 'Shortlisted', 'Offered', 'Accepted'] as const

/** What may be said of how far each kind came. */
export const inclusionOf = (ways: readonly KindWay[]): ShownTable =>
  stepsWithoutSmall(
    ways
      .toSorted((a, b) => GP_KINDS.indexOf(a.kind) - GP_KINDS.indexOf(b.kind))
      .map(({ kind, invited, interested, shortlisted, offered, accepted }) => ({
        label: gpKindWords(kind),
        steps: [invited, interested, shortlisted, offered, accepted],
      })),
  )

const rowsOf = ({ groups, total }: ShownTable) =>
  [...groups, { label: 'Everybody', steps: total }].map(
    ({ label, steps }) => [label, ...steps.map((n) => n ?? HIDDEN)] as const,
  )

/** The table on the page of the report; nothing for a kind that nobody can be interested in. */
export function inclusionSection(
  inclusion: ShownTable | null,
  fileHref: string,
): Readonly<{ id: string; title: string; body: Html }> | null {
  if (inclusion === null) return null
  const hasAnybody = inclusion.groups.length > 0
  return {
    id: 'inclusion',
    title: 'Who was invited, and who got it',
    body: hasAnybody
      ? html`<p>
            By the kind of GP that people are now, and by how far they came: whoever withdrew later
            still counts. Invited is whoever got the message.
          </p>
          <p>
            Of no kind is a number of fewer than ${SMALLEST} people shown, who came to a step or who
            did not come on to it, nor one from which it could be worked out. So you can pass this
            table on without saying what became of whom.
          </p>
          ${table('inclusion', {
            caption: 'How far people came, by kind of GP',
            columns: [
              { heading: 'Kind of GP' },
              ...STEPS.map((heading) => ({ heading, numeric: true })),
            ],
            rows: rowsOf(inclusion),
          })}
          <p>
            <a href="${fileHref}" download="cascade-inclusion.csv"
              >Download this table as a CSV file</a
            >
          </p>`
      : html`<p>Nobody has got it yet.</p>`,
  }
}

/** The same numbers as on the page, as a file. */
export const inclusionFile = (inclusion: ShownTable): string =>
  csv([['Kind of GP', ...STEPS], ...rowsOf(inclusion).map((row) => row.map(String))])
