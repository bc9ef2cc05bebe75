import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderForm } from '#adapters/slack/render-form.ts'
import { renderHome, renderMessage } from '#adapters/slack/render.ts'
import { Form } from '#src/chat/form.ts'
import {
  bold as strong,
  button,
  link,
  Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { anyForm, anyMessage, words } from '#test/support/arbitraries.ts'

/** Block Kit's limits, written out from Slack's reference and apart from the renderer that they judge. */
const LIMITS = {
  blocksInMessage: 50,
  blocksInView: 100,
  section: 3000,
  fields: 10,
  field: 2000,
  header: 150,
  buttons: 25,
  buttonText: 75,
  buttonValue: 2000,
  url: 3000,
  contextElements: 10,
  accessibility: 75,
  id: 255,
  message: 13_000,
  notification: 4000,
  title: 24,
  metadata: 3000,
  label: 2000,
  hint: 2000,
  placeholder: 150,
  input: 3000,
  options: 100,
  optionsInSight: 10,
  optionText: 75,
  optionValue: 150,
  view: 250_000,
} as const

type Json = Readonly<Record<string, unknown>>
const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every object inside a value, itself first. */
function* within(value: unknown): Generator<Json> {
  if (Array.isArray(value)) for (const one of value as readonly unknown[]) yield* within(one)
  else if (isJson(value)) {
    yield value
    for (const one of Object.values(value)) yield* within(one)
  }
}

const lengthOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length
  if (isJson(value)) return lengthOf(value['text'])
  return 0
}
const listOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter(isJson) : []

type Measure = readonly [what: string, length: number, most: number, least?: number]

const options = (part: Json, most: number): readonly Measure[] => [
  ['options', listOf(part['options']).length, most, 1],
]
const insight = (part: Json) => options(part, LIMITS.optionsInSight)
const menu = (part: Json) => options(part, LIMITS.options)

/** What is measured of each type of object. */
const MEASURES: Readonly<Record<string, (part: Json) => readonly Measure[]>> = {
  section: (part) => [
    ...(part['text'] === undefined
      ? []
      : [['text', lengthOf(part['text']), LIMITS.section, 1] as const]),
    ['fields', listOf(part['fields']).length, LIMITS.fields],
    ...listOf(part['fields']).map((one) => ['field', lengthOf(one), LIMITS.field, 1] as const),
  ],
  header: (part) => [['text', lengthOf(part['text']), LIMITS.header, 1]],
  actions: (part) => [['elements', listOf(part['elements']).length, LIMITS.buttons, 1]],
  context: (part) => [['elements', listOf(part['elements']).length, LIMITS.contextElements, 1]],
  button: (part) => [
    ['text', lengthOf(part['text']), LIMITS.buttonText, 1],
    ['value', lengthOf(part['value']), LIMITS.buttonValue],
    ['url', lengthOf(part['url']), LIMITS.url],
    ['label', lengthOf(part['accessibility_label']), LIMITS.accessibility],
  ],
  input: (part) => [
    ['label', lengthOf(part['label']), LIMITS.label, 1],
    ['hint', lengthOf(part['hint']), LIMITS.hint],
  ],
  plain_text_input: (part) => [
    ['value', lengthOf(part['initial_value']), Number(part['max_length'])],
    ['max', Number(part['max_length']), LIMITS.input, 1],
  ],
  radio_buttons: insight,
  checkboxes: insight,
  static_select: menu,
  multi_static_select: menu,
}

/** What is wrong with one object, by its type. */
function problemsOf(part: Json): readonly string[] {
  const chosen = [...listOf(part['options']), ...listOf(part['initial_options'])]
  const measures: readonly Measure[] = [
    ...(MEASURES[String(part['type'])]?.(part) ?? []),
    ...chosen.flatMap((option): Measure[] => [
      ['option', lengthOf(option['text']), LIMITS.optionText, 1],
      ['description', lengthOf(option['description']), LIMITS.optionText],
      ['value', lengthOf(option['value']), LIMITS.optionValue, 1],
    ]),
    ['id', lengthOf(part['action_id']) + lengthOf(part['block_id']), LIMITS.id],
  ]
  return measures
    .filter(([, length, most, least = 0]) => length > most || length < least)
    .map(([what, length]) => `${String(part['type'])} ${what}: ${length}`)
}

const allProblems = (value: unknown) => [...within(value)].flatMap(problemsOf)
const idsIn = (value: unknown) =>
  [...within(value)].flatMap((part) =>
    typeof part['action_id'] === 'string' ? [part['action_id']] : [],
  )

/** What pages people: marks in what is read as mrkdwn. Plain text is shown as it is. */
const marksIn = (value: unknown) =>
  [...within(value)].flatMap((part) =>
    part['type'] === 'mrkdwn' && typeof part['text'] === 'string'
      ? [...part['text'].matchAll(/<(?!https?:\/\/)[^>]*>/g)].map(([mark]) => mark)
      : [],
  )

const halves = (value: unknown) => !JSON.stringify(value).isWellFormed()

const total = (blocks: unknown) =>
  [...within(blocks)].reduce(
    (sum, part) => sum + lengthOf(part['text']) * Number(typeof part['text'] === 'string') + 5,
    0,
  )

const long = `https://www.example.nhs.uk/?${'&b=c'.repeat(118)}`

