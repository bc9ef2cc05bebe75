import { html } from 'hono/html'
import type { Field, Form } from '#src/chat/form.ts'
import type { Html } from '#src/pages/layout.ts'
import { describedBy, group, hintAndError, optional, renderOption } from './field-parts.ts'
import { renderBlocks } from './render.ts'
import { type Found, renderSearch } from './render-search.ts'

export type FormContext = Readonly<{
  /** Starts every id, so that two people's forms can stand side by side. */
  prefix: string
  /** What the last search without JavaScript found, by field name. */
  found: ReadonlyMap<string, Found>
}>

/** A choice of more than this is a list to drop down. */
const MOST_RADIOS = 6
const SHORT = ' cascade-input--short'

export const fieldId = (prefix: string, name: string) => `${prefix}-${name}`

/** The fields that come back as lists, whatever the number of ticks. */
export const listFields = (form: Form): readonly string[] =>
  form.fields
    .filter((field) => field.is === 'choices' || field.is === 'search')
    .map(({ name }) => name)

export const renderForm = (form: Form, context: FormContext): Html =>
  html`${renderBlocks(form.intro, form.title, null)}${form.fields.map((field) => renderField(field, context))}`

/** Every error again at the top, each leading to its field. */
export function renderErrors(form: Form, prefix: string): Html | null {
  const wrong = form.fields.filter((field) => field.error !== null)
  if (wrong.length === 0) return null
  return html`<div
    class="nhsuk-error-summary cascade-errors"
    id="${prefix}--errors"
    tabindex="-1"
    data-focus
  >
    <div role="alert">
      <h4 class="nhsuk-error-summary__heading">There is a problem</h4>
      <div class="nhsuk-error-summary__body">
        <ul class="nhsuk-list nhsuk-error-summary__list">
          ${wrong.map(
            ({ name, error }) => html`<li><a href="#${fieldId(prefix, name)}">${error}</a></li>`,
          )}
        </ul>
      </div>
    </div>
  </div>`
}

function renderField(field: Field, { prefix, found }: FormContext): Html {
  const id = fieldId(prefix, field.name)
  switch (field.is) {
    case 'text':
      return input(field, id, 'text')
    case 'link':
      return input(field, id, 'url')
    case 'date':
      return input(field, id, 'date', SHORT)
    case 'time':
      return input(field, id, 'time', SHORT)
    case 'long-text':
      return group(field, html`${label(field, id)}${hintAndError(field, id)}${textarea(field, id)}`)
    case 'choice':
      return field.options.length > MOST_RADIOS ? select(field, id) : radios(field, id)
    case 'choices':
      return options(field, id, 'checkboxes', (value) => field.value.includes(value))
    case 'search':
      return group(field, renderSearch(field, id, found.get(field.name) ?? null))
    case 'tick':
      return tick(field, id)
  }
}

const label = (field: Field, id: string) =>
  html`<label class="nhsuk-label nhsuk-label--s" for="${id}"
    >${field.label}${optional(field)}</label
  >`

const invalid = (field: Field, base: string) =>
  field.error === null ? base : `${base} ${base}--error`

type Line = Extract<Field, { is: 'text' | 'link' | 'date' | 'time' }>

const input = (field: Line, id: string, type: string, width = '') =>
  group(
    field,
    html`${label(field, id)}${hintAndError(field, id)}<input
        class="${invalid(field, 'nhsuk-input')}${width}"
        id="${id}"
        name="${field.name}"
        type="${type}"
        value="${field.value}"
        dir="auto"
        autocomplete="off"
        ${describedBy(field, id)}
      />`,
  )

// A parser drops the first line break inside a textarea: one of ours keeps one that was typed.
const textarea = (field: Extract<Field, { is: 'long-text' }>, id: string) =>
  html`<textarea
    class="${invalid(field, 'nhsuk-textarea')} cascade-textarea"
    id="${id}"
    name="${field.name}"
    rows="4"
    dir="auto"
    ${describedBy(field, id)}
  >
${field.value}</textarea>`

const select = (field: Extract<Field, { is: 'choice' }>, id: string) =>
  group(
    field,
    html`${label(field, id)}${hintAndError(field, id)}<select
        class="${invalid(field, 'nhsuk-select')} cascade-select"
        id="${id}"
        name="${field.name}"
        ${describedBy(field, id)}
      >
        <option value="">Choose</option>
        ${field.options.map(
          (option) =>
            html`<option value="${option.value}" ${option.value === field.value ? ' selected' : ''}>
              ${option.label}${option.hint === null ? '' : ` (${option.hint})`}
            </option>`,
        )}
      </select>`,
  )

const radios = (field: Extract<Field, { is: 'choice' }>, id: string) =>
  options(field, id, 'radios', (value) => value === field.value)

function options(
  field: Extract<Field, { is: 'choice' | 'choices' }>,
  id: string,
  kind: 'radios' | 'checkboxes',
  chosen: (value: string) => boolean,
): Html {
  const items = field.options.map((option, at) =>
    renderOption(option, {
      // An error's link leads to the first one.
      id: at === 0 ? id : `${id}-${at + 1}`,
      name: field.name,
      kind,
      chosen: chosen(option.value),
    }),
  )
  return group(
    field,
    html`<fieldset class="nhsuk-fieldset" ${describedBy(field, id)}>
      <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">
        ${field.label}${optional(field)}
      </legend>
      ${hintAndError(field, id)}
      <div class="nhsuk-${kind} nhsuk-${kind}--small">${items}</div>
    </fieldset>`,
  )
}

const tick = (field: Extract<Field, { is: 'tick' }>, id: string) =>
  group(
    field,
    html`<fieldset class="nhsuk-fieldset" ${describedBy(field, id)}>
      <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">${field.label}</legend>
      ${hintAndError(field, id)}
      <div class="nhsuk-checkboxes nhsuk-checkboxes--small">
        ${renderOption(
          { value: 'yes', label: field.statement, hint: null },
          { id, name: field.name, kind: 'checkboxes', chosen: field.value },
        )}
      </div>
    </fieldset>`,
  )
