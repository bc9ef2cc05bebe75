import { z } from 'zod'
import { Intent } from './intent.ts'
import { Block } from './message.ts'

/**
 * Something to fill in. Limits are Slack's modals (title and submit label 24, label 2,000, hint 2,000,
 * text 3,000, 100 options of 75 characters, option value 150) cut to what also fits an Adaptive Card.
 */
const text = (max: number) => z.string().min(1).max(max)

/** Where a search looks: every organisation, those one may send for, specialties, people of the same practice, or those told of one's events. */
export const SearchSource = z.enum([
  'organisations',
  'own-organisations',
  'specialties',
  'colleagues',
  'told-of-events',
])
export type SearchSource = z.infer<typeof SearchSource>

export const Option = z.strictObject({
  value: text(100),
  label: text(75),
  hint: text(75).nullable(),
})
export type Option = z.infer<typeof Option>

const common = {
  name: z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/),
  label: text(120),
  hint: text(300).nullable(),
  required: z.boolean(),
  /** What is wrong with what was sent, in a sentence that says how to put it right. */
  error: text(300).nullable(),
}

export const Field = z.discriminatedUnion('is', [
  z.strictObject({
    ...common,
    is: z.literal('text'),
    value: z.string().max(3000),
    max: z.int().min(1).max(3000),
  }),
  z.strictObject({
    ...common,
    is: z.literal('long-text'),
    value: z.string().max(3000),
    max: z.int().min(1).max(3000),
  }),
  /** An address of a page, for a source or a paper. */
  z.strictObject({ ...common, is: z.literal('link'), value: z.string().max(500) }),
  z.strictObject({ ...common, is: z.literal('date'), value: z.string().max(10) }),
  z.strictObject({ ...common, is: z.literal('time'), value: z.string().max(5) }),
  z.strictObject({
    ...common,
    is: z.literal('choice'),
    value: z.string().max(100),
    options: z.array(Option).min(1).max(100),
  }),
  z.strictObject({
    ...common,
    is: z.literal('choices'),
    value: z.array(z.string().max(100)).max(100),
    options: z.array(Option).min(1).max(100),
  }),
  /** Chosen by typing a few letters: the platform asks `suggest` for `source`. `most` is 1 for a single choice. */
  z.strictObject({
    ...common,
    is: z.literal('search'),
    source: SearchSource,
    value: z.array(Option).max(20),
    most: z.int().min(1).max(20),
  }),
  z.strictObject({ ...common, is: z.literal('tick'), statement: text(300), value: z.boolean() }),
])
export type Field = z.infer<typeof Field>

export const Form = z.strictObject({
  title: text(24),
  submit: text(24),
  intro: z.array(Block).max(6),
  fields: z
    .array(Field)
    .min(1)
    .max(20)
    .refine(
      (fields) => new Set(fields.map(({ name }) => name)).size === fields.length,
      'two fields of one name',
    ),
  /** What sending the form asks for; the values travel beside it. */
  intent: Intent,
})
export type Form = z.infer<typeof Form>

/** Typed by a person, without the NUL that no keyboard has and that PostgreSQL refuses. */
export const typedText = (max: number) =>
  z
    .string()
    .max(max)
    .transform((typed) => typed.replaceAll('\0', ''))

/** What comes back, by field name: a list for choices and searches, "yes" for a tick. Checked by each form's reader. */
export const FormValues = z.record(
  z.string().max(40),
  z.union([typedText(200_000), z.array(typedText(1000)).max(200)]),
)
export type FormValues = z.infer<typeof FormValues>

/** One error by field name; a form is shown again with these. */
export type FieldErrors = Readonly<Record<string, string>>

/** The same form with what was typed still in it and an error beside each field that has one. */
export function withErrors(form: Form, values: FormValues, errors: FieldErrors): Form {
  return {
    ...form,
    fields: form.fields.map((field) =>
      refill(field, values[field.name], errors[field.name] ?? null),
    ),
  }
}

