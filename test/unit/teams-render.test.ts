import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Place, renderActivity, writeActivity } from '#adapters/teams/activity.ts'
import { AdaptiveCard, type CardAction } from '#adapters/teams/adaptive-card.ts'
import { renderCard } from '#adapters/teams/render.ts'
import { escape } from '#adapters/teams/text.ts'
import {
  type Action,
  type Block,
  bold,
  button,
  link,
  Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { anyMessage } from '#test/support/arbitraries.ts'
import { faultsOfCard } from '#test/support/fake-teams/cards.ts'
import { WORST } from './worst-cards.ts'
import { FILLS } from './worst-content.ts'

type Json = Readonly<Record<string, unknown>>
const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every object in a card but what a button sends back, in the order in which it is read. */
function* within(value: unknown): Generator<Json> {
  if (Array.isArray(value)) for (const one of value as readonly unknown[]) yield* within(one)
  else if (isJson(value)) {
    yield value
    for (const [key, one] of Object.entries(value))
      if (key !== 'data' && key !== 'fallback' && key !== 'selectAction') yield* within(one)
  }
}

const PRESSED = new Set(['Action.Execute', 'Action.Submit', 'Action.OpenUrl'])
const actionsIn = (card: AdaptiveCard): readonly CardAction[] =>
  [...within(card)].filter(({ type }) => PRESSED.has(String(type))) as unknown as CardAction[]

const textsIn = (card: AdaptiveCard): readonly string[] =>
  [...within(card)].flatMap(({ type, text, title, value }) => {
    if (PRESSED.has(String(type))) return []
    return [text, title, value].filter((one) => typeof one === 'string')
  })

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value), 'utf16le')
const LARGEST = 80_000

const place: Place = {
  tenant: '11111111-1111-4111-8111-111111111111',
  conversation: 'a:1xyz',
  bot: '28:22222222-2222-4222-8222-222222222222',
  delivery: '33333333-3333-7333-8333-333333333333',
}

const wordsOf = (block: Block): readonly string[] => {
  switch (block.is) {
    case 'heading':
    case 'note':
      return [block.text]
    case 'paragraph':
    case 'row':
      return block.parts.map(({ text }) => text)
    case 'list':
      return block.items
    case 'facts':
      return block.facts.flatMap(({ label, value }) => [label, value])
    case 'progress':
      return [block.label]
  }
}

const intent = { do: 'x', with: { a: '"'.repeat(190), b: '"'.repeat(30) } }
const full = (blocks: readonly Block[], actions: readonly Action[] = []): Message =>
  Message.parse(
    message({
      title: '&'.repeat(140),
      label: '*'.repeat(60),
      blocks: [...blocks],
      actions: [...actions],
    }),
  )

const long = `https://www.example.nhs.uk/?${'&b=c'.repeat(118)}`
const longer = `https://www.example.nhs.uk/?${'&b=c'.repeat(240)}`

/** As much of everything as the language has. */
const LARGE: readonly (readonly [string, Message])[] = [
  [
    'links that are as long as they may be',
    full(
      Array.from({ length: 20 }, () =>
        paragraph(...Array.from({ length: 12 }, () => link('a', long))),
      ),
    ),
  ],
  [
    'rows of links',
    full(
      Array.from({ length: 20 }, () => ({
        is: 'row' as const,
        parts: [bold('*'.repeat(100))],
        actions: Array.from({ length: 4 }, () => ({
          is: 'link' as const,
          label: '*'.repeat(40),
          href: longer,
        })),
      })),
    ),
  ],
  [
    'rows with every button',
    full(
      Array.from({ length: 20 }, () => ({
        is: 'row' as const,
        parts: [bold('"'.repeat(100))],
        actions: Array.from({ length: 4 }, () => button('"'.repeat(40), intent)),
      })),
      Array.from({ length: 10 }, () => button('"'.repeat(40), intent)),
    ),
  ],
  [
    'marks',
    full(
      Array.from({ length: 6 }, () => ({
        is: 'facts' as const,
        facts: Array.from({ length: 10 }, () => ({ label: '\u0001', value: '\u0001'.repeat(39) })),
      })),
    ),
  ],
]

