import type { Field, Form } from '#src/chat/form.ts'
import { isDay } from '#src/kernel/london.ts'
import {
  type AdaptiveCard,
  adaptiveCard,
  CARD_TYPE,
  type CardElement,
  type Input,
} from './adaptive-card.ts'
import { FORM, type FormData } from './submitted.ts'
import { renderIntro } from './render.ts'
import { line, run, small } from './text.ts'
import { choiceOf, choiceWithWords, codeOf } from './choices.ts'

/** Choices that stand in sight; more go into a menu. */
const MOST_IN_SIGHT = 10
const LONGEST_LINK = 500
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

/** A dialog, as the answer to `task/fetch` and `task/submit` holds it. */
export type TaskInfo = Readonly<{
  title: string
  height: 'medium' | 'large'
  width: 'medium'
  card: Readonly<{ contentType: typeof CARD_TYPE; content: AdaptiveCard }>
}>

/** A form as a dialog. `on` is the handle of the message that it was opened from; it travels with the form. */
export function renderDialog(form: Form, on: string | null): TaskInfo {
  const { title, submit, intro, fields, intent } = form
  const data: FormData = {
    intent,
    on,
    fields: Object.fromEntries(fields.map(({ name, is }) => [name, is])),
  }
  const card = adaptiveCard(
    [...renderIntro(intro), ...fields.flatMap(renderField)],
    [{ type: 'Action.Submit', title: submit, style: 'positive', data: { [FORM]: data } }],
  )
  return {
    title,
    height: fields.length > 3 ? 'large' : 'medium',
    width: 'medium',
    card: { contentType: CARD_TYPE, content: card },
  }
}

/** What is wrong stands above its field, where it is read before the field is filled in again. */
function renderField(field: Field): readonly CardElement[] {
  return [
    ...(field.error === null
      ? []
      : [
          line(
            run('⚠️ Put this right: ', { weight: 'Bolder', color: 'Attention' }),
            run(field.error, { color: 'Attention' }),
          ),
        ]),
    renderInput(field),
    ...(field.hint === null ? [] : [{ ...small(field.hint), spacing: 'Small' } as const]),
  ]
}

const NEEDED: Readonly<Record<Field['is'], string>> = {
  text: 'Fill this in',
  'long-text': 'Fill this in',
  link: 'Enter a full web address that starts with https://',
  date: 'Choose a date',
  time: 'Choose a time',
  choice: 'Choose one',
  choices: 'Choose at least one',
  search: 'Type a few letters and choose from the list',
  tick: 'Tick this to go on',
}

function renderInput(field: Field): Input {
  const base = {
    id: field.name,
    label: field.label,
    // Teams itself asks for what is empty, in these words.
    ...(field.required ? ({ isRequired: true, errorMessage: NEEDED[field.is] } as const) : {}),
  }
  switch (field.is) {
    case 'text':
    case 'long-text':
    case 'link':
      return { ...base, ...renderText(field) }
    case 'date':
      return { ...base, type: 'Input.Date', ...filled(isDay(field.value) ? field.value : '') }
    case 'time':
      return { ...base, type: 'Input.Time', ...filled(TIME.test(field.value) ? field.value : '') }
    case 'choice':
    case 'choices':
      return { ...base, ...renderChoices(field) }
    case 'search':
      return { ...base, ...renderSearch(field) }
    case 'tick':
      return {
        ...base,
        type: 'Input.Toggle',
        title: field.statement,
        value: field.value ? 'true' : 'false',
        valueOn: 'true',
        valueOff: 'false',
        wrap: true,
      }
  }
}

const filled = (value: string) => (value === '' ? {} : { value })

/** Cut without leaving half of a character. */
const startOf = (text: string, max: number) => text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '')

type TextInput = Omit<Extract<Input, { type: 'Input.Text' }>, 'id' | 'label'>

function renderText(field: Extract<Field, { is: 'text' | 'long-text' | 'link' }>): TextInput {
  const max = field.is === 'link' ? LONGEST_LINK : field.max
  return {
    type: 'Input.Text',
    maxLength: max,
    ...(field.is === 'long-text' ? { isMultiline: true } : {}),
    ...(field.is === 'link' ? { style: 'Url' } : {}),
    ...filled(startOf(field.value, max)),
  }
}

type ChoiceSet = Omit<Extract<Input, { type: 'Input.ChoiceSet' }>, 'id' | 'label'>

function renderChoices(field: Extract<Field, { is: 'choice' | 'choices' }>): ChoiceSet {
  const chosen = typeof field.value === 'string' ? [field.value] : field.value
  const there = field.options.filter(({ value }) => chosen.includes(value))
  return {
    type: 'Input.ChoiceSet',
    choices: field.options.map(choiceOf),
    style: field.options.length <= MOST_IN_SIGHT ? 'expanded' : 'compact',
    ...(field.is === 'choices' ? { isMultiSelect: true } : {}),
    wrap: true,
    ...filled(there.map(({ value }) => codeOf(value)).join(',')),
  }
}

/** What was chosen is among its choices from the start, or it would show as a code. */
function renderSearch(field: Extract<Field, { is: 'search' }>): ChoiceSet {
  const choices = field.value.slice(0, field.most).map(choiceWithWords)
  return {
    type: 'Input.ChoiceSet',
    choices,
    style: 'filtered',
    ...(field.most === 1 ? {} : { isMultiSelect: true }),
    wrap: true,
    placeholder: 'Type a few letters',
    'choices.data': { type: 'Data.Query', dataset: field.source },
    ...filled(choices.map(({ value }) => value).join(',')),
  }
}
