import { html } from 'hono/html'
import type { Html } from '#src/pages/layout.ts'
import type { Account } from './inbox.ts'

/** Nobody may take an invented person for a real one. */
export const inventedTag = ({ invented }: Account): Html =>
  invented ? html`<strong class="nhsuk-tag nhsuk-tag--purple">Invented</strong>` : html``

/** Who somebody is. */
export const aboutLine = ({ about }: Account, classes: string): Html =>
  about === '' ? html`` : html`<p class="${classes}" dir="auto">${about}</p>`
