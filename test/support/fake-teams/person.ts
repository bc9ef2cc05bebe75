import { type Json, objectOf, textOf } from '../fake-slack/json.ts'
import { createActivities, type ReplyAs } from './activities.ts'
import {
  actionIn,
  actionsOf,
  cardOf,
  type Given,
  inputIn,
  mergedData,
  plainTextOf,
  titleOf,
  valueFor,
  type Which,
} from './card-controls.ts'
import { ADAPTIVE_CARD, faultsOfCard } from './cards.ts'
import { createDialog, type Submitted } from './dialog.ts'
import type { FarEnd } from './far-end.ts'
import { deliveryOf, type Stored } from './ledger.ts'
import type { AppAnswer } from './to-app.ts'

/** A message as it is now in front of somebody. */
export type Seen = Readonly<{
  id: string
  conversation: string
  fromBot: boolean
  text: string
  /** What the notification says. */
  summary: string
  card: Json | null
  /** What one reads: the card, or the text where there is none. */
  plain: string
  buttons: readonly string[]
  delivery: string
  /** How often it was changed by the bot. */
  revision: number
}>

/** What came of a button. */
export type Pressed =
  | Submitted
  /** The card that they see is another now. */
  | Readonly<{ is: 'replaced' }>
  /** A message that nobody sees went to the bot; whatever it does, it does later. */
  | Readonly<{ is: 'sent' }>
  | Readonly<{ is: 'link'; href: string }>

type PressOptions = Readonly<{
  /** How often the app is told. */
  told?: number
  /** A client that does not know Action.Execute. */
  old?: boolean
  /** A button of an earlier state, pressed too late: 0 is the message as first sent. */
  revision?: number
  inputs?: Readonly<Record<string, Given>>
}>

const MESSAGE = 'application/vnd.microsoft.activity.message'

export type Person = ReturnType<typeof createPerson>

