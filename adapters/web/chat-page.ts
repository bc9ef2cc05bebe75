import { join } from 'node:path'
import { html } from 'hono/html'
import { packageFile, readAsset } from '#src/pages/assets.ts'
import { listWords } from '#src/kernel/words.ts'
import { type Html, page } from '#src/pages/layout.ts'
import { type Pane, renderPane } from './pane.ts'
import { LOCAL_FOOTER } from './start-page.ts'
import type { View } from './view.ts'

const MORPH = readAsset('idiomorph', 'js', packageFile('idiomorph/dist/idiomorph.min.js'))
const COMBOBOX = readAsset('combobox', 'js', join(import.meta.dirname, 'combobox.js'))
const CHAT = readAsset('chat', 'js', join(import.meta.dirname, 'chat.js'))

export const CHAT_ASSETS = [MORPH, COMBOBOX, CHAT]

/** One or two chats beside each other. */
export function chatPage(view: View, panes: readonly Pane[]): Html {
  const names = panes.map(({ account }) => account.name)
  const events = `/chat/events?as=${view.as}${view.with === null ? '' : `&with=${view.with}`}`
  return page({
    title: listWords(names),
    home: '/',
    wide: true,
    scripts: CHAT_ASSETS.map(({ href }) => href),
    footer: LOCAL_FOOTER,
    body: html`<div class="cascade-chat" data-events="${events}">
      <div class="cascade-bar-top">
        <h1 class="nhsuk-u-visually-hidden">Chat of ${listWords(names)}</h1>
        <p>
          <strong class="nhsuk-tag nhsuk-tag--yellow">Trying out</strong>
          <a href="/">Change who you are</a>
        </p>
      </div>
      <div class="cascade-panes">${panes.map(renderPane)}</div>
    </div>`,
  })
}
