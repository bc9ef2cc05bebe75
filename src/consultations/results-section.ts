import { html } from 'hono/html'
import { dateWords, momentWords } from '#src/kernel/london.ts'
import type { Html } from '#src/pages/layout.ts'
import { percent } from '#src/reports/rules.ts'
import { HIDDEN, table } from '#src/reports/tables.ts'
import { tookPartWords } from './cards.ts'
import type { Results } from './load-results.ts'
import type { Said } from './rules.ts'
import { type Shown, type ShownGroup, SMALLEST } from '#src/kernel/small-numbers.ts'

export const rateWords = ({ asked, answered }: Pick<ShownGroup, 'asked' | 'answered'>): string =>
  answered === null ? HIDDEN : `${percent(answered, asked)}%`

const groupTable = (id: string, heading: string, caption: string, shown: Shown): Html =>
  table(id, {
    caption,
    columns: [
      { heading },
      { heading: 'Asked', numeric: true },
      { heading: 'Took part', numeric: true },
      { heading: 'Share', numeric: true },
    ],
    rows: [...shown.groups, { ...shown, label: 'Everybody' }].map((group) => [
      group.label,
      group.asked,
      group.answered ?? HIDDEN,
      rateWords(group),
    ]),
  })

const words = ({ words: all }: Said): Html =>
  all.length === 0
    ? html`<p>Nobody said anything here that can be shown.</p>`
    : html`<ul class="nhsuk-list nhsuk-list--bullet">
        ${all.map(
          ({ text, name }) =>
            html`<li>
              <span class="cascade-text">${text}</span>
              ${name === null ? '' : html`<span class="cascade-small">${name}</span>`}
            </li>`,
        )}
      </ul>`

const answers = (said: Said, n: number): Html =>
  html`<h3 class="nhsuk-heading-s">${n + 1}. ${said.question.text}</h3>
    ${
      said.chosen.length === 0
        ? words(said)
        : table(`question-${n + 1}`, {
            caption: 'How many chose each',
            columns: [{ heading: 'Answer' }, { heading: 'People', numeric: true }],
            rows: said.chosen.map((one) => [one.choice, one.n]),
          })
    }`

const saidHtml = ({ said, closes }: Results): Html =>
  said === null
    ? html`<p>
        What was said is shown here when it has closed, at the end of ${dateWords(closes)}.
      </p>`
    : html`${
        said.leftOut === 0
          ? ''
          : html`<p>
              Fewer than ${SMALLEST} people answered without their name. What they said is not
              shown: it would say who they are.
            </p>`
      }
      ${said.said.map(answers)}`

const outcomeHtml = ({ outcome, isOpen }: Results): Html | string => {
  if (outcome !== null)
    return html`<h3 class="nhsuk-heading-s">You said, we did</h3>
      <p>Sent on ${momentWords(outcome.at)}.</p>
      <p class="cascade-text">${outcome.youSaid}</p>
      <p class="cascade-text">${outcome.weDid}</p>`
  return isOpen
    ? ''
    : html`<p>What came of it has not been said yet. Type say back and its number in the chat.</p>`
}

/** How many took part, group by group, and what they said. */
export function resultsSection(
  results: Results | null,
  fileHref: string,
): Readonly<{ id: string; title: string; body: Html }> | null {
  if (results === null) return null
  return {
    id: 'consultation',
    title: 'What they said',
    body: html`<p>${tookPartWords(results.byKind)}</p>
      <p>
        In these tables no number of fewer than ${SMALLEST} people is shown, nor one from which it
        could be worked out. Who took part is shown only of those who put their name to it.
      </p>
      ${groupTable('by-kind', 'Kind of GP', 'Who took part, by kind of GP', results.byKind)}
      ${groupTable(
        'by-place',
        results.places === 'PCN' ? 'PCN' : 'Practice',
        `Who took part, by ${results.places}`,
        results.byPlace,
      )}
      <p>
        <a href="${fileHref}" download="cascade-consultation.csv"
          >Download these tables as a CSV file</a
        >
      </p>
      ${saidHtml(results)} ${outcomeHtml(results)}`,
  }
}
