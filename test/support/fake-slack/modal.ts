import { suggestions } from './block-elements.ts'
import type { FarEnd } from './far-end.ts'
import { complaintAbout, filledWith, type Given, initialOf, optionsOf } from './field-values.ts'
import { type Json, objectOf, textOf } from './json.ts'
import { actionOf, blocksOfView, type createPayloads, labelOf } from './payloads.ts'
import { plainTextOf, readable } from './plain-text.ts'
import type { AppAnswer } from './to-app.ts'
import { checkedView, elementsOf, fieldKey, type View } from './views.ts'

/** What became of sending a form. Errors are by the label of the field that they stand under. */
export type Submitted =
  | Readonly<{ is: 'closed' }>
  | Readonly<{ is: 'errors'; errors: Readonly<Record<string, string>>; from: 'slack' | 'app' }>
  /** The same window shows something else now. */
  | Readonly<{ is: 'updated' | 'pushed'; title: string }>
  /** "We had some trouble connecting": no answer in time, or not one that Slack can use. */
  | Readonly<{ is: 'trouble'; why: string }>

/** The window in front of somebody. */
export type OpenModal = Readonly<{
  id: string
  title: string
  submit: string | null
  callbackId: string
  privateMetadata: string
  blocks: readonly Json[]
  plain: string
  fields: readonly Readonly<{
    label: string
    blockId: string
    actionId: string
    type: string
    hint: string
    optional: boolean
    value: Json
  }>[]
}>

const labelIn = (block: Json) => readable(textOf(objectOf(block['label'])['text']))
const elementIn = (block: Json) => objectOf(block['element'])
const titleOf = (view: View) => textOf(objectOf(view.content['title'])['text'])

type Payloads = ReturnType<typeof createPayloads>