describe('a card', () => {
  test('of any message fits, and keeps every word and every button', () => {
    fc.assert(
      fc.property(anyMessage, (made) => {
        const card = renderCard(made)
        expect(AdaptiveCard.parse(card)).toEqual(card)
        expect(faultsOfCard(card)).toEqual([])
        expect(bytes(renderActivity(made, place))).toBeLessThan(LARGEST)
        const shown = textsIn(card).join('\n')
        for (const words of [made.title, ...made.blocks.flatMap(wordsOf)])
          expect(shown.includes(words) || shown.includes(escape(words))).toBe(true)
        for (const { type, actions } of within(card))
          if (type === 'ActionSet') expect((actions as unknown[]).length).toBeLessThanOrEqual(6)
      }),
      { numRuns: 100 },
    )
  })

  test.each(LARGE)('of %s is under 80 KB, and says what is left out', (name, made) => {
    const card = renderCard(made)
    expect(bytes(renderActivity(made, place))).toBeLessThan(LARGEST)
    const shown = textsIn(card).join('\n')
    if (name.includes('links')) expect(shown).toContain('The links are left out here')
    if (name.includes('button')) {
      expect(shown).toContain('There are more buttons than Teams can show')
      expect(actionsIn(card).length).toBeGreaterThan(10)
    }
  })

  test.each(Object.keys(WORST))('%s loses nothing, however full', (name) => {
    for (const [, fill] of FILLS)
      for (const made of WORST[name]?.(fill) ?? []) {
        if (!('preview' in made)) continue
        const wanted = [
          ...made.blocks.flatMap((block) => (block.is === 'row' ? block.actions : [])),
          ...made.actions,
        ]
        const drawn = actionsIn(renderCard(made))
        expect(drawn.map(({ title }) => title)).toEqual(wanted.map(({ label }) => label))
        for (const one of drawn)
          if (one.type === 'Action.Execute') expect(one.fallback?.data).toEqual(one.data)
      }
  })

  test('draws a button so that its card is replaced, and one that opens a form so that a dialog opens', () => {
    const card = renderCard(
      message({
        title: 'x',
        actions: [
          button('Read', { do: 'read', with: { id: '1' } }, 'primary'),
          button('Ask', { do: 'ask', with: {}, opens: 'form' }),
          { is: 'link', label: 'Source', href: 'https://example.nhs.uk/' },
        ],
      }),
    )
    const data = { intent: { do: 'read', with: { id: '1' } } }
    expect(actionsIn(card)).toEqual([
      {
        type: 'Action.Execute',
        title: 'Read',
        style: 'positive',
        verb: 'cascade',
        data,
        fallback: { type: 'Action.Submit', title: 'Read', style: 'positive', data },
      },
      {
        type: 'Action.Submit',
        title: 'Ask',
        data: { intent: { do: 'ask', with: {}, opens: 'form' }, msteams: { type: 'task/fetch' } },
      },
      { type: 'Action.OpenUrl', title: 'Source', url: 'https://example.nhs.uk/' },
    ])
  })

  test('has headings for those who read by them', () => {
    const card = renderCard(message({ title: 'Title', blocks: [{ is: 'heading', text: 'Part' }] }))
    const headings = [...within(card)].filter(({ style }) => style === 'heading')
    expect(headings.map(({ text }) => text)).toEqual(['Title', 'Part'])
  })

  test('says how urgent it is, and what a note is, in words', () => {
    const shown = textsIn(
      renderCard(
        message({
          title: 'x',
          urgency: 'critical',
          label: 'Prescribing message',
          blocks: [note('warning', 'Stop it')],
        }),
      ),
    ).join('')
    expect(shown).toContain('Critical · Prescribing message')
    expect(shown).toContain('Warning: Stop it')
  })

  test('sets facts side by side, unless a mark in one would be read', () => {
    const facts = (value: string) =>
      renderCard(
        message({ title: 'x', blocks: [{ is: 'facts', facts: [{ label: 'Dose', value }] }] }),
      )
    expect(facts('10mg').body).toContainEqual({
      type: 'FactSet',
      facts: [{ title: 'Dose', value: '10mg' }],
    })
    expect(textsIn(facts('~10mg~'))).toContain('~10mg~')
  })

  test('names what a button of a row is about', () => {
    const row: Block = {
      is: 'row',
      parts: [{ is: 'plain', text: 'Camden' }],
      actions: [button('Stop', { do: 'stop', with: {} })],
    }
    const [stop] = actionsIn(renderCard(message({ title: 'x', blocks: [row] })))
    expect(stop).toMatchObject({ tooltip: 'Stop: Camden' })
  })
})

describe('an activity', () => {
  test('that is spliced is the same to the byte as one that is drawn for one person', () => {
    const id = fc.stringMatching(/^[!-~]{1,60}$/)
    const anyPlace: fc.Arbitrary<Place> = fc.record({
      tenant: id,
      conversation: id,
      bot: id,
      delivery: fc.option(fc.uuid(), { nil: null }),
    })
    fc.assert(
      fc.property(anyMessage, fc.array(anyPlace, { minLength: 2 }), (made, places) => {
        for (const one of places)
          expect(writeActivity(made, one)).toBe(JSON.stringify(renderActivity(made, one)))
      }),
      { numRuns: 100 },
    )
  })

  test('has a card and no text beside it, and shows the preview and nothing else on a locked screen', () => {
    const activity = renderActivity(
      message({ title: 'Metformin is short', preview: 'A prescribing message' }),
      place,
    )
    expect(activity).toMatchObject({ type: 'message', summary: 'A prescribing message' })
    expect(activity.attachments).toHaveLength(1)
    expect(Object.keys(activity)).not.toContain('text')
  })

  test('carries its tenant in both places that Teams looks in', () => {
    expect(renderActivity(message({ title: 'x' }), place)).toMatchObject({
      conversation: { id: place.conversation, tenantId: place.tenant },
      channelData: { tenant: { id: place.tenant }, delivery: place.delivery },
    })
  })

  test.each([
    ['critical', true],
    ['important', true],
    ['routine', false],
    ['info', false],
    [null, false],
  ] as const)('of urgency %s is a toast: %s; drawn anew never', (urgency, loud) => {
    const made = message({ title: 'x', urgency })
    const { channelData } = renderActivity(made, place)
    expect('notification' in channelData).toBe(loud)
    const { channelData: anew } = renderActivity(made, { ...place, delivery: null })
    expect('notification' in anew).toBe(false)
  })
})
