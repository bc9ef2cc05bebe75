import { type Form, type FormValues, type Option, withErrors } from '#src/chat/form.ts'
import type { Found } from './render-search.ts'

/** A form in front of somebody, as a modal is on Slack. */
export type OpenForm = Readonly<{
  /** Also the event id of sending it: each showing anew is another event. */
  id: string
  form: Form
  /** The card that it was opened from. */
  on: string | null
  /** Every option that a search has offered, so that a ticked one is shown again by its name. */
  offered: ReadonlyMap<string, Option>
  found: ReadonlyMap<string, Found>
}>

export type OpenForms = Map<string, OpenForm>

/** Opens a form, or shows the open one again when it comes back with its errors. */
export const opened = (
  id: string,
  form: Form,
  on: string | null,
  before: OpenForm | undefined,
): OpenForm => ({ id, form, on, offered: before?.offered ?? new Map(), found: new Map() })

export const offering = (open: OpenForm, options: readonly Option[]): OpenForm => ({
  ...open,
  offered: new Map([
    ...open.offered,
    ...options.map((option): [string, Option] => [option.value, option]),
  ]),
})

/** The open form with what was sent still in it. */
export function refilled(open: OpenForm, values: FormValues): OpenForm {
  const form = withErrors(open.form, values, {})
  return {
    ...open,
    form: {
      ...form,
      fields: form.fields.map((field) => {
        if (field.is !== 'search') return field
        const ticked = values[field.name] ?? []
        const known = new Map([...open.offered, ...chosenBefore(open.form, field.name)])
        const value = (typeof ticked === 'string' ? [ticked] : ticked)
          .map((one) => known.get(one))
          .filter((option) => option !== undefined)
        return { ...field, value: value.slice(0, 20) }
      }),
    },
  }
}

const chosenBefore = (form: Form, name: string): readonly [string, Option][] =>
  form.fields.flatMap((field) =>
    field.is === 'search' && field.name === name
      ? field.value.map((option): [string, Option] => [option.value, option])
      : [],
  )

/** The form with the outcome of one search beside that field. */
export const withFound = (open: OpenForm, name: string, found: Found): OpenForm => ({
  ...offering(open, found.options),
  found: new Map([...open.found, [name, found]]),
})