export function createModal(far: FarEnd, payloads: Payloads, team: string, user: string) {
  const offered = new Map<string, readonly Json[]>()

  const top = (): View => {
    const view = far.views.top(team, user)
    if (view === undefined) throw new Error('No modal is open')
    return view
  }
  const inputsOf = (view: View) => blocksOfView(view).filter(({ type }) => type === 'input')
  const held = (view: View, block: Json): Json =>
    view.filled.get(fieldKey(block, elementIn(block))) ?? initialOf(elementIn(block)) ?? {}

  const fieldCalled = (name: string): Json => {
    const inputs = inputsOf(top())
    const found =
      inputs.find((block) => block['block_id'] === name) ??
      inputs.find((block) => elementIn(block)['action_id'] === name) ??
      inputs.find((block) => labelIn(block) === name)
    if (found === undefined)
      throw new Error(`No field is called "${name}", only ${inputs.map(labelIn).join(', ')}`)
    return found
  }

  /** What the app offers for some typed letters; it must be what Slack can show. */
  const suggest = async (name: string, typed: string): Promise<readonly Json[]> => {
    const view = top()
    const block = fieldCalled(name)
    const element = elementIn(block)
    const answer = await far.toApp.send(
      'interactivity',
      payloads.suggestion(view, block, element, typed),
    )
    const { success, error } = suggestions.safeParse(answer.body)
    if (answer.trouble !== null || !success)
      throw new Error(
        `No usable suggestions: ${answer.trouble ?? error?.message ?? ''} ${answer.text}`,
      )
    const found = optionsOf(answer.body ?? {})
    const key = fieldKey(block, element)
    offered.set(key, [...(offered.get(key) ?? []), ...found])
    return found
  }

  /** What there is to choose from: what is listed, was chosen before, or is suggested for the text itself. */
  const choicesFor = async (name: string, block: Json, given: Given): Promise<readonly Json[]> => {
    const element = elementIn(block)
    if (!textOf(element['type']).endsWith('external_select')) return optionsOf(element)
    const key = fieldKey(block, element)
    const { selected_option: one, selected_options: several } = held(top(), block)
    const known = [
      ...(offered.get(key) ?? []),
      objectOf(one),
      ...(Array.isArray(several) ? several.map(objectOf) : []),
    ]
    const wanted = (
      typeof given === 'string' ? [given] : typeof given === 'boolean' ? [] : given
    ).filter((text) => text !== '')
    for (const text of wanted) {
      const isKnown = known.some((option) => option['value'] === text || labelOf(option) === text)
      if (!isKnown) known.push(...(await suggest(name, text)))
    }
    return known
  }

  const finish = (view: View, answer: AppAnswer): Submitted => {
    if (answer.trouble !== null) return { is: 'trouble', why: answer.trouble }
    const said = answer.body ?? {}
    if (answer.text !== '' && answer.body === null) return { is: 'trouble', why: 'not JSON' }
    switch (said['response_action']) {
      case undefined:
        far.views.close(view, false)
        return { is: 'closed' }
      case 'clear':
        far.views.close(view, true)
        return { is: 'closed' }
      case 'errors': {
        const inputs = inputsOf(view)
        const errors = Object.entries(objectOf(said['errors'])).map(([id, text]) => {
          const block = inputs.find((one) => one['block_id'] === id)
          return block === undefined ? null : ([labelIn(block), textOf(text)] as const)
        })
        const good = errors.filter((one) => one !== null)
        if (good.length === 0 || good.length < errors.length)
          return { is: 'trouble', why: 'errors for fields that there are not' }
        return { is: 'errors', errors: Object.fromEntries(good), from: 'app' }
      }
      case 'update': {
        far.views.replace(view, checkedView(said['view'], 'modal'), '')
        return { is: 'updated', title: titleOf(view) }
      }
      case 'push': {
        const pushed = far.views.push(team, user, checkedView(said['view'], 'modal'))
        return { is: 'pushed', title: titleOf(pushed) }
      }
      default:
        return { is: 'trouble', why: `an unknown response_action` }
    }
  }

  return {
    modal: (): OpenModal | null => {
      const view = far.views.top(team, user)
      if (view === undefined) return null
      const { submit, callback_id: callbackId, private_metadata: privateMetadata } = view.content
      return {
        id: view.id,
        title: titleOf(view),
        submit: submit === undefined ? null : textOf(objectOf(submit)['text']),
        callbackId: textOf(callbackId),
        privateMetadata: textOf(privateMetadata),
        blocks: blocksOfView(view),
        plain: plainTextOf(blocksOfView(view)),
        fields: inputsOf(view).map((block) => ({
          label: labelIn(block),
          blockId: textOf(block['block_id']),
          actionId: textOf(elementIn(block)['action_id']),
          type: textOf(elementIn(block)['type']),
          hint: readable(textOf(objectOf(block['hint'])['text'])),
          optional: block['optional'] === true,
          value: held(view, block),
        })),
      }
    },
    suggest,

    /** By label, block or action: a text, "yes or no" for a tick, a choice by its label or value, or a list of them. */
    fill: async (values: Readonly<Record<string, Given>>): Promise<void> => {
      const view = top()
      for (const [name, given] of Object.entries(values)) {
        const block = fieldCalled(name)
        const element = elementIn(block)
        const value = filledWith(element, given, await choicesFor(name, block, given))
        view.filled.set(fieldKey(block, element), value)
        if (block['dispatch_action'] === true)
          await far.toApp.send(
            'interactivity',
            payloads.pressedIn(view, actionOf(block, element, value)),
          )
      }
    },

    /** A button inside the open modal. */
    pressModal: (label: string): Promise<AppAnswer> => {
      const view = top()
      for (const block of blocksOfView(view))
        for (const element of elementsOf(block))
          if (element['action_id'] === label || readable(labelOf(element)) === label)
            return far.toApp.send(
              'interactivity',
              payloads.pressedIn(view, actionOf(block, element)),
            )
      throw new Error(`No button is called "${label}"`)
    },

    /** Sends the form, unless Slack itself finds something missing; `told` sends the same one twice. */
    submit: async ({ told = 1 }: Readonly<{ told?: number }> = {}): Promise<Submitted> => {
      const view = top()
      const complaints = inputsOf(view).flatMap((block) => {
        const wrong = complaintAbout(block, held(view, block))
        return wrong === null ? [] : [[labelIn(block), wrong] as const]
      })
      if (complaints.length > 0)
        return { is: 'errors', errors: Object.fromEntries(complaints), from: 'slack' }
      const payload = payloads.submitted(view)
      const answer = await far.toApp.send('interactivity', payload)
      for (let times = 1; times < told; times += 1) await far.toApp.send('interactivity', payload)
      return finish(view, answer)
    },

    /** Closes the window by its cross, or every window of the stack. */
    closeModal: async (all = false): Promise<void> => {
      const view = top()
      far.views.close(view, all)
      if (view.content['notify_on_close'] === true)
        await far.toApp.send('interactivity', payloads.closed(view, all))
    },
  }
}