/** Somebody at Teams' window: they see what is stored, and do what they could do there. */
export function createPerson(far: FarEnd, aad: string) {
  const account = far.directory.account(aad)
  const activities = createActivities(far, account)
  const window = createDialog(far, activities)
  /** Cards that came as the answer to a press: this client's own, until it opens the chat again. */
  const replaced = new Map<string, Readonly<{ card: Json; revision: number }>>()

  const chat = () => far.conversations.chatOf(account)
  const stored = (id: string): Stored => {
    const found = chat().messages.find((one) => one.id === id && !one.deleted)
    if (found === undefined) throw new Error(`No message ${id} is shown`)
    return found
  }
  const cardIn = (one: Stored): Json | null => {
    const mine = replaced.get(one.id)
    return mine?.revision === one.earlier.length ? mine.card : cardOf(one.activity)
  }

  /** What adaptiveCard/action was answered with. */
  const finish = (on: Stored, answer: AppAnswer): Pressed => {
    if (answer.trouble !== null) return { is: 'trouble', why: answer.trouble }
    const { statusCode, type, value } = objectOf(answer.body)
    if (statusCode !== 200)
      return { is: 'trouble', why: `statusCode ${JSON.stringify(statusCode)}` }
    if (type === MESSAGE) return { is: 'told', text: textOf(value) }
    if (type !== ADAPTIVE_CARD) return { is: 'trouble', why: `an answer of type ${textOf(type)}` }
    const [wrong] = faultsOfCard(value)
    if (wrong !== undefined) return { is: 'trouble', why: wrong }
    replaced.set(on.id, { card: objectOf(value), revision: on.earlier.length })
    return { is: 'replaced' }
  }

  const submit = async (on: Stored, value: Json, told: number): Promise<Pressed> => {
    const activity = activities.submitted(far.conversations.newId(), on, value)
    const { trouble } = await far.toApp.tell(activity, told)
    return trouble === null ? { is: 'sent' } : { is: 'trouble', why: trouble }
  }

  const execute = async (on: Stored, action: Json, data: Json, told: number): Promise<Pressed> => {
    const { verb, id, title } = action
    const value = {
      action: { type: 'Action.Execute', title, id: id ?? '', verb, data },
      trigger: 'manual',
    }
    const invoke = activities.invoked('adaptiveCard/action', value, on)
    return finish(on, await far.toApp.tell(invoke, told))
  }

  const tellInstallation = async (
    ...actions: Parameters<typeof activities.installation>
  ): Promise<AppAnswer> => far.toApp.tell(activities.installation(...actions))

  return {
    id: aad,
    tenant: account.tenant,
    name: account.name,
    account: () => account,
    conversation: () => chat().id,
    dialog: window.dialog,
    suggest: window.suggest,
    fill: window.fill,
    closeDialog: window.closeDialog,

    /** Adds the app for themselves. */
    install: async (): Promise<AppAnswer> => {
      account.installed = true
      await far.toApp.tell(activities.added())
      return tellInstallation('add')
    },
    /** Removes it; what was said stays in the chat. */
    uninstall: async (): Promise<AppAnswer> => {
      account.installed = false
      return tellInstallation('remove')
    },
    /** A newer version of the app takes the place of the older. */
    upgrade: async (): Promise<AppAnswer> => {
      await tellInstallation('remove-upgrade')
      return tellInstallation('add-upgrade')
    },
    /** Removes the chat with everything in it: whatever knew its id does not find it any more. */
    deleteChat: () => far.conversations.forget(account),
    /** Leaves the chat and comes back: what is seen is what is stored. */
    reopenChat: () => replaced.clear(),
    /** From now on messages to them fail with this code; null lets them through again. */
    refuses: (code: string | null) => {
      account.refuses = code
    },

    /** Their chat with the bot, newest last. */
    messages: (): readonly Seen[] =>
      chat()
        .messages.filter(({ deleted }) => !deleted)
        .map((one) => {
          const card = cardIn(one)
          const text = textOf(one.activity['text'])
          return {
            id: one.id,
            conversation: one.conversation,
            fromBot: one.from === null,
            text,
            summary: textOf(one.activity['summary']),
            card,
            plain: card === null ? text : plainTextOf(card),
            buttons: actionsOf(card).map(titleOf),
            delivery: deliveryOf(one),
            revision: one.earlier.length,
          }
        }),

    /** Writes to the bot. `told`: how often the app hears of it. */
    say: async (
      text: string,
      options: Readonly<{ replyTo?: string | null; as?: ReplyAs; told?: number }> = {},
    ): Promise<AppAnswer> => {
      const { replyTo = null, as = 'quote', told = 1 } = options
      const id = far.conversations.newId()
      const to = replyTo === null ? null : stored(replyTo)
      const activity = activities.said(id, text, to, as)
      far.conversations.post(chat(), id, aad, activity)
      return far.toApp.tell(activity, told)
    },
    react: (id: string, kind = 'like') => far.toApp.tell(activities.reacted(stored(id), kind)),

    press: async (id: string, which: Which, options: PressOptions = {}): Promise<Pressed> => {
      const { told = 1, old = false, revision, inputs = {} } = options
      const on = stored(id)
      const earlier = revision === undefined ? undefined : on.earlier[revision]
      const card = earlier === undefined ? cardIn(on) : cardOf(earlier)
      const drawn = actionIn(card, which)
      const action = old && drawn['type'] === 'Action.Execute' ? objectOf(drawn['fallback']) : drawn
      const filled = new Map(
        Object.entries(inputs).map(([name, given]) => {
          const input = inputIn(card, name)
          const choices = Array.isArray(input['choices']) ? (input['choices'] as Json[]) : []
          return [textOf(input['id']), valueFor(input, given, choices)] as const
        }),
      )
      const data = mergedData(card, action, filled)
      switch (action['type']) {
        case 'Action.Execute':
          return execute(on, action, data, told)
        case 'Action.OpenUrl':
          return { is: 'link', href: textOf(action['url']) }
        case 'Action.Submit': {
          if (objectOf(data['msteams'])['type'] !== 'task/fetch') return submit(on, data, told)
          const value = { data, context: { theme: 'default' } }
          const fetch = activities.invoked('task/fetch', value, on)
          return window.answered(await far.toApp.tell(fetch, told))
        }
        default:
          throw new Error(`${textOf(drawn['type'])} is not drawn, or has nothing to fall back on`)
      }
    },

    /** Sends the form that is open, by its one button or the one that is named. */
    submit: async (
      options: Readonly<{ button?: Which; told?: number }> = {},
    ): Promise<Submitted> => {
      const { button = null, told = 1 } = options
      const sent = window.pressed(button)
      if ('is' in sent) return sent
      const value = { data: sent.data, context: { theme: 'default' } }
      const submitting = activities.invoked('task/submit', value, null)
      return window.answered(await far.toApp.tell(submitting, told))
    },

    /** The activities themselves, for a test that changes one before it is told. */
    activities,
  }
}
