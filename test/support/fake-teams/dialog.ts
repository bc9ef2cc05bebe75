import { type Json, listOf, objectOf, textOf } from '../fake-slack/json.ts'
import type { Activities } from './activities.ts'
import {
  actionIn,
  actionsOf,
  complaintAbout,
  type Given,
  inputIn,
  inputsOf,
  labelOf,
  mergedData,
  plainTextOf,
  titleOf,
  valueFor,
  type Which,
} from './card-controls.ts'
import { faultsOfAttachments } from './cards.ts'
import type { FarEnd } from './far-end.ts'
import type { AppAnswer } from './to-app.ts'

/** What became of a form, or of the button that should open one. */
export type Submitted =
  | Readonly<{ is: 'closed' }>
  /** Teams found something wrong itself, and sent nothing. By label. */
  | Readonly<{ is: 'errors'; errors: Readonly<Record<string, string>> }>
  /** The window shows a card of the app's: a form, or the same form with what is wrong in it. */
  | Readonly<{ is: 'shown'; title: string; plain: string }>
  /** The window is closed after this was told. */
  | Readonly<{ is: 'told'; text: string }>
  /** "Unable to reach app", "Something went wrong": no answer in time, or not one that Teams can use. */
  | Readonly<{ is: 'trouble'; why: string }>

/** The window in front of somebody. */
export type OpenDialog = Readonly<{
  title: string
  card: Json
  plain: string
  buttons: readonly string[]
  fields: readonly Readonly<{
    label: string
    id: string
    type: string
    isRequired: boolean
    value: string
    choices: readonly Json[]
  }>[]
}>

type Open = {
  title: string
  card: Json
  readonly filled: Map<string, string>
  readonly offered: Map<string, Json[]>
}

export type Dialog = ReturnType<typeof createDialog>

export function createDialog(far: FarEnd, activities: Activities) {
  let open: Open | null = null
  const top = (): Open => {
    if (open === null) throw new Error('No dialog is open')
    return open
  }

  const shown = (task: Json): Submitted => {
    const value = objectOf(task['value'])
    const card = objectOf(value['card'])
    const [wrong] = faultsOfAttachments([card])
    const title = textOf(value['title'])
    if (wrong !== undefined) return { is: 'trouble', why: wrong }
    // Teams shows a dialog that has no title, and nobody can tell what it is.
    if (title === '') return { is: 'trouble', why: 'a dialog without a title' }
    const content = objectOf(card['content'])
    open = { title, card: content, filled: new Map(), offered: new Map() }
    return { is: 'shown', title, plain: plainTextOf(content) }
  }

  const held = (input: Json): string =>
    top().filled.get(textOf(input['id'])) ?? textOf(input['value'])

  /** What the app offers for some typed letters. */
  const suggest = async (name: string, typed: string): Promise<readonly Json[]> => {
    const { card, offered } = top()
    const input = inputIn(card, name)
    const { dataset } = objectOf(input['choices.data'])
    if (dataset === undefined) throw new Error(`${labelOf(input)} is not searched in`)
    const queryOptions = { skip: 0, top: 15 }
    const value = { queryText: typed, queryOptions, dataset, kind: 'search' }
    const answer = await far.toApp.tell(activities.invoked('application/search', value, null))
    const body = objectOf(answer.body)
    const found = objectOf(body['value'])['results']
    const usable =
      answer.trouble === null &&
      body['type'] === 'application/vnd.microsoft.search.searchResponse' &&
      Array.isArray(found) &&
      listOf(found).every((one) => textOf(one['title']) !== '' && textOf(one['value']) !== '')
    if (!usable) throw new Error(`No usable suggestions: ${answer.trouble ?? ''} ${answer.text}`)
    const id = textOf(input['id'])
    offered.set(id, [...(offered.get(id) ?? []), ...listOf(found)])
    return listOf(found)
  }

  /** What there is to choose from: what is listed, or is suggested for the text itself. */
  const choicesFor = async (input: Json, given: Given): Promise<readonly Json[]> => {
    const id = textOf(input['id'])
    const known = () => [...listOf(input['choices']), ...(top().offered.get(id) ?? [])]
    if (input['choices.data'] === undefined || typeof given === 'boolean') return known()
    for (const text of typeof given === 'string' ? [given] : given)
      if (text !== '' && !known().some(({ title, value }) => title === text || value === text))
        await suggest(id, text)
    return known()
  }

  return {
    /** Takes what the app answered to `task/fetch` or `task/submit`. */
    answered: (answer: AppAnswer): Submitted => {
      if (answer.trouble !== null) return { is: 'trouble', why: answer.trouble }
      const task = objectOf(objectOf(answer.body)['task'])
      switch (task['type']) {
        case 'continue':
          return shown(task)
        case 'message':
          open = null
          return { is: 'told', text: textOf(task['value']) }
        case undefined:
          open = null
          return { is: 'closed' }
        default:
          return { is: 'trouble', why: `an unknown task ${JSON.stringify(task['type'])}` }
      }
    },

    dialog: (): OpenDialog | null =>
      open === null
        ? null
        : {
            title: open.title,
            card: open.card,
            plain: plainTextOf(open.card),
            buttons: actionsOf(open.card).map(titleOf),
            fields: inputsOf(open.card).map((input) => ({
              label: labelOf(input),
              id: textOf(input['id']),
              type: textOf(input['type']),
              isRequired: input['isRequired'] === true,
              value: held(input),
              choices: listOf(input['choices']),
            })),
          },
    suggest,

    /** By label or id: a text, yes or no, a choice by its title or value, or a list of them. */
    fill: async (values: Readonly<Record<string, Given>>): Promise<void> => {
      for (const [name, given] of Object.entries(values)) {
        const { card, filled } = top()
        const input = inputIn(card, name)
        filled.set(textOf(input['id']), valueFor(input, given, await choicesFor(input, given)))
      }
    },

    closeDialog: () => {
      open = null
    },

    /** What one button of the window sends, unless Teams itself finds something wrong first. */
    pressed: (which: Which | null): Readonly<{ data: Json }> | Submitted => {
      const { card, filled } = top()
      const isSubmit = ({ type }: Json) => type === 'Action.Submit' || type === 'Action.Execute'
      const action = actionIn(card, which ?? isSubmit)
      if (action['type'] !== 'Action.Submit')
        return { is: 'trouble', why: `${textOf(action['type'])} sends no form from a dialog` }
      const wrong = inputsOf(card).flatMap((input) => {
        const complaint = complaintAbout(input, held(input))
        return complaint === null ? [] : [[labelOf(input), complaint] as const]
      })
      return wrong.length > 0
        ? { is: 'errors', errors: Object.fromEntries(wrong) }
        : { data: mergedData(card, action, filled) }
    },
  }
}
