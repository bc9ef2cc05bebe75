import type { ActionsBlock, Button, HomeView, KnownBlock } from '@slack/types'
import type { Action, Block, Message } from '#src/chat/message.ts'
import { clip } from '#src/kernel/words.ts'
import { bold, escape } from './escape.ts'
import {
  marked,
  markedSection,
  packed,
  paragraph,
  plainParagraph,
  plainSection,
  plainText,
} from './text.ts'

export type SlackMessage = Readonly<{ text: string; blocks: KnownBlock[] }>

/**
 * How a card is drawn. `full` has marks and links; `plain` has neither, which always fits: it is for a card that has
 * so many long links that Slack would refuse the whole of it.
 */
type Way = Readonly<{ full: boolean; buttons: boolean; prefix: string }>

export const MOST_BLOCKS = 50
const MOST_HOME_BLOCKS = 100
/** Slack refuses a message at about 13,200 characters of text and containers, however lawful each block is. */
const LONGEST_MESSAGE = 12_900
const A_CONTAINER = 5

const LEFT_OUT =
  'The links are left out here: they are too long for Slack. Ask for this message in another way to follow them.'
const MORE = 'There is more than fits here. Type help in Messages to see what you can do.'

const URGENCY = {
  critical: '🔴 *Critical*',
  important: '🟠 *Important*',
  routine: 'Routine',
  info: 'For information',
} as const

/** A card as Slack's blocks. `prefix` keeps the buttons of several cards on one page apart. */
export function renderMessage(message: Message, prefix = ''): SlackMessage {
  const text = escape(message.preview)
  const full = card(message, { full: true, buttons: true, prefix })
  if (full.length <= MOST_BLOCKS && lengthOf(full) <= LONGEST_MESSAGE) return { text, blocks: full }
  const plain = card(message, { full: false, buttons: true, prefix })
  return { text, blocks: hasLinks(message) ? [...plain, small(LEFT_OUT)] : plain }
}

/** Somebody's own page: every card that fits, the most pressing first. */
export function renderHome(messages: readonly Message[]): HomeView {
  const blocks: KnownBlock[] = []
  for (const [n, message] of messages.entries()) {
    const next = [
      ...(n === 0 ? [] : [{ type: 'divider' } as const]),
      ...renderMessage(message, `${n}-`).blocks,
    ]
    if (blocks.length + next.length >= MOST_HOME_BLOCKS) {
      blocks.push(small(MORE))
      break
    }
    blocks.push(...next)
  }
  return { type: 'home', blocks }
}

/** The blocks above the fields of a form, which have no buttons. */
export function renderIntro(blocks: readonly Block[], most: number): KnownBlock[] {
  const draw = (full: boolean) =>
    blocks.flatMap((block, n) => renderBlock(block, n, { full, buttons: false, prefix: '' }))
  const full = draw(true)
  return full.length <= most ? full : draw(false)
}

function card(message: Message, way: Way): KnownBlock[] {
  const { title, blocks, actions } = message
  return [
    ...above(message),
    { type: 'header', text: plainText(title) },
    ...blocks.flatMap((block, n) => renderBlock(block, n, way)),
    ...renderActions(actions, null, `${way.prefix}end`, way),
  ]
}

/** The kind of message and how urgent it is, above its title. */
function above({ label, urgency }: Message): KnownBlock[] {
  const words = [
    ...(urgency === null ? [] : [URGENCY[urgency]]),
    ...(label === null ? [] : [escape(label)]),
  ]
  return words.length === 0 ? [] : [{ type: 'context', elements: [marked(words.join(' · '))] }]
}

const small = (text: string): KnownBlock => ({ type: 'context', elements: [plainText(text)] })

