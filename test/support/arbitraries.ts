import fc from 'fast-check'
import type { Address, Identity, Inbound, MessageHandle } from '#src/chat/chat-platform.ts'
import { type Field, type Form, type FormValues, type Option } from '#src/chat/form.ts'
import { Intent } from '#src/chat/intent.ts'
import { type Action, type Block, type Inline, Message } from '#src/chat/message.ts'

/** What breaks renderers: markup of each platform, and characters longer than one UTF-16 unit. */
const PIECES = [
  'a',
  '&',
  '<',
  '>',
  '"',
  "'",
  '*',
  '_',
  '~',
  '`',
  '|',
  '\\',
  ' ',
  '<!channel>',
  '<@U1>',
  '](http://x)',
  '&amp;',
  '</textarea>',
  '<script>',
  '{{x}}',
  '${data}',
  'é',
  'e\u0301',
  '😀',
  '👩🏽‍⚕️',
  'שלום',
  'مرحبا',
  '\u202E',
  '漢',
  '\n',
] as const

/** Between 1 and `max` UTF-16 units, never cut inside a character, never empty to the eye at its start. */
function write(length: number, seed: number): string {
  // One piece over and over is the worst case for a budget, a mixture is the worst case for an escaper.
  const only = seed % 3 === 0 ? (PIECES[Math.floor(seed / 3) % PIECES.length] ?? 'a') : null
  let text = seed % 2 === 0 ? '&' : 'a'
  let state = seed
  for (;;) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    const piece = only ?? PIECES[(state >>> 8) % PIECES.length] ?? 'a'
    if (text.length + piece.length > length) return text.padEnd(length, '&')
    text += piece
  }
}

export const words = (max: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.oneof({ weight: 1, arbitrary: fc.constant(max) }, fc.integer({ min: 1, max })),
      fc.nat(),
    )
    .map(([length, seed]) => write(length, seed))

const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null })

const many = <T>(some: fc.Arbitrary<T>, max: number, min = 1) =>
  fc.array(some, { minLength: min, maxLength: max, size: 'max' })

/** As many of `items` as still fit, so that budgets are met from below and nearly filled. */
function fitting<T>(items: readonly T[], fits: (kept: readonly T[]) => boolean): T[] {
  let kept: T[] = []
  for (const item of items) if (fits([...kept, item])) kept = [...kept, item]
  return kept
}

export const href = (max: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min: 0, max: max - 40 }), fc.constantFrom('a', '&b=c', '%20', '#/'))
    .map(([length, piece]) => `https://www.example.nhs.uk/?q=${piece.repeat(length)}`.slice(0, max))
    .map((url) => url.replace(/%.?$/, ''))

const verb = fc.stringMatching(/^[a-z][a-z-]{0,39}$/)
const name = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,29}$/)

export const anyIntent: fc.Arbitrary<Intent> = fc
  .record({
    do: verb,
    entries: many(fc.tuple(name, fc.oneof(fc.uuid(), words(200))), 6, 0),
  })
  .map((made) => ({
    do: made.do,
    with: Object.fromEntries(
      fitting(
        made.entries,
        (kept) => Intent.safeParse({ do: made.do, with: Object.fromEntries(kept) }).success,
      ),
    ),
  }))

export const anyAction: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    is: fc.constant('button' as const),
    label: words(40),
    tone: fc.constantFrom('primary', 'plain', 'danger'),
    intent: anyIntent,
  }),
  fc.record({ is: fc.constant('link' as const), label: words(40), href: href(1000) }),
)

const anyInline: fc.Arbitrary<Inline> = fc.oneof(
  fc.record({ is: fc.constantFrom('plain' as const, 'bold' as const), text: words(600) }),
  fc.record({ is: fc.constant('link' as const), text: words(120), href: href(500) }),
)

const lengthOf = (parts: readonly Inline[]) =>
  parts.reduce((sum, part) => sum + part.text.length, 0)
const inlines = many(anyInline, 12).map((parts) => fitting(parts, (kept) => lengthOf(kept) <= 600))

export const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ is: fc.constant('heading' as const), text: words(140) }),
  fc.record({ is: fc.constant('paragraph' as const), parts: inlines }),
  fc.record({
    is: fc.constant('list' as const),
    ordered: fc.boolean(),
    items: many(words(300), 10),
  }),
  fc.record({
    is: fc.constant('facts' as const),
    facts: many(fc.record({ label: words(60), value: words(300) }), 10),
  }),
  fc.record({
    is: fc.constant('row' as const),
    parts: inlines,
    actions: many(anyAction, 4),
  }),
  fc.record({
    is: fc.constant('progress' as const),
    label: words(60),
    delivered: fc.nat(),
    waiting: fc.nat(),
    failed: fc.nat(),
  }),
  fc.record({
    is: fc.constant('note' as const),
    tone: fc.constantFrom('warning', 'done', 'invented', 'small'),
    text: words(400),
  }),
)

