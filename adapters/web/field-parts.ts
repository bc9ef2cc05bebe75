import { html } from 'hono/html'
import type { Field, Option } from '#src/chat/form.ts'
import type { Html } from '#src/pages/layout.ts'

export const group = (field: Field, inside: Html) =>
  html`<div class="nhsuk-form-group${field.error === null ? '' : ' nhsuk-form-group--error'}">
    ${inside}
  </div>`

export const optional = (field: Field) =>
  field.required || field.is === 'tick' ? '' : ' (optional)'

/** What stands between a label and its input; `describedBy` names the same parts. */
export const hintAndError = (field: Field, id: string): Html =>
  html`${
    field.hint === null ? '' : html`<div class="nhsuk-hint" id="${id}-hint">${field.hint}</div>`
  }${
    field.error === null
      ? ''
      : html`<span class="nhsuk-error-message" id="${id}-error"
          ><span class="nhsuk-u-visually-hidden">Error:</span> ${field.error}</span
        >`
  }`

export function describedBy(field: Field, id: string): Html {
  const parts = [field.hint === null ? '' : `${id}-hint`, field.error === null ? '' : `${id}-error`]
  const ids = parts.filter((part) => part !== '').join(' ')
  return ids === '' ? html`` : html` aria-describedby="${ids}"`
}

type OptionParts = Readonly<{
  id: string
  name: string
  kind: 'radios' | 'checkboxes'
  chosen: boolean
}>

export function renderOption(option: Option, { id, name, kind, chosen }: OptionParts): Html {
  const type = kind === 'radios' ? 'radio' : 'checkbox'
  const hint = option.hint === null ? '' : html` aria-describedby="${id}-item"`
  return html`<div class="nhsuk-${kind}__item">
    <input
      class="nhsuk-${kind}__input"
      id="${id}"
      name="${name}"
      type="${type}"
      value="${option.value}"
      ${chosen ? ' checked' : ''}${hint}
    /><label class="nhsuk-label nhsuk-${kind}__label" for="${id}">${option.label}</label>${
      option.hint === null
        ? ''
        : html`<div class="nhsuk-hint nhsuk-${kind}__hint" id="${id}-item">${option.hint}</div>`
    }
  </div>`
}
