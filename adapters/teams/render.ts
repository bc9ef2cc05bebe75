import type { Action, Block, Message } from '#src/chat/message.ts'
import { clip } from '#src/kernel/words.ts'
import {
  type AdaptiveCard,
  adaptiveCard,
  type CardAction,
  type CardElement,
  type Part,
} from './adaptive-card.ts'
import { heading, isPlain, line, run, runs, small } from './text.ts'

/**
 * How a card is drawn. Only a card with hundreds of long links or buttons, which none of ours is, is drawn in any way
 * but the first: Teams would refuse the whole of it.
 */
type Way = Readonly<{
  /** For clients from before Action.Execute. */
  fallbacks: boolean
  links: boolean
  /** So many buttons, from the top. */
  most: number
}>

/** Teams refuses a message at about 100 KB of UTF-16; a card stays under 80, and some of that is for what is around it. */
const LONGEST_CARD = 38_000
/** Teams shows six in one row and loses the others. */
const MOST_IN_A_ROW = 5

const FULL: Way = { fallbacks: true, links: true, most: Infinity }
const LESS: readonly Way[] = [
  { fallbacks: false, links: true, most: Infinity },
  ...[Infinity, 32, 16, 8, 0].map((most) => ({ fallbacks: false, links: false, most })),
]

const LEFT_OUT =
  'The links are left out here: they are too long for Teams. Ask for this message in another way to follow them.'
const MORE = 'There are more buttons than Teams can show. Type help to see what you can do.'

const URGENCY = {
  critical: { mark: '🔴 ', words: 'Critical' },
  important: { mark: '🟠 ', words: 'Important' },
  routine: { mark: '', words: 'Routine' },
  info: { mark: '', words: 'For information' },
} as const

/** A card that Teams shows whatever the message is; the same one each time. */
export function renderCard(message: Message): AdaptiveCard {
  let card = draw(message, FULL)
  for (const way of LESS) {
    if (JSON.stringify(card).length <= LONGEST_CARD) break
    card = draw(message, way)
  }
  return card
}

/** What stands above the fields of a form, which has no buttons but its own. */
export const renderIntro = (blocks: readonly Block[]): readonly CardElement[] => {
  const draw = (links: boolean) => {
    const pen = createPen({ fallbacks: false, links, most: Infinity })
    const actions: Pen['actions'] = (all, about) =>
      pen.actions(
        all.filter(({ is }) => is === 'link'),
        about,
      )
    return blocks.flatMap((block) => renderBlock(block, { ...pen, actions }))
  }
  const full = draw(true)
  return JSON.stringify(full).length <= LONGEST_CARD ? full : draw(false)
}

/** Counts the buttons as they are drawn, so that the first ones stay. */
type Pen = Readonly<{
  links: boolean
  actions: (actions: readonly Action[], about: string | null) => readonly Part[]
  /** What had to be left out, in words. */
  leftOut: () => readonly Part[]
}>

function createPen({ fallbacks, links, most }: Way): Pen {
  let left = most
  let lost = false
  return {
    links,
    actions: (actions, about) => {
      const shown = actions.filter((action) => links || action.is === 'button').slice(0, left)
      lost ||= shown.length < actions.filter(({ is }) => is === 'button').length
      left -= shown.length
      const drawn = shown.map((action) => renderAction(action, about, fallbacks))
      return rowsOf(drawn).map((row) => ({ type: 'ActionSet', actions: row }))
    },
    leftOut: () => (lost ? [small(MORE)] : []),
  }
}

function draw(message: Message, way: Way): AdaptiveCard {
  const pen = createPen(way)
  const body = inOneTable(message.blocks.flatMap((block) => renderBlock(block, pen)))
  const end = pen.actions(message.actions, null)
  return adaptiveCard([
    ...above(message),
    heading(message.title, 'Large'),
    ...body,
    ...end,
    ...(way.links || !hasLinks(message) ? [] : [small(LEFT_OUT)]),
    ...pen.leftOut(),
  ])
}

/** The kind of message and how urgent it is, above its title. */
function above({ label, urgency }: Message): readonly Part[] {
  if (urgency === null && label === null) return []
  const { mark, words } = urgency === null ? { mark: '', words: '' } : URGENCY[urgency]
  const loud = urgency === 'critical' || urgency === 'important'
  const joiner = urgency === null || label === null ? '' : ' · '
  return [
    line(
      ...(words === '' ? [] : [run(`${mark}${words}`, loud ? { weight: 'Bolder' } : {})]),
      ...(label === null ? [] : [run(`${joiner}${label}`)]),
    ),
  ]
}

