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

const one = (given: Given) => (typeof given === 'string' && given !== '' ? given : null)
const chosen = (given: Given, offered: readonly Json[]) =>
  many(given)
    .filter((wanted) => wanted !== '')
    .map((wanted) => pick(offered, wanted))
const ticked = (given: Given, offered: readonly Json[]) =>
  typeof given === 'boolean' ? offered.slice(0, given ? undefined : 0) : chosen(given, offered)

/** What a kind of field holds: under which name, first set by which property, and read how from what is given. */
type Holds = Readonly<{
  key: string
  first: string
  none: null | readonly never[]
  read: (given: Given, offered: readonly Json[]) => unknown
}>

const typed: Holds = { key: 'value', first: 'initial_value', none: null, read: one }
const choice: Holds = {
  key: 'selected_option',
  first: 'initial_option',
  none: null,
  read: (given, offered) => chosen(given, offered)[0] ?? null,
}
const choices: Holds = {
  key: 'selected_options',
  first: 'initial_options',
  none: [],
  read: chosen,
}

const FIELDS: Readonly<Record<string, Holds>> = {
  plain_text_input: typed,
  url_text_input: typed,
  email_text_input: typed,
  number_input: typed,
  datepicker: { key: 'selected_date', first: 'initial_date', none: null, read: one },
  timepicker: { key: 'selected_time', first: 'initial_time', none: null, read: one },
  datetimepicker: {
    key: 'selected_date_time',
    first: 'initial_date_time',
    none: null,
    read: (given) => (one(given) === null ? null : Number(given)),
  },
  static_select: choice,
  external_select: choice,
  radio_buttons: choice,
  multi_static_select: choices,
  multi_external_select: choices,
  checkboxes: { ...choices, read: ticked },
  users_select: { key: 'selected_user', first: 'initial_user', none: null, read: one },
  multi_users_select: { key: 'selected_users', first: 'initial_users', none: [], read: many },
  conversations_select: {
    key: 'selected_conversation',
    first: 'initial_conversation',
    none: null,
    read: one,
  },
}

/** What a field holds before anybody touches it. Undefined for what holds nothing, as a button. */
export function initialOf(element: Json): Json | undefined {
  const type = textOf(element['type'])
  const holds = FIELDS[type]
  return holds === undefined ? undefined : { type, [holds.key]: element[holds.first] ?? holds.none }
}

/** What a field holds once somebody has filled it in. `offered` is what there is to choose from. */
export function filledWith(element: Json, given: Given, offered: readonly Json[]): Json {
  const type = textOf(element['type'])
  const holds = FIELDS[type]
  if (holds === undefined) throw new Error(`Nothing can be put into a ${type}`)
  return { type, [holds.key]: holds.read(given, offered) }
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
