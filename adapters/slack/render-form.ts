import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types'
import type { Field, Form, Option } from '#src/chat/form.ts'
import { isDay } from '#src/kernel/london.ts'
import { renderIntro } from './render.ts'
import { plainSection, plainText } from './text.ts'

/** The callback of every form of ours. */
export const FORM = 'form'

const MOST_BLOCKS = 100
/** Radio buttons and checkboxes; more go into a menu. */
const MOST_IN_SIGHT = 10
/** An option's words. */
const LONGEST_OPTION = 75
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

/**
 * How a field comes back, as the id of its element: what Slack sends does not say whether a box ticked once is a
 * list of one or a yes.
 */
export const SEARCH = 'search:'

/** A form as a modal. `on` is the handle of the message that it was opened from; it travels with the form. */
export function renderForm(form: Form, on: string | null): ModalView {
  const fields = form.fields.flatMap(renderField)
  return {
    type: 'modal',
    callback_id: FORM,
    title: plainText(form.title),
    submit: plainText(form.submit),
    close: plainText('Cancel'),
    private_metadata: JSON.stringify({ intent: form.intent, on }),
    blocks: [...renderIntro(form.intro, MOST_BLOCKS - fields.length), ...fields],
  }
}

function renderField(field: Field): readonly KnownBlock[] {
  const long = field.is === 'tick' && field.statement.length > LONGEST_OPTION
  return [
    ...(field.error === null ? [] : [plainSection(`⚠️ Put this right: ${field.error}`)]),
    // What somebody agrees to is never cut short: it stands above its box.
    ...(long ? [plainSection(field.statement)] : []),
    {
      type: 'input',
      block_id: field.name,
      label: plainText(field.label),
      ...(field.hint === null ? {} : { hint: plainText(field.hint) }),
      optional: !field.required,
      element: renderElement(field),
    },
  ]
}

const renderOption = ({ value, label, hint }: Option): PlainTextOption => ({
  value,
  text: plainText(label),
  ...(hint === null ? {} : { description: plainText(hint) }),
})

export const renderOptions = (options: readonly Option[]): PlainTextOption[] =>
  options.map(renderOption)

function renderElement(field: Field): InputBlock['element'] {
  switch (field.is) {
    case 'text':
    case 'long-text': {
      // Cut without leaving half of a character, which Slack refuses.
      const value = field.value.slice(0, field.max).replace(/[\uD800-\uDBFF]$/, '')
      return {
        type: 'plain_text_input',
        action_id: field.is,
        multiline: field.is === 'long-text',
        max_length: field.max,
        ...(value === '' ? {} : { initial_value: value }),
      }
    }
    case 'link':
      return {
        type: 'url_text_input',
        action_id: 'link',
        ...(URL.canParse(field.value) ? { initial_value: field.value } : {}),
      }
    case 'date':
      return {
        type: 'datepicker',
        action_id: 'date',
        ...(isDay(field.value) ? { initial_date: field.value } : {}),
      }
    case 'time':
      return {
        type: 'timepicker',
        action_id: 'time',
        ...(TIME.test(field.value) ? { initial_time: field.value } : {}),
      }
    case 'choice':
      return renderChoice(field)
    case 'choices':
      return renderChoices(field)
    case 'search':
      return renderSearch(field)
    case 'tick':
      return renderTick(field)
  }
}

function renderChoice(field: Extract<Field, { is: 'choice' }>): InputBlock['element'] {
  const options = renderOptions(field.options)
  const chosen = options.find(({ value }) => value === field.value)
  const rest = {
    action_id: 'choice',
    options,
    ...(chosen === undefined ? {} : { initial_option: chosen }),
  }
  return options.length <= MOST_IN_SIGHT
    ? { type: 'radio_buttons', ...rest }
    : { type: 'static_select', ...rest }
}

function renderChoices(field: Extract<Field, { is: 'choices' }>): InputBlock['element'] {
  const options = renderOptions(field.options)
  const chosen = options.filter(({ value }) => field.value.includes(value ?? ''))
  const rest = {
    action_id: 'choices',
    options,
    ...(chosen.length === 0 ? {} : { initial_options: chosen }),
  }
  return options.length <= MOST_IN_SIGHT
    ? { type: 'checkboxes', ...rest }
    : { type: 'multi_static_select', ...rest }
}

function renderSearch(field: Extract<Field, { is: 'search' }>): InputBlock['element'] {
  const chosen = renderOptions(field.value.slice(0, field.most))
  const [one] = chosen
  const rest = {
    action_id: `${SEARCH}${field.source}`,
    min_query_length: 1,
    placeholder: plainText('Type a few letters'),
  }
  return field.most === 1
    ? {
        type: 'external_select',
        ...rest,
        ...(one === undefined ? {} : { initial_option: one }),
      }
    : {
        type: 'multi_external_select',
        ...rest,
        max_selected_items: field.most,
        ...(chosen.length === 0 ? {} : { initial_options: chosen }),
      }
}

function renderTick(field: Extract<Field, { is: 'tick' }>): InputBlock['element'] {
  const words = field.statement.length > LONGEST_OPTION ? 'Yes' : field.statement
  const yes: PlainTextOption = { value: 'yes', text: plainText(words) }
  return {
    type: 'checkboxes',
    action_id: 'tick',
    options: [yes],
    ...(field.value ? { initial_options: [yes] } : {}),
  }
}