function renderBlock(block: Block, pen: Pen): readonly CardElement[] {
  switch (block.is) {
    case 'heading':
      return [heading(block.text, 'Medium')]
    case 'paragraph':
      return [line(...runs(block.parts, pen.links))]
    case 'list':
      return block.items.map((item, n) => ({
        ...line(run(`${block.ordered ? `${n + 1}.` : '•'} ${item}`)),
        ...(n === 0 ? {} : { spacing: 'Small' }),
      }))
    case 'facts':
      return renderFacts(block.facts)
    case 'row':
      return [
        {
          type: 'Container',
          separator: true,
          items: [
            line(...runs(block.parts, pen.links)),
            ...pen.actions(block.actions, block.parts.map(({ text }) => text).join('')),
          ],
        },
      ]
    case 'progress':
      return renderProgress(block)
    case 'note':
      return [renderNote(block.tone, block.text)]
  }
}

type Facts = Extract<Block, { is: 'facts' }>['facts']

/** A FactSet reads marks: a fact with any in it stands as a line, so that "~10mg~" is never struck out. */
function renderFacts(facts: Facts): readonly Part[] {
  if (facts.every(({ label, value }) => isPlain(label) && isPlain(value)))
    return [{ type: 'FactSet', facts: facts.map(({ label, value }) => ({ title: label, value })) }]
  return facts.map(({ label, value }) => line(run(`${label}: `, { weight: 'Bolder' }), run(value)))
}

/** Facts that follow each other stand in one table, or each part of them would have columns of its own. */
const inOneTable = (elements: readonly CardElement[]): readonly CardElement[] =>
  elements.reduce<readonly CardElement[]>((before, element) => {
    const last = before.at(-1)
    return last?.type === 'FactSet' && element.type === 'FactSet'
      ? [...before.slice(0, -1), { ...last, facts: [...last.facts, ...element.facts] }]
      : [...before, element]
  }, [])

const number = (n: number) => n.toLocaleString('en-GB')

/** Counts in words first; the bar repeats them for those who look rather than read. */
function renderProgress(block: Extract<Block, { is: 'progress' }>): readonly Part[] {
  const { label, delivered, waiting, failed } = block
  const all = delivered + waiting + failed
  const tenths = all === 0 ? 0 : Math.floor((delivered * 10) / all)
  return [
    line(
      run(`${label}: `, { weight: 'Bolder' }),
      run(`${number(delivered)} delivered, ${number(waiting)} waiting, ${number(failed)} failed`),
    ),
    line(run(`${'█'.repeat(tenths)}${'░'.repeat(10 - tenths)}`)),
  ]
}

function renderNote(tone: Extract<Block, { is: 'note' }>['tone'], text: string): CardElement {
  switch (tone) {
    case 'warning':
      return {
        type: 'Container',
        style: 'warning',
        items: [line(run('⚠️ Warning: ', { weight: 'Bolder' }), run(text))],
      }
    case 'done':
      return { type: 'Container', style: 'good', items: [line(run(`✅ ${text}`))] }
    case 'invented':
    case 'small':
      return small(text)
  }
}

/** Rows of the same length, or nearly. */
function rowsOf(actions: readonly CardAction[]): CardAction[][] {
  const rows = Math.ceil(actions.length / MOST_IN_A_ROW)
  const length = Math.ceil(actions.length / rows)
  return Array.from({ length: rows }, (_, n) => actions.slice(n * length, (n + 1) * length))
}

const STYLES = {
  primary: { style: 'positive' },
  danger: { style: 'destructive' },
  plain: {},
} as const

function renderAction(action: Action, about: string | null, fallbacks: boolean): CardAction {
  const { label } = action
  const named = {
    title: label,
    // Ten rows each have a "Stop": what it stops is in its name for those who cannot see the line.
    ...(about === null ? {} : { tooltip: clip(`${label}: ${about}`, 100) }),
  }
  if (action.is === 'link') return { type: 'Action.OpenUrl', ...named, url: action.href }
  const { intent, tone } = action
  const look = { ...named, ...STYLES[tone] }
  // Teams has to know beforehand that a dialog comes of it.
  if (intent.opens === 'form')
    return { type: 'Action.Submit', ...look, data: { intent, msteams: { type: 'task/fetch' } } }
  const data = { intent }
  return {
    type: 'Action.Execute',
    ...look,
    verb: 'cascade',
    data,
    ...(fallbacks ? { fallback: { type: 'Action.Submit', ...look, data } } : {}),
  }
}

const hasLinks = ({ blocks, actions }: Message) =>
  actions.some(({ is }) => is === 'link') ||
  blocks.some(
    (block) =>
      (block.is === 'paragraph' && block.parts.some(({ is }) => is === 'link')) ||
      (block.is === 'row' && [...block.parts, ...block.actions].some(({ is }) => is === 'link')),
  )
