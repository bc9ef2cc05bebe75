import { type Json, listOf, objectOf, textOf } from './json.ts'

/** What somebody puts into one field: a text, a choice by its label or value, or several of them. */
export type Given = string | boolean | readonly string[]

const many = (given: Given): readonly string[] =>
  typeof given === 'string' ? [given] : typeof given === 'boolean' ? [] : given

const labelOf = (option: Json) => textOf(objectOf(option['text'])['text'])

export const optionsOf = (element: Json): readonly Json[] => [
  ...listOf(element['options']),
  ...listOf(element['option_groups']).flatMap((group) => listOf(group['options'])),
]

const pick = (offered: readonly Json[], wanted: string): Json => {
  const found =
    offered.find((option) => option['value'] === wanted) ??
    offered.find((option) => labelOf(option) === wanted)
  if (found === undefined) throw new Error(`Nothing to choose is called "${wanted}"`)
  return found
}

/** What a field holds before anybody touches it. Undefined for what holds nothing, as a button. */
export function initialOf(element: Json): Json | undefined {
  const type = textOf(element['type'])
  const either = (key: string) => element[key] ?? null
  switch (type) {
    case 'plain_text_input':
    case 'url_text_input':
    case 'email_text_input':
    case 'number_input':
      return { type, value: either('initial_value') }
    case 'datepicker':
      return { type, selected_date: either('initial_date') }
    case 'timepicker':
      return { type, selected_time: either('initial_time') }
    case 'datetimepicker':
      return { type, selected_date_time: either('initial_date_time') }
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { type, selected_option: either('initial_option') }
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return { type, selected_options: listOf(element['initial_options']) }
    case 'users_select':
      return { type, selected_user: either('initial_user') }
    case 'multi_users_select':
      return { type, selected_users: element['initial_users'] ?? [] }
    case 'conversations_select':
      return { type, selected_conversation: either('initial_conversation') }
    default:
      return undefined
  }
}

/** What a field holds once somebody has filled it in. `offered` is what there is to choose from. */
export function filledWith(element: Json, given: Given, offered: readonly Json[]): Json {
  const type = textOf(element['type'])
  const one = typeof given === 'string' && given !== '' ? given : null
  switch (type) {
    case 'datepicker':
      return { type, selected_date: one }
    case 'timepicker':
      return { type, selected_time: one }
    case 'datetimepicker':
      return { type, selected_date_time: one === null ? null : Number(one) }
    case 'static_select':
    case 'external_select':
    case 'radio_buttons': {
      const chosen = many(given)[0] ?? ''
      return { type, selected_option: chosen === '' ? null : pick(offered, chosen) }
    }
    case 'checkboxes':
      if (typeof given === 'boolean') return { type, selected_options: given ? offered : [] }
      return { type, selected_options: many(given).map((wanted) => pick(offered, wanted)) }
    case 'multi_static_select':
    case 'multi_external_select':
      return {
        type,
        selected_options: many(given)
          .filter((wanted) => wanted !== '')
          .map((wanted) => pick(offered, wanted)),
      }
    case 'users_select':
      return { type, selected_user: one }
    case 'multi_users_select':
      return { type, selected_users: many(given) }
    case 'conversations_select':
      return { type, selected_conversation: one }
    default:
      return { type, value: one }
  }
}

const isEmpty = (value: Json) =>
  Object.entries(value).every(
    ([key, held]) =>
      key === 'type' || held === null || held === '' || (Array.isArray(held) && held.length === 0),
  )

/** What Slack's own window says before it lets a form go. Null when it has nothing to say. */
export function complaintAbout(block: Json, value: Json): string | null {
  const element = objectOf(block['element'])
  if (isEmpty(value))
    return block['optional'] === true ? null : 'Please complete this required field.'
  const text = textOf(value['value'])
  const most = Number(element['max_length'] ?? 3000)
  const least = Number(element['min_length'] ?? 0)
  if (text.length > most) return `Please shorten this to ${most} characters or fewer.`
  if (text.length < least) return `Please write at least ${least} characters.`
  if (element['type'] === 'url_text_input' && !URL.canParse(text))
    return 'Please enter a valid URL.'
  if (element['type'] === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(text))
    return 'Please enter a valid email address.'
  const chosen = listOf(value['selected_options']).length
  if (chosen > Number(element['max_selected_items'] ?? 1000)) return 'Please choose fewer.'
  return null
}
