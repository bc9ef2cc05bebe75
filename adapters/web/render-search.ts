import { html } from 'hono/html'
import type { Field, Option } from '#src/chat/form.ts'
import type { Html } from '#src/pages/layout.ts'
import { describedBy, hintAndError, optional, renderOption } from './field-parts.ts'

/** What was typed into a search and what came back. */
export type Found = Readonly<{ typed: string; options: readonly Option[] }>

type SearchField = Extract<Field, { is: 'search' }>

/**
 * Chosen by typing. As it stands it is a text input with a "Find" button that shows the form again with what was
 * found; chat.js makes a combobox of it. What is chosen is ticked checkboxes either way.
 */
export function renderSearch(field: SearchField, id: string, found: Found | null): Html {
  const name = `${field.name}Typed`
  const fresh = (found?.options ?? []).filter(
    ({ value }) => !field.value.some((chosen) => chosen.value === value),
  )
  return html`<fieldset
    class="nhsuk-fieldset cascade-search"
    data-search="${field.source}"
    data-name="${field.name}"
    data-most="${field.most}"
    ${describedBy(field, id)}
  >
    <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">
      ${field.label}${optional(field)}
    </legend>
    ${hintAndError(field, id)}
    <div class="nhsuk-checkboxes nhsuk-checkboxes--small cascade-chosen" data-chosen>
      ${ticks(field, `${id}-chosen`, field.value, true)}
    </div>
    <div class="cascade-search__line">
      <input
        class="nhsuk-input"
        id="${id}"
        name="${name}"
        type="text"
        value="${found?.typed ?? ''}"
        aria-label="Find: ${field.label}"
        dir="auto"
        autocomplete="off"
        data-typed
      /><button
        class="nhsuk-button nhsuk-button--secondary nhsuk-button--small cascade-button"
        type="submit"
        name="_find"
        value="${field.name}"
        data-find
      >
        Find<span class="nhsuk-u-visually-hidden">: ${field.label}</span>
      </button>
    </div>
    ${found === null ? '' : outcome(found, fresh.length)}
    <div class="nhsuk-checkboxes nhsuk-checkboxes--small" data-found>
      ${ticks(field, `${id}-found`, fresh, false)}
    </div>
  </fieldset>`
}

const ticks = (field: SearchField, id: string, options: readonly Option[], chosen: boolean) =>
  options.map((option, at) =>
    renderOption(option, {
      id: `${id}-${at + 1}`,
      name: field.name,
      kind: 'checkboxes',
      chosen,
    }),
  )

const outcome = ({ typed }: Found, fresh: number) =>
  html`<p class="cascade-small" data-found-words>
    ${
      fresh === 0
        ? `Nothing else found for “${typed}”. Try fewer letters or another word.`
        : `Found for “${typed}”. Tick what you want:`
    }
  </p>`
