import { html } from 'hono/html'
import type { Action, Block, Inline, Message } from '#src/chat/message.ts'
import type { Html } from '#src/pages/layout.ts'

/** What a card needs beside its words. */
export type CardContext = Readonly<{
  id: string
  /** A fresh event id for each button. */
  newId: () => string
}>

const URGENCY = {
  critical: ['Critical', 'red'],
  important: ['Important', 'orange'],
  routine: ['Routine', 'blue'],
  info: ['For information', 'grey'],
} as const

/** The form that the buttons of a card belong to. */
export const pressFormId = (messageId: string) => `press-${messageId}`

/** The inside of a card. */
export function renderMessage(message: Message, card: CardContext): Html {
  const { label, urgency, title, blocks, actions } = message
  const tags = label !== null || urgency !== null
  return html`${
      tags ? html`<p class="cascade-tags">${urgencyTag(urgency)} ${labelTag(label)}</p>` : ''
    }
    <h3 class="cascade-card__title" id="title-${card.id}" dir="auto">${title}</h3>
    ${renderBlocks(blocks, title, card)}${
      actions.length === 0
        ? ''
        : html`<div class="cascade-actions">
            ${actions.map((action) => renderAction(action, title, card))}
          </div>`
    }`
}

const labelTag = (label: string | null) =>
  label === null ? '' : html`<span class="cascade-label">${label}</span>`

function urgencyTag(urgency: Message['urgency']) {
  if (urgency === null) return ''
  const [words, colour] = URGENCY[urgency]
  return html`<strong class="nhsuk-tag nhsuk-tag--${colour}">${words}</strong>`
}

/** Blocks outside a card have no buttons: a form's introduction passes null. */
export const renderBlocks = (
  blocks: readonly Block[],
  title: string,
  card: CardContext | null,
): readonly Html[] => joinFacts(blocks).map((block) => renderBlock(block, title, card))

/** A list too long for one block of facts comes as several: here it is one list again. */
const joinFacts = (blocks: readonly Block[]): readonly Block[] =>
  blocks.reduce<Block[]>((joined, block) => {
    const before = joined.at(-1)
    if (block.is !== 'facts' || before?.is !== 'facts') return [...joined, block]
    return [...joined.slice(0, -1), { is: 'facts', facts: [...before.facts, ...block.facts] }]
  }, [])

function renderBlock(block: Block, title: string, card: CardContext | null): Html {
  switch (block.is) {
    case 'heading':
      return html`<h4 class="cascade-card__heading" dir="auto">${block.text}</h4>`
    case 'paragraph':
      return html`<p class="cascade-text" dir="auto">${renderInlines(block.parts)}</p>`
    case 'list':
      return renderList(block.ordered, block.items)
    case 'facts':
      return html`<dl class="nhsuk-summary-list cascade-facts">
        ${block.facts.map(
          ({ label, value }) =>
            html`<div class="nhsuk-summary-list__row">
              <dt class="nhsuk-summary-list__key">${label}</dt>
              <dd class="nhsuk-summary-list__value cascade-text" dir="auto">${value}</dd>
            </div>`,
        )}
      </dl>`
    case 'row':
      return renderRow(block.parts, block.actions, title, card)
    case 'progress':
      return renderProgress(block)
    case 'note':
      return renderNote(block.tone, block.text)
  }
}

export const renderInlines = (parts: readonly Inline[]): readonly Html[] => parts.map(renderInline)

function renderInline(part: Inline): Html {
  switch (part.is) {
    case 'plain':
      return html`${part.text}`
    case 'bold':
      return html`<strong>${part.text}</strong>`
    case 'link':
      return outsideLink(part.text, part.href, 'cascade-link')
  }
}

// A chat stays open beside what it leads to.
const outsideLink = (label: string, href: string, classes: string, about?: string) =>
  html`<a class="${classes}" href="${href}" target="_blank" rel="noopener noreferrer"
    >${label}<span class="nhsuk-u-visually-hidden"
      >${about === undefined ? '' : `: ${about}`} (opens in a new tab)</span
    ></a
  >`