/** The start of a text, without the half of a character that a cut may leave at its end. */
const start = (text: string, max: number) => text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '')

type Sent = string | readonly string[] | undefined

const oneOf = (sent: Sent): string => (typeof sent === 'string' ? sent : (sent?.[0] ?? ''))

const allOf = (sent: Sent): readonly string[] =>
  typeof sent === 'string' ? [sent].filter((value) => value !== '') : (sent ?? [])

function refill(field: Field, sent: Sent, error: string | null): Field {
  const one = oneOf(sent)
  const many = allOf(sent)
  switch (field.is) {
    case 'text':
    case 'long-text':
      return { ...field, error, value: start(one, field.max) }
    case 'link':
      return { ...field, error, value: start(one, 500) }
    case 'date':
      return { ...field, error, value: start(one, 10) }
    case 'time':
      return { ...field, error, value: start(one, 5) }
    case 'choice':
      return {
        ...field,
        error,
        value: field.options.some((option) => option.value === one) ? one : '',
      }
    case 'choices':
      return {
        ...field,
        error,
        value: many.filter((value) => field.options.some((option) => option.value === value)),
      }
    case 'search':
      // Only what was already chosen by name can be shown again; the handler fills in the rest.
      return { ...field, error, value: field.value.filter((option) => many.includes(option.value)) }
    case 'tick':
      return { ...field, error, value: one === 'yes' }
  }
}

type Extra<K extends Field['is']> = Partial<
  Omit<Extract<Field, { is: K }>, 'is' | 'name' | 'label'>
>

export const textField = (
  name: string,
  label: string,
  max: number,
  extra: Extra<'text'> = {},
): Field => ({
  is: 'text',
  name,
  label,
  max,
  hint: null,
  required: true,
  error: null,
  value: '',
  ...extra,
})
export const longTextField = (
  name: string,
  label: string,
  max: number,
  extra: Extra<'long-text'> = {},
): Field => ({
  is: 'long-text',
  name,
  label,
  max,
  hint: null,
  required: true,
  error: null,
  value: '',
  ...extra,
})
export const linkField = (name: string, label: string, extra: Extra<'link'> = {}): Field => ({
  is: 'link',
  name,
  label,
  hint: null,
  required: false,
  error: null,
  value: '',
  ...extra,
})
export const dateField = (name: string, label: string, extra: Extra<'date'> = {}): Field => ({
  is: 'date',
  name,
  label,
  hint: null,
  required: true,
  error: null,
  value: '',
  ...extra,
})
export const timeField = (name: string, label: string, extra: Extra<'time'> = {}): Field => ({
  is: 'time',
  name,
  label,
  hint: null,
  required: true,
  error: null,
  value: '',
  ...extra,
})
export const choiceField = (
  name: string,
  label: string,
  options: readonly Option[],
  extra: Extra<'choice'> = {},
): Field => ({
  is: 'choice',
  name,
  label,
  options: [...options],
  hint: null,
  required: true,
  error: null,
  value: '',
  ...extra,
})
export const choicesField = (
  name: string,
  label: string,
  options: readonly Option[],
  extra: Extra<'choices'> = {},
): Field => ({
  is: 'choices',
  name,
  label,
  options: [...options],
  hint: null,
  required: true,
  error: null,
  value: [],
  ...extra,
})
export const searchField = (name: string, label: string, extra: Extra<'search'> = {}): Field => ({
  is: 'search',
  name,
  label,
  source: 'organisations',
  most: 20,
  hint: null,
  required: true,
  error: null,
  value: [],
  ...extra,
})
export const tickField = (
  name: string,
  label: string,
  statement: string,
  extra: Extra<'tick'> = {},
): Field => ({
  is: 'tick',
  name,
  label,
  statement,
  hint: null,
  required: false,
  error: null,
  value: false,
  ...extra,
})
export const option = (value: string, label: string, hint: string | null = null): Option => ({
  value,
  label,
  hint,
})
