import { type Json, listOf, objectOf, textOf } from '../fake-slack/json.ts'
import { ADAPTIVE_CARD, isAction, isInput, partsOf } from './cards.ts'

/** A control: by its label, its id, or anything else about it. */
export type Which = string | ((part: Json) => boolean)
/** What a person puts in a field: a text, yes or no, or the choices of several. */
export type Given = string | boolean | readonly string[]

export const cardOf = (activity: Json): Json | null => {
  const found = listOf(activity['attachments']).find((one) => one['contentType'] === ADAPTIVE_CARD)
  return found === undefined ? null : objectOf(found['content'])
}

export const actionsOf = (card: unknown): readonly Json[] => {
  const all = [...partsOf(card)].filter(isAction)
  // What stands in for another is not drawn beside it.
  const standIns = new Set(all.map(({ fallback }) => fallback))
  return all.filter((one) => !standIns.has(one))
}
export const inputsOf = (card: unknown): readonly Json[] => [...partsOf(card)].filter(isInput)
export const titleOf = (part: Json) => textOf(part['title'])
export const labelOf = (input: Json) => textOf(input['label']) || textOf(input['title'])

const runs = (part: Json) =>
  listOf(part['inlines'])
    .map(({ text }) => textOf(text))
    .join('')

/** What a person reads of a card, a line for each part, with controls in square brackets. */
export const plainTextOf = (card: unknown): string =>
  [...partsOf(card)]
    .filter((part) => part['isVisible'] !== false)
    .flatMap((part) => {
      const type = textOf(part['type'])
      if (type === 'TextBlock') return [textOf(part['text'])]
      if (type === 'RichTextBlock') return [runs(part)]
      if (type === 'FactSet')
        return listOf(part['facts']).map(({ title, value }) => `${textOf(title)} ${textOf(value)}`)
      if (isInput(part)) return [labelOf(part)]
      return isAction(part) && titleOf(part) !== '' ? [`[${titleOf(part)}]`] : []
    })
    .filter((line, at, lines) => line !== '' && (at === 0 || line !== lines[at - 1]))
    .join('\n')

/** The one button that is meant. */
export function actionIn(card: unknown, which: Which): Json {
  const all = actionsOf(card)
  const found = all.find((one) =>
    typeof which === 'function' ? which(one) : titleOf(one) === which || one['id'] === which,
  )
  if (found === undefined)
    throw new Error(
      `There is nothing to press called ${typeof which === 'string' ? `"${which}"` : 'that'}, only:\n${plainTextOf(card)}`,
    )
  return found
}

export function inputIn(card: unknown, name: string): Json {
  const all = inputsOf(card)
  const found = all.find(({ id }) => id === name) ?? all.find((one) => labelOf(one) === name)
  if (found === undefined)
    throw new Error(`No field is called "${name}", only ${all.map(labelOf).join(', ')}`)
  return found
}

/** The text that a field is sent as. */
export function valueFor(input: Json, given: Given, choices: readonly Json[]): string {
  const type = textOf(input['type'])
  if (type === 'Input.Toggle') {
    const on = textOf(input['valueOn']) || 'true'
    const off = textOf(input['valueOff']) || 'false'
    return given === true || given === on ? on : off
  }
  if (typeof given === 'boolean') throw new Error(`${labelOf(input)} takes no yes or no`)
  if (type !== 'Input.ChoiceSet') return typeof given === 'string' ? given : given.join(',')
  const wanted = typeof given === 'string' ? [given] : given
  return wanted
    .filter((one) => one !== '')
    .map((one) => {
      const found = choices.find(({ title, value }) => value === one || title === one)
      if (found === undefined)
        throw new Error(
          `"${one}" is no choice of ${labelOf(input)}, only ${choices.map(titleOf).join(', ')}`,
        )
      return textOf(found['value'])
    })
    .join(',')
}

const tooLong = (input: Json, value: string) =>
  typeof input['maxLength'] === 'number' && value.length > input['maxLength']
const unlike = (input: Json, value: string) =>
  typeof input['regex'] === 'string' && !new RegExp(input['regex'], 'u').test(value)

/** What Teams itself says about a field before it sends the form; null when it is content. */
export function complaintAbout(input: Json, value: string): string | null {
  const isMissing = value === '' || (input['type'] === 'Input.Toggle' && value !== 'true')
  const missing = input['isRequired'] === true && isMissing
  if (!missing && (value === '' || (!tooLong(input, value) && !unlike(input, value)))) return null
  return textOf(input['errorMessage']) || 'This input is not valid'
}

/** What goes with a button: its own data and every field, as Teams merges them. Untouched choices are left out. */
export function mergedData(card: unknown, action: Json, filled: ReadonlyMap<string, string>): Json {
  const fields = inputsOf(card).flatMap((input) => {
    const id = textOf(input['id'])
    const value = filled.get(id) ?? textOf(input['value'])
    if (value !== '') return [[id, value] as const]
    if (input['type'] === 'Input.Toggle')
      return [[id, textOf(input['valueOff']) || 'false'] as const]
    return input['type'] === 'Input.Text' ? [[id, ''] as const] : []
  })
  const own = action['associatedInputs'] === 'none' ? [] : fields
  return { ...objectOf(action['data']), ...Object.fromEntries(own) }
}