function renderBlock(block: Block, n: number, way: Way): readonly KnownBlock[] {
  switch (block.is) {
    case 'heading':
      return way.full
        ? [markedSection(bold(block.text))]
        : [{ type: 'header', text: plainText(block.text) }]
    case 'paragraph':
      return way.full ? paragraph(block.parts) : plainParagraph(block.parts)
    case 'list':
      return packed(
        block.items.map((item, at) => `${block.ordered ? `${at + 1}.` : '•'} ${item}`),
        '\n',
      ).map(plainSection)
    case 'facts':
      return renderFacts(block.facts, way)
    case 'row':
      return [
        ...(way.full ? paragraph(block.parts) : plainParagraph(block.parts)),
        ...renderActions(
          block.actions,
          block.parts.map(({ text }) => text).join(''),
          `${way.prefix}${n}`,
          way,
        ),
      ]
    case 'progress':
      return [plainSection(progressWords(block))]
    case 'note':
      return [renderNote(block.tone, block.text)]
  }
}

type Facts = Extract<Block, { is: 'facts' }>['facts']

/** Short facts stand side by side; longer ones read better as lines, above all on a phone. */
function renderFacts(facts: Facts, { full }: Way): readonly KnownBlock[] {
  if (!full)
    return packed(
      facts.map(({ label, value }) => `${label}: ${value}`),
      '\n',
    ).map(plainSection)
  const [pairs, joiner] =
    facts.length > 1 && facts.every(({ value }) => value.length <= 40) ? [true, '\n'] : [false, ' ']
  const texts = facts.map(({ label, value }) => `${bold(label)}${joiner}${escape(value)}`)
  return pairs
    ? [{ type: 'section', fields: texts.map(marked) }]
    : packed(texts, '\n').map(markedSection)
}

const number = (n: number) => n.toLocaleString('en-GB')

/** Counts in words first; the bar repeats them for those who look rather than read. */
function progressWords(block: Extract<Block, { is: 'progress' }>): string {
  const { label, delivered, waiting, failed } = block
  const all = delivered + waiting + failed
  const tenths = all === 0 ? 0 : Math.floor((delivered * 10) / all)
  return [
    label,
    `${number(delivered)} delivered, ${number(waiting)} waiting, ${number(failed)} failed`,
    `${'█'.repeat(tenths)}${'░'.repeat(10 - tenths)}`,
  ].join('\n')
}

function renderNote(tone: Extract<Block, { is: 'note' }>['tone'], text: string): KnownBlock {
  switch (tone) {
    case 'warning':
      return plainSection(`⚠️ Warning: ${text}`)
    case 'done':
      return plainSection(`✅ ${text}`)
    case 'invented':
    case 'small':
      return small(text)
  }
}

/** Buttons in one row of their own; none where a form's introduction has no place for them. */
function renderActions(
  actions: readonly Action[],
  about: string | null,
  prefix: string,
  { buttons }: Way,
): readonly ActionsBlock[] {
  const elements = actions
    .filter((action) => buttons || action.is === 'link')
    .map((action, n) => renderAction(action, about, `${prefix}-${n}`))
  return elements.length === 0 ? [] : [{ type: 'actions', elements }]
}

function renderAction(action: Action, about: string | null, id: string): Button {
  const base = {
    type: 'button',
    action_id: id,
    text: plainText(action.label),
    // Ten rows each have a "Stop": what it stops is in its name for those who cannot see the line.
    ...(about === null ? {} : { accessibility_label: clip(`${action.label}: ${about}`, 75) }),
  } as const
  switch (action.is) {
    case 'link':
      return { ...base, url: action.href }
    case 'button':
      return {
        ...base,
        value: JSON.stringify(action.intent),
        ...(action.tone === 'plain' ? {} : { style: action.tone }),
      }
  }
}

const hasLinks = ({ blocks }: Message) =>
  blocks.some(
    (block) =>
      (block.is === 'paragraph' || block.is === 'row') &&
      block.parts.some((part) => part.is === 'link'),
  )

/** What Slack counts of a message: its texts, and something for every container. */
function lengthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + lengthOf(one), 0)
  const text: unknown = Reflect.get(value, 'text')
  return (
    A_CONTAINER +
    (typeof text === 'string' ? text.length : 0) +
    Object.values(value).reduce((sum: number, one) => sum + lengthOf(one), 0)
  )
}
