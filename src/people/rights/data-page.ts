import { html } from 'hono/html'
import { momentWords } from '#src/kernel/london.ts'
import { count } from '#src/kernel/words.ts'
import { type Html, page } from '#src/pages/layout.ts'
import type { Held, HeldRow } from './holdings-store.ts'

/** The most rows of one kind that the page shows; the file has all. */
const MOST_ROWS = 200

const words = (name: string) => {
  const spaced = name.replaceAll('_', ' ')
  return `${spaced.charAt(0).toUpperCase()}${spaced.slice(1)}`
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/

/** Everything that can be read in a value: a card as its texts, a time as people say it. */
function shown(value: unknown): string {
  if (typeof value === 'string') return MOMENT.test(value) ? momentWords(new Date(value)) : value
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value))
    return value
      .map(shown)
      .filter((one) => one !== '')
      .join(', ')
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .filter(([key, one]) => one !== null && key !== 'intent' && key !== 'is')
      .map(([, one]) => shown(one))
      .filter((one) => one !== '')
      .join(' · ')
  return ''
}

const facts = (row: HeldRow): readonly (readonly [string, string])[] =>
  Object.entries(row)
    .map(([name, value]) => [words(name), shown(value)] as const)
    .filter(([, value]) => value !== '')

const section = ({ holding, rows }: Held): Html =>
  html`<section>
    <h2 class="nhsuk-heading-m" id="${holding.table}">${holding.what}</h2>
    <p>
      ${count(rows.length, 'entry', 'entries')}. Kept: ${holding.kept}. When you are deleted:
      ${holding.erased}.
    </p>
    ${rows.slice(0, MOST_ROWS).map(
      (row) =>
        html`<dl class="nhsuk-summary-list">
          ${facts(row).map(
            ([name, value]) =>
              html`<div class="nhsuk-summary-list__row">
                <dt class="nhsuk-summary-list__key">${name}</dt>
                <dd class="nhsuk-summary-list__value" dir="auto">${value}</dd>
              </div>`,
          )}
        </dl>`,
    )}
    ${
      rows.length > MOST_ROWS
        ? html`<p>The first ${MOST_ROWS} are shown. The file has all of them.</p>`
        : ''
    }
  </section>`

/** All that is held of one person, for them to read. */
export const dataPage = (held: readonly Held[], fileHref: string, at: Date): Html => {
  const some = held.filter(({ rows }) => rows.length > 0)
  return page({
    title: 'What Cascade holds about you',
    footer: 'Only you can open this page.',
    body: html`<h1 class="nhsuk-heading-l">What Cascade holds about you</h1>
      <p>
        Everything at ${momentWords(at)}, by kind. This link is for you alone and works for one
        hour.
      </p>
      <p>
        <a href="${fileHref}" download="cascade-my-data.json">Download it all as a JSON file</a>
      </p>
      <nav aria-label="On this page">
        <ul class="nhsuk-list">
          ${some.map(({ holding }) => html`<li><a href="#${holding.table}">${holding.what}</a></li>`)}
        </ul>
      </nav>
      ${some.map(section)}
      <p>
        To change your details type details in the chat; to change what you agree to type
        preferences; to have everything deleted type delete me. If you are not content with how your
        data is handled, tell whoever runs Cascade; you can also complain to the Information
        Commissioner's Office.
      </p>`,
  })
}
