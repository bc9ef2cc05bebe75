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
export function opened(
  id: string,
  form: Form,
  on: string | null,
  again: Readonly<{ before: OpenForm; values: FormValues }> | null,
): OpenForm {
  if (again === null) return { id, form, on, offered: new Map(), found: new Map() }
  const { before, values } = again
  return {
    id,
    // The core may know only the codes of what was chosen; the names were shown here.
    form: withChosen(form, values, known(before)),
    on,
    offered: known(before),
    found: new Map(),
  }
}

export const offering = (open: OpenForm, options: readonly Option[]): OpenForm => ({
  ...open,
  offered: new Map([
    ...open.offered,
    ...options.map((option): [string, Option] => [option.value, option]),
  ]),
})

/** The open form with what was sent still in it. */
export const refilled = (open: OpenForm, values: FormValues): OpenForm => ({
  ...open,
  form: withChosen(withErrors(open.form, values, {}), values, known(open)),
})

/** Every option that was offered or stood in the form already. */
const known = ({ form, offered }: OpenForm): ReadonlyMap<string, Option> =>
  new Map([
    ...offered,
    ...form.fields.flatMap((field) =>
      field.is === 'search'
        ? field.value.map((option): [string, Option] => [option.value, option])
        : [],
    ),
  ])

/** The form with the ticked options of its searches, as far as their names are known. */
function withChosen(form: Form, values: FormValues, options: ReadonlyMap<string, Option>): Form {
  const fields = form.fields.map((field) => {
    if (field.is !== 'search') return field
    const sent = values[field.name] ?? []
    const ticked = (typeof sent === 'string' ? [sent] : sent).flatMap(
      (value) => options.get(value) ?? [],
    )
    const rest = field.value.filter(({ value }) => !ticked.some((one) => one.value === value))
    return { ...field, value: [...ticked, ...rest].slice(0, 20) }
  })
  return { ...form, fields }
}

/** The form with the outcome of one search beside that field. */
export const withFound = (open: OpenForm, name: string, found: Found): OpenForm => ({
  ...offering(open, found.options),
  // The newest last, also when it is looked for again.
  found: new Map([...[...open.found].filter(([other]) => other !== name), [name, found]]),
})