function renderList(ordered: boolean, items: readonly string[]): Html {
  const lines = items.map((item) => html`<li class="cascade-text" dir="auto">${item}</li>`)
  return ordered
    ? html`<ol class="nhsuk-list nhsuk-list--number cascade-list">
        ${lines}
      </ol>`
    : html`<ul class="nhsuk-list nhsuk-list--bullet cascade-list">
        ${lines}
      </ul>`
}

function renderRow(
  parts: readonly Inline[],
  actions: readonly Action[],
  title: string,
  card: CardContext | null,
): Html {
  // Ten rows each have a "Stop": what it stops is in its name for those who cannot see the line.
  const about = `${parts.map((part) => part.text).join('')}, ${title}`
  return html`<div class="cascade-row">
    <p class="cascade-text" dir="auto">${renderInlines(parts)}</p>
    <div class="cascade-actions">${actions.map((action) => renderAction(action, about, card))}</div>
  </div>`
}

const BUTTON = 'nhsuk-button nhsuk-button--small cascade-button'
const TONE = {
  primary: BUTTON,
  plain: `${BUTTON} nhsuk-button--secondary`,
  danger: `${BUTTON} nhsuk-button--warning`,
}

function renderAction(action: Action, about: string, card: CardContext | null): Html {
  switch (action.is) {
    case 'link':
      return outsideLink(action.label, action.href, TONE.plain, about)
    case 'button': {
      if (card === null) return html``
      const press = JSON.stringify({ event: card.newId(), intent: action.intent })
      return html`<button
        class="${TONE[action.tone]}"
        type="submit"
        form="${pressFormId(card.id)}"
        name="_press"
        value="${press}"
      >
        ${action.label}<span class="nhsuk-u-visually-hidden">: ${about}</span>
      </button>`
    }
  }
}

const number = (n: number) => n.toLocaleString('en-GB')

function renderProgress(block: Extract<Block, { is: 'progress' }>): Html {
  const { label, delivered, waiting, failed } = block
  const all = delivered + waiting + failed
  // In hundredths of the bar, so that one failure of 5,000 is still a visible sliver.
  const share = (n: number) => (n === 0 ? 0 : Math.max(1, Math.floor((n * 100) / all)))
  const bad = share(failed)
  const good = Math.min(share(delivered), 100 - bad)
  const counts = `${number(delivered)} delivered, ${number(waiting)} waiting, ${number(failed)} failed`
  return html`<div class="cascade-progress">
    <p class="cascade-progress__label">${label}</p>
    <svg
      class="cascade-bar"
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <rect class="cascade-bar__waiting" x="0" y="0" width="100" height="4" />
      <rect class="cascade-bar__delivered" x="0" y="0" width="${good}" height="4" />
      <rect class="cascade-bar__failed" x="${good}" y="0" width="${bad}" height="4" />
    </svg>
    <p class="cascade-progress__counts">${counts}</p>
  </div>`
}

const TICK = html`<svg
  class="cascade-tick"
  viewBox="0 0 24 24"
  width="20"
  height="20"
  aria-hidden="true"
  focusable="false"
>
  <path
    d="M4 13l5 5L20 6"
    fill="none"
    stroke="currentColor"
    stroke-width="4"
    stroke-linecap="round"
    stroke-linejoin="round"
  />
</svg>`

function renderNote(tone: Extract<Block, { is: 'note' }>['tone'], text: string): Html {
  const words = html`<span class="cascade-text" dir="auto">${text}</span>`
  switch (tone) {
    case 'warning':
      return html`<p class="cascade-note cascade-note--warning">
        <span class="nhsuk-u-visually-hidden">Warning: </span>${words}
      </p>`
    case 'done':
      return html`<p class="cascade-note cascade-note--done">${TICK}${words}</p>`
    case 'invented':
      return html`<p class="cascade-note cascade-note--invented">${words}</p>`
    case 'small':
      return html`<p class="cascade-small">${words}</p>`
  }
}
