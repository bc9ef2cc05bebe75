import { z } from 'zod'
import {
  accessory,
  actionElement,
  anyText,
  contextElement,
  id,
  image,
  inputElement,
  plainText,
} from './block-elements.ts'
import { type Json, listOf, objectOf, objectsIn, textOf } from './json.ts'

/** What Slack refuses in blocks and views, and the sentences that it says so in. */
const block_id = id.optional()

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, {
    error: 'must define either `fields` or `text`',
  })

const Block = z.discriminatedUnion('type', [
  section,
  z.strictObject({ type: z.literal('header'), block_id, text: plainText(150) }),
  z.strictObject({ type: z.literal('divider'), block_id }),
  z.strictObject({ ...image.shape, block_id, title: plainText(2000).optional() }),
  z.strictObject({
    type: z.literal('actions'),
    block_id,
    elements: z.array(actionElement).min(1).max(25),
  }),
  z.strictObject({
    type: z.literal('context'),
    block_id,
    elements: z.array(contextElement).min(1).max(10),
  }),
  z.strictObject({
    type: z.literal('input'),
    block_id,
    label: plainText(2000),
    element: inputElement,
    hint: plainText(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('rich_text'),
    block_id,
    elements: z.array(z.looseObject({ type: z.string() })),
  }),
  z.strictObject({ type: z.literal('markdown'), block_id, text: z.string().min(1).max(12_000) }),
])

const view = {
  blocks: z.array(Block).max(100),
  private_metadata: z.string().max(3000).optional(),
  callback_id: id.optional(),
  external_id: id.optional(),
}
const View = z.discriminatedUnion('type', [
  z.strictObject({
    ...view,
    type: z.literal('modal'),
    title: plainText(24),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
  }),
  z.strictObject({ ...view, type: z.literal('home') }),
])

const pointer = (path: readonly PropertyKey[]) =>
  ` [json-pointer:${path.map((part) => `/${String(part)}`).join('')}]`

type Issue = z.core.$ZodIssue

const tooBig = (issue: z.core.$ZodIssueTooBig) =>
  issue.origin === 'array'
    ? `no more than ${issue.maximum} items allowed`
    : `must be less than ${Number(issue.maximum) + 1} characters`

const tooSmall = (issue: z.core.$ZodIssueTooSmall) =>
  issue.origin === 'array'
    ? `no fewer than ${issue.minimum} items allowed`
    : `must be more than ${Number(issue.minimum) - 1} characters`

/** One complaint in Slack's words. */
function worded(issue: Issue, root: PropertyKey): string {
  const at = pointer([root, ...issue.path])
  if (issue.code === 'too_big') return `${tooBig(issue)}${at}`
  if (issue.code === 'too_small') return `${tooSmall(issue)}${at}`
  if (issue.code === 'unrecognized_keys')
    return `invalid additional property: ${issue.keys.join(', ')}${at}`
  if (issue.code === 'invalid_union') return `unsupported type${at}`
  if (issue.code !== 'invalid_type') return `${issue.message}${at}`
  return issue.input === undefined
    ? `missing required field: ${String(issue.path.at(-1))}${pointer([root, ...issue.path.slice(0, -1)])}`
    : `must be a valid ${issue.expected}${at}`
}

const complaints = (schema: z.ZodType, value: unknown, root: PropertyKey): readonly string[] => {
  const { error } = schema.safeParse(value, { reportInput: true })
  return error === undefined ? [] : error.issues.map((issue) => worded(issue, root))
}

const repeated = (ids: readonly string[]) => ids.filter((one, at) => ids.indexOf(one) !== at)

const actionsOf = (block: Json): readonly Json[] => [
  ...listOf(block['elements']),
  ...[block['accessory'], block['element']].map(objectOf),
]

/** No two blocks, and no two elements of one block, may be called the same. */
function clashes(blocks: readonly Json[]): readonly string[] {
  const named = (of: readonly Json[], key: string) =>
    of.map((one) => textOf(one[key])).filter((name) => name !== '')
  return [
    ...repeated(named(blocks, 'block_id')).map((name) => `block_id \`${name}\` already exists`),
    ...blocks.flatMap((block, at) =>
      repeated(named(actionsOf(block), 'action_id')).map(
        (name) => `\`action_id\` "${name}" already exists${pointer(['blocks', at])}`,
      ),
    ),
  ]
}

/** Choices that are shown chosen must be among those on offer. */
const strayChoices = (blocks: readonly Json[]): readonly string[] =>
  blocks.flatMap((block, at) =>
    actionsOf(block).flatMap((element) => {
      const grouped = listOf(element['option_groups']).flatMap((group) => listOf(group['options']))
      const offered = [...listOf(element['options']), ...grouped].map(({ value }) => value)
      const selects = textOf(element['type']).endsWith('static_select')
      if (selects && offered.length === 0)
        return [`must define either \`options\` or \`option_groups\`${pointer(['blocks', at])}`]
      if (offered.length === 0) return []
      const chosen = [
        ...listOf(element['initial_options']),
        ...(element['initial_option'] === undefined ? [] : [objectOf(element['initial_option'])]),
      ]
      return chosen
        .filter(({ value }) => !offered.includes(value))
        .map(() => `initial option must be one of the options${pointer(['blocks', at])}`)
    }),
  )

export function blockProblems(blocks: unknown, most: 50 | 100): readonly string[] {
  const wrong = complaints(z.array(Block).max(most), blocks, 'blocks')
  return wrong.length > 0 ? wrong : [...clashes(listOf(blocks)), ...strayChoices(listOf(blocks))]
}

export function viewProblems(shown: unknown): readonly string[] {
  const wrong = complaints(View, shown, 'view')
  if (wrong.length > 0) return wrong
  const { type, blocks, submit } = objectOf(shown)
  const inputs = listOf(blocks).some((block) => block['type'] === 'input')
  return [
    ...clashes(listOf(blocks)),
    ...strayChoices(listOf(blocks)),
    ...(type === 'modal' && inputs && submit === undefined
      ? ['missing required field: submit [json-pointer:/view]']
      : []),
  ]
}

/** What counts against the total of one message: its text, and something for every container. */
export const lengthOfBlocks = (blocks: unknown): number =>
  [...objectsIn(blocks)].reduce(
    (sum, part) => sum + (typeof part['text'] === 'string' ? part['text'].length : 0) + 5,
    0,
  )
export const LONGEST_BLOCKS = 13_200
export const LARGEST_VIEW = 250_000
