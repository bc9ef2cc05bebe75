import { z } from 'zod'
import { Field, FormValues, type Option } from '#src/chat/form.ts'
import { chosenIn, optionsIn } from './choices.ts'

/** Where a dialog's own data stands among its fields: no field can be called so. */
export const FORM = 'cascade-form'

const Kind = z.enum(Field.options.map(({ shape }) => shape.is.value))

export const FormData = z.strictObject({
  /** Read by the core. */
  intent: z.unknown(),
  /** The handle of the message that the form was opened from. */
  on: z.string().max(2000).nullable(),
  /** What sort each field is: what comes back does not say whether a comma parts two choices. */
  fields: z.record(z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/), Kind),
})
export type FormData = z.infer<typeof FormData>

const Sent = z.looseObject({ [FORM]: FormData })

export type Submitted = Readonly<{
  intent: unknown
  on: string | null
  values: FormValues
  /** What was chosen in each search, by its name: the core knows only codes, and a form with errors shows names. */
  chosen: Readonly<Record<string, readonly Option[]>>
}>

/** What a dialog sent. Null when it is none of ours. */
export function readSubmitted(data: unknown): Submitted | null {
  const sent = Sent.safeParse(data).data
  if (sent === undefined) return null
  const { intent, on, fields } = sent[FORM]
  const values: Record<string, unknown> = {}
  const chosen: Record<string, readonly Option[]> = {}
  for (const [name, kind] of Object.entries(fields)) {
    // Old clients leave out what is empty.
    const text = Text.safeParse(Object.hasOwn(sent, name) ? sent[name] : null).data
    if (text === undefined) return null
    values[name] = valueOf(kind, text)
    if (kind === 'search') chosen[name] = optionsIn(text)
  }
  const read = FormValues.safeParse(values).data
  return read === undefined ? null : { intent, on, values: read, chosen }
}

const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? '')

function valueOf(kind: z.infer<typeof Kind>, text: string): string | readonly string[] {
  switch (kind) {
    case 'choice':
      return chosenIn(text)[0] ?? ''
    case 'choices':
      return chosenIn(text)
    case 'search':
      return optionsIn(text).map(({ value }) => value)
    case 'tick':
      return text === 'true' ? 'yes' : ''
    case 'text':
    case 'long-text':
    case 'link':
    case 'date':
    case 'time':
      return text
  }
}
