import { z } from 'zod'
import { Intent } from './intent.ts'

/**
 * One card, in words that every platform can show. The budgets are the intersection of Block Kit and
 * Adaptive Cards 1.5, counted as if every character were "&" (five characters once Slack's renderer has
 * escaped it), so that rendering a valid Message never fails:
 * section text 3,000, header 150, field 2,000, 50 blocks, about 13,000 characters a message (Slack).
 */
const text = (max: number) => z.string().min(1).max(max)
const href = z.url({ protocol: /^https?$/ }).max(500)

export const Inline = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('plain'), text: text(600) }),
  z.strictObject({ is: z.literal('bold'), text: text(600) }),
  z.strictObject({ is: z.literal('link'), text: text(120), href }),
])
export type Inline = z.infer<typeof Inline>

const Inlines = z
  .array(Inline)
  .min(1)
  .max(12)
  .refine(
    (parts) => parts.reduce((sum, part) => sum + part.text.length, 0) <= 600,
    'over 600 characters',
  )

export const Action = z.discriminatedUnion('is', [
  z.strictObject({
    is: z.literal('button'),
    label: text(40),
    tone: z.enum(['primary', 'plain', 'danger']),
    intent: Intent,
  }),
  z.strictObject({
    is: z.literal('link'),
    label: text(40),
    href: z.url({ protocol: /^https?$/ }).max(1000),
  }),
])
export type Action = z.infer<typeof Action>

export const Block = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('heading'), text: text(140) }),
  z.strictObject({ is: z.literal('paragraph'), parts: Inlines }),
  z.strictObject({
    is: z.literal('list'),
    ordered: z.boolean(),
    items: z.array(text(300)).min(1).max(10),
  }),
  z.strictObject({
    is: z.literal('facts'),
    facts: z
      .array(z.strictObject({ label: text(60), value: text(300) }))
      .min(1)
      .max(10),
  }),
  /** A line with its own buttons: one subscription, one draft, one question. */
  z.strictObject({ is: z.literal('row'), parts: Inlines, actions: z.array(Action).min(1).max(4) }),
  /** How far a broadcast has got; the counts add up to everybody. */
  z.strictObject({
    is: z.literal('progress'),
    label: text(60),
    delivered: z.int().min(0),
    waiting: z.int().min(0),
    failed: z.int().min(0),
  }),
  /** Something set apart from the text: a warning, what is done, what is invented, what is only small print. */
  z.strictObject({
    is: z.literal('note'),
    tone: z.enum(['warning', 'done', 'invented', 'small']),
    text: text(400),
  }),
])
export type Block = z.infer<typeof Block>

/** All the text of a card, as typed. */
export function typedLength(blocks: readonly Block[]): number {
  let sum = 0
  for (const block of blocks) {
    switch (block.is) {
      case 'heading':
      case 'note':
        sum += block.text.length
        break
      case 'paragraph':
      case 'row':
        sum += block.parts.reduce((length, part) => length + part.text.length, 0)
        break
      case 'list':
        sum += block.items.reduce((length, item) => length + item.length, 0)
        break
      case 'facts':
        sum += block.facts.reduce(
          (length, fact) => length + fact.label.length + fact.value.length,
          0,
        )
        break
      case 'progress':
        sum += block.label.length + 60
        break
    }
  }
  return sum
}

/** Everything a card can say, in typed characters: a fifth of what Slack accepts in one message. */
export const MESSAGE_TEXT_BUDGET = 2400

export const Message = z.strictObject({
  /** What sort of thing this is: "Prescribing message". */
  label: text(60).nullable(),
  title: text(140),
  /** The notification's text. It may show on a locked screen, so it never carries detail. */
  preview: text(150),
  urgency: z.enum(['critical', 'important', 'routine', 'info']).nullable(),
  blocks: z
    .array(Block)
    .max(20)
    .refine((blocks) => typedLength(blocks) <= MESSAGE_TEXT_BUDGET, 'over the message budget'),
  actions: z.array(Action).max(10),
})
export type Message = z.infer<typeof Message>

export const plain = (value: string): Inline => ({ is: 'plain', text: value })
export const bold = (value: string): Inline => ({ is: 'bold', text: value })
export const link = (label: string, to: string): Inline => ({ is: 'link', text: label, href: to })
export const paragraph = (...parts: readonly (Inline | string)[]): Block => ({
  is: 'paragraph',
  parts: parts.map((part) => (typeof part === 'string' ? plain(part) : part)),
})
export const note = (tone: 'warning' | 'done' | 'invented' | 'small', value: string): Block => ({
  is: 'note',
  tone,
  text: value,
})
export const button = (
  label: string,
  intent: Intent,
  tone: 'primary' | 'plain' | 'danger' = 'plain',
): Action => ({ is: 'button', label, tone, intent })

/** A card with the defaults filled in; the preview repeats the title, which carries no detail. */
export const message = (parts: Pick<Message, 'title'> & Partial<Message>): Message => ({
  label: null,
  preview: parts.title,
  urgency: null,
  blocks: [],
  actions: [],
  ...parts,
})
