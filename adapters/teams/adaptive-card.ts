import { z } from 'zod'
import { Intent } from '#src/chat/intent.ts'

/** The part of Adaptive Cards 1.5 that is used here: the newest version that Teams shows. */

export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive'

const Weight = z.literal('Bolder')
const Spacing = z.enum(['None', 'Small', 'Medium', 'Large'])

const OpenUrl = z.strictObject({
  type: z.literal('Action.OpenUrl'),
  title: z.string().optional(),
  url: z.string(),
  tooltip: z.string().optional(),
})

const Style = z.enum(['positive', 'destructive'])

/** The data of a button: what it asks for, and whether Teams opens a dialog for the answer. */
const Pressed = z.strictObject({
  intent: Intent,
  msteams: z.strictObject({ type: z.literal('task/fetch') }).optional(),
})

const Submit = z.strictObject({
  type: z.literal('Action.Submit'),
  title: z.string(),
  data: z.union([Pressed, z.record(z.string(), z.unknown())]),
  style: Style.optional(),
  tooltip: z.string().optional(),
})

const Execute = z.strictObject({
  type: z.literal('Action.Execute'),
  title: z.string(),
  verb: z.literal('cascade'),
  data: Pressed,
  style: Style.optional(),
  tooltip: z.string().optional(),
  /** For clients from before Action.Execute. */
  fallback: Submit.optional(),
})

export const CardAction = z.discriminatedUnion('type', [Execute, Submit, OpenUrl])
export type CardAction = z.infer<typeof CardAction>

/** Read as markdown, so for nothing but headings and what is our own: see text.ts. */
const TextBlock = z.strictObject({
  type: z.literal('TextBlock'),
  text: z.string(),
  wrap: z.literal(true),
  style: z.literal('heading').optional(),
  size: z.enum(['Large', 'Medium']).optional(),
  weight: Weight.optional(),
})

/** Shown exactly as it is: no marks are read in it. */
const TextRun = z.strictObject({
  type: z.literal('TextRun'),
  text: z.string(),
  weight: Weight.optional(),
  underline: z.literal(true).optional(),
  size: z.literal('Small').optional(),
  color: z.enum(['Accent', 'Attention']).optional(),
  isSubtle: z.literal(true).optional(),
  selectAction: OpenUrl.optional(),
})
export type TextRun = z.infer<typeof TextRun>

const RichTextBlock = z.strictObject({
  type: z.literal('RichTextBlock'),
  inlines: z.array(TextRun),
  spacing: Spacing.optional(),
})

export type RichTextBlock = z.infer<typeof RichTextBlock>

const FactSet = z.strictObject({
  type: z.literal('FactSet'),
  facts: z.array(z.strictObject({ title: z.string(), value: z.string() })),
})

const ActionSet = z.strictObject({ type: z.literal('ActionSet'), actions: z.array(CardAction) })

const asked = {
  id: z.string(),
  label: z.string(),
  isRequired: z.literal(true).optional(),
  errorMessage: z.string().optional(),
}

const Choice = z.strictObject({ title: z.string(), value: z.string() })
export type Choice = z.infer<typeof Choice>

export const Input = z.discriminatedUnion('type', [
  z.strictObject({
    ...asked,
    type: z.literal('Input.Text'),
    maxLength: z.int(),
    isMultiline: z.literal(true).optional(),
    style: z.literal('Url').optional(),
    value: z.string().optional(),
  }),
  z.strictObject({ ...asked, type: z.literal('Input.Date'), value: z.string().optional() }),
  z.strictObject({ ...asked, type: z.literal('Input.Time'), value: z.string().optional() }),
  z.strictObject({
    ...asked,
    type: z.literal('Input.Toggle'),
    title: z.string(),
    value: z.enum(['true', 'false']),
    valueOn: z.literal('true'),
    valueOff: z.literal('false'),
    wrap: z.literal(true),
  }),
  z.strictObject({
    ...asked,
    type: z.literal('Input.ChoiceSet'),
    choices: z.array(Choice),
    style: z.enum(['expanded', 'compact', 'filtered']),
    isMultiSelect: z.literal(true).optional(),
    wrap: z.literal(true),
    placeholder: z.string().optional(),
    value: z.string().optional(),
    /** Teams' own: what is typed is asked about with the invoke `application/search`. */
    'choices.data': z
      .strictObject({ type: z.literal('Data.Query'), dataset: z.string() })
      .optional(),
  }),
])
export type Input = z.infer<typeof Input>

const Part = z.union([TextBlock, RichTextBlock, FactSet, ActionSet])
export type Part = z.infer<typeof Part>

const Container = z.strictObject({
  type: z.literal('Container'),
  items: z.array(Part),
  style: z.enum(['warning', 'good']).optional(),
  separator: z.literal(true).optional(),
})

export const CardElement = z.union([Part, Container, Input])
export type CardElement = z.infer<typeof CardElement>

export const AdaptiveCard = z.strictObject({
  type: z.literal('AdaptiveCard'),
  $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
  version: z.literal('1.5'),
  lang: z.literal('en-GB'),
  body: z.array(CardElement),
  actions: z.array(CardAction).optional(),
  msteams: z.strictObject({ width: z.literal('Full') }),
})
export type AdaptiveCard = z.infer<typeof AdaptiveCard>

export const adaptiveCard = (
  body: readonly CardElement[],
  actions: readonly CardAction[] = [],
): AdaptiveCard => ({
  type: 'AdaptiveCard',
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  version: '1.5',
  lang: 'en-GB',
  body: [...body],
  ...(actions.length === 0 ? {} : { actions: [...actions] }),
  msteams: { width: 'Full' },
})
