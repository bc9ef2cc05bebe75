import { html } from 'hono/html'
import { CASCADE_CSS, CASCADE_ICON, NHSUK_CSS } from './assets.ts'

/** Markup in which everything put in has been escaped. */
export type Html = ReturnType<typeof html>

export type Page = Readonly<{
  title: string
  body: Html
  /** Addresses of scripts, run in this order once the page is there. */
  scripts?: readonly string[]
  headExtra?: Html
  /** As wide as the window instead of a column to read. */
  wide?: boolean
  /** Where the name at the top leads. */
  home?: string
  /** One sentence at the foot. */
  footer?: string
}>

const FOOTER = 'Cascade passes messages on to the GPs who need to know them.'

/** A whole document in the NHS design system. No logo: that belongs to NHS organisations. */
export function page({ title, body, scripts = [], headExtra, wide, home, footer = FOOTER }: Page) {
  const width = wide === true ? 'nhsuk-width-container cascade-wide' : 'nhsuk-width-container'
  return html`<!doctype html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <title>${title} – Cascade</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" content="#005eb8" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="${CASCADE_ICON.href}" type="image/svg+xml" />
        <link rel="stylesheet" href="${NHSUK_CSS.href}" />
        <link rel="stylesheet" href="${CASCADE_CSS.href}" />
        ${headExtra ?? ''}${scripts.map((src) => html`<script src="${src}" defer></script> `)}
      </head>
      <body>
        <a class="nhsuk-skip-link" href="#maincontent">Skip to main content</a>
        <header class="nhsuk-header cascade-header">
          <div class="nhsuk-header__container ${width}">
            <div class="nhsuk-header__service">${serviceName(home)}</div>
          </div>
        </header>
        <div class="${width}">
          <main class="nhsuk-main-wrapper cascade-main" id="maincontent" tabindex="-1">
            ${body}
          </main>
        </div>
        <footer class="nhsuk-footer cascade-footer">
          <div class="${width}">
            <div class="nhsuk-footer__meta"><p class="nhsuk-body-s">${footer}</p></div>
          </div>
        </footer>
      </body>
    </html>`
}

const serviceName = (home: string | undefined) =>
  home === undefined
    ? html`<span class="nhsuk-header__service-name">Cascade</span>`
    : html`<a class="nhsuk-header__service-name" href="${home}">Cascade</a>`

/** One thing that is wrong, told in a sentence with the next step: the whole of a page. */
export const problem = (title: string, sentence: string, home?: string): Html =>
  page({
    title,
    ...(home === undefined ? {} : { home }),
    body: html`<h1 class="nhsuk-heading-l">${title}</h1>
      <p>${sentence}</p>
      ${home === undefined ? '' : html`<p><a href="${home}">Back to the start</a></p>`}`,
  })