describe('a message', () => {
  test('any fits, pages nobody, and keeps its buttons', () => {
    fc.assert(
      fc.property(anyMessage, (made) => {
        const { text, blocks } = renderMessage(made)
        expect(allProblems(blocks)).toEqual([])
        expect(blocks.length).toBeLessThanOrEqual(LIMITS.blocksInMessage)
        expect(total(blocks)).toBeLessThanOrEqual(LIMITS.message)
        expect(text.length).toBeLessThanOrEqual(LIMITS.notification)
        expect(marksIn(blocks)).toEqual([])
        expect(text).not.toMatch(/<[^>]*>/)
        expect(halves(blocks)).toBe(false)
        const wanted = [
          ...made.blocks.flatMap((block) => (block.is === 'row' ? block.actions : [])),
          ...made.actions,
        ]
        expect(idsIn(blocks)).toHaveLength(wanted.length)
        expect(new Set(idsIn(blocks)).size).toBe(wanted.length)
      }),
      { numRuns: 300 },
    )
  })

  test.each([
    [
      'links that are as long as they may be',
      Array.from({ length: 20 }, () =>
        paragraph(...Array.from({ length: 12 }, () => link('a', long))),
      ),
    ],
    ['nothing but "&"', Array.from({ length: 4 }, () => paragraph(strong('&'.repeat(600))))],
    [
      'rows with every button',
      Array.from({ length: 20 }, () => ({
        is: 'row' as const,
        parts: [strong('&'.repeat(120))],
        actions: Array.from({ length: 4 }, () =>
          button('&'.repeat(40), { do: 'x', with: { a: '"'.repeat(180) } }),
        ),
      })),
    ],
  ])('%s', (_, blocks) => {
    const made = Message.parse(
      message({
        title: '&'.repeat(140),
        label: '&'.repeat(60),
        blocks,
        actions: Array.from({ length: 10 }, () => button('&'.repeat(40), { do: 'x', with: {} })),
      }),
    )
    const drawn = renderMessage(made).blocks
    expect(allProblems(drawn)).toEqual([])
    expect(drawn.length).toBeLessThanOrEqual(LIMITS.blocksInMessage)
    expect(total(drawn)).toBeLessThanOrEqual(LIMITS.message)
  })

  test('a paragraph with many long links becomes several sections, and keeps them', () => {
    const parts = Array.from({ length: 8 }, (_, n) => link(`Paper ${n}`, `${long}${n}`))
    const { blocks } = renderMessage(message({ title: 'Papers', blocks: [paragraph(...parts)] }))
    const sections = blocks.filter(({ type }) => type === 'section')
    expect(sections.length).toBeGreaterThan(1)
    expect(JSON.stringify(sections).match(/<https:/g)).toHaveLength(8)
  })

  test('what is left out is said', () => {
    const blocks = Array.from({ length: 20 }, () =>
      paragraph(...Array.from({ length: 12 }, () => link('a', long))),
    )
    expect(JSON.stringify(renderMessage(message({ title: 'x', blocks })).blocks)).toContain(
      'The links are left out here',
    )
  })

  test('says how urgent it is, and what a note is, in words', () => {
    const drawn = JSON.stringify(
      renderMessage(
        message({
          title: 'x',
          urgency: 'critical',
          label: 'Prescribing message',
          blocks: [note('warning', 'Stop it')],
        }),
      ).blocks,
    )
    expect(drawn).toContain('*Critical* · Prescribing message')
    expect(drawn).toContain('Warning: Stop it')
  })

  test('a locked screen shows the preview and nothing else', () => {
    const { text } = renderMessage(
      message({ title: 'Metformin is short', preview: 'A prescribing message & more' }),
    )
    expect(text).toBe('A prescribing message &amp; more')
  })
})

describe('a home', () => {
  test('of any cards fits, and its buttons have ids of their own', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 6, size: 'max' }), (cards) => {
        const view = renderHome(cards)
        expect(view.blocks.length).toBeLessThanOrEqual(LIMITS.blocksInView)
        expect(allProblems(view)).toEqual([])
        expect(new Set(idsIn(view)).size).toBe(idsIn(view).length)
        expect(JSON.stringify(view).length).toBeLessThanOrEqual(LIMITS.view)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a form', () => {
  test('any fits, and pages nobody', () => {
    fc.assert(
      fc.property(anyForm, words(200), (made, on) => {
        const view = renderForm(Form.parse(made), on)
        expect(allProblems(view)).toEqual([])
        expect(view.blocks.length).toBeLessThanOrEqual(LIMITS.blocksInView)
        for (const words of [view.title, view.submit, view.close])
          expect(lengthOf(words)).toBeLessThanOrEqual(LIMITS.title)
        expect(view.private_metadata?.length).toBeLessThanOrEqual(LIMITS.metadata)
        expect(JSON.stringify(view).length).toBeLessThanOrEqual(LIMITS.view)
        expect(marksIn(view)).toEqual([])
        expect(halves(view)).toBe(false)
        const inputs = view.blocks.filter(({ type }) => type === 'input')
        expect(inputs.map(({ block_id: name }) => name)).toEqual(
          made.fields.map(({ name }) => name),
        )
      }),
      { numRuns: 150 },
    )
  })
})
