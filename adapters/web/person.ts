import { html } from 'hono/html'
import type { Html } from '#src/pages/layout.ts'
import type { Account } from './inbox.ts'

/** Nobody may take an invented person for a real one. */
export const inventedTag = ({ invented }: Account): Html =>
  invented ? html`<strong class="nhsuk-tag nhsuk-tag--purple">Invented</strong>` : html``

/** Who somebody is; the tag has said already that they are invented. */
export function aboutLine({ about, invented }: Account, classes: string): Html {
  const words = invented ? about.replace(/^Invented\. /, '') : about
  return words === '' ? html`` : html`<p class="${classes}" dir="auto">${words}</p>`
}