export const anyMessage: fc.Arbitrary<Message> = fc
  .record({
    label: maybe(words(60)),
    title: words(140),
    preview: words(150),
    urgency: maybe(fc.constantFrom('critical', 'important', 'routine', 'info')),
    blocks: many(anyBlock, 20, 0),
    actions: many(anyAction, 10, 0),
  })
  .map((made) => ({
    ...made,
    blocks: fitting(made.blocks, (kept) => Message.shape.blocks.safeParse(kept).success),
  }))

const anyOption: fc.Arbitrary<Option> = fc.record({
  value: fc.oneof(fc.uuid(), words(100)),
  label: words(75),
  hint: maybe(words(75)),
})
const options = (max: number, min = 1) =>
  fc.uniqueArray(anyOption, {
    minLength: min,
    maxLength: max,
    size: 'max',
    selector: ({ value }) => value,
  })

const common = {
  name: fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,39}$/),
  label: words(120),
  hint: maybe(words(300)),
  required: fc.boolean(),
  error: maybe(words(300)),
}

const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
const orEmpty = (some: fc.Arbitrary<string>) => fc.oneof(fc.constant(''), some)

/** A text field holds at most what it says that it takes. */
const typed = <K extends 'text' | 'long-text'>(is: K) =>
  fc.integer({ min: 1, max: 3000 }).chain((max) =>
    fc.record({
      ...common,
      is: fc.constant(is),
      max: fc.constant(max),
      value: orEmpty(words(max)),
    }),
  )

const choosing = options(100).chain((list) =>
  fc.oneof(
    fc.record({
      ...common,
      is: fc.constant('choice' as const),
      options: fc.constant(list),
      value: fc.constantFrom('', ...list.map(({ value }) => value)),
    }),
    fc.record({
      ...common,
      is: fc.constant('choices' as const),
      options: fc.constant(list),
      value: fc.subarray(list.map(({ value }) => value)),
    }),
  ),
)

export const anyField: fc.Arbitrary<Field> = fc.oneof(
  typed('text'),
  typed('long-text'),
  fc.record({ ...common, is: fc.constant('link' as const), value: orEmpty(href(500)) }),
  fc.record({ ...common, is: fc.constant('date' as const), value: orEmpty(day) }),
  fc.record({ ...common, is: fc.constant('time' as const), value: orEmpty(clock) }),
  choosing,
  options(20, 0).chain((value) =>
    fc.record({
      ...common,
      is: fc.constant('search' as const),
      source: fc.constantFrom('organisations' as const, 'own-organisations' as const),
      value: fc.constant(value),
      most: fc.integer({ min: Math.max(1, value.length), max: 20 }),
    }),
  ),
  fc.record({
    ...common,
    is: fc.constant('tick' as const),
    statement: words(300),
    value: fc.boolean(),
  }),
)

export const anyForm: fc.Arbitrary<Form> = fc.record({
  title: words(24),
  submit: words(24),
  intro: many(anyBlock, 6, 0),
  fields: fc.uniqueArray(anyField, {
    minLength: 1,
    maxLength: 20,
    size: 'max',
    selector: (field) => field.name,
  }),
  intent: anyIntent,
})

export const anyValues: fc.Arbitrary<FormValues> = fc.dictionary(
  common.name,
  fc.oneof(orEmpty(words(3000)), many(words(1000), 20, 0)),
  { maxKeys: 20 },
)

const platform = fc.constantFrom('slack' as const, 'teams' as const, 'web' as const)
export const anyIdentity: fc.Arbitrary<Identity> = fc.record({
  platform,
  tenant: words(200),
  user: words(200),
})
const anyRef: fc.Arbitrary<Address & MessageHandle> = fc.record({ platform, ref: words(2000) })

export const anyInbound: fc.Arbitrary<Inbound> = fc.record({
  eventId: words(300),
  who: anyIdentity,
  reachableAt: anyRef,
  on: maybe(anyRef),
  what: fc.oneof(
    fc.record({ is: fc.constant('press' as const), intent: anyIntent }),
    fc.record({ is: fc.constant('submit' as const), intent: anyIntent, values: anyValues }),
    fc.record({ is: fc.constant('say' as const), text: fc.oneof(words(3000), words(200_000)) }),
  ),
})
