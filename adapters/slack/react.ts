import type { Core, MessageHandle, Reaction, SendOutcome, Step } from '#src/chat/chat-platform.ts'
import type { Form } from '#src/chat/form.ts'
import type { Message } from '#src/chat/message.ts'
import { patiently } from '#src/chat/patiently.ts'
import { formLostCard } from '#src/chat/platform-cards.ts'
import type { Log } from '#src/kernel/log.ts'
import { type Account, identityOf } from './address.ts'
import { waitingFormCard } from './cards.ts'
import type { Posting } from './posting.ts'
import { renderForm } from './render-form.ts'
import type { WaitingForms } from './waiting-forms.ts'

/** Where an answer goes. */
export type Asked = Readonly<{
  who: Account
  on: MessageHandle | null
  /** What lets a form open, for three seconds and once. */
  trigger: string | null
  /** Each thing said has a key made from it, so that a lookup can find it. */
  eventId: string
}>

export type React = Readonly<{
  show: (asked: Asked, reaction: Reaction) => Promise<void>
  open: (who: Account, form: Form, on: MessageHandle | null, trigger: string) => Promise<boolean>
  say: (who: Account, message: Message, key: string) => Promise<SendOutcome>
}>

type Deps = Readonly<{ posting: Posting; forms: WaitingForms; said: Core['said']; log: Log }>

type Card = Extract<Step, { do: 'say' | 'redraw' }>

/** Shows what the core answers, after Slack has had its own answer. */
export function createReact({ posting, forms, said, log }: Deps): React {
  async function say(who: Account, message: Message, key: string): Promise<SendOutcome> {
    const outcome = await patiently(() => posting.send(who, message, key))
    if (outcome.is !== 'sent')
      log.warn('slack.not-said', { team: who.team, outcome: outcome.is, detail: outcome.detail })
    return outcome
  }

  async function open(who: Account, form: Form, on: MessageHandle | null, trigger: string) {
    const answer = await posting.call(who.team, {
      method: 'views.open',
      args: { trigger_id: trigger, view: renderForm(form, on?.ref ?? null) },
    })
    if (answer?.is !== 'ok')
      log.warn('slack.form-not-opened', {
        team: who.team,
        detail: answer?.is === 'refused' ? answer.code : (answer?.is ?? 'not-installed'),
      })
    return answer?.is === 'ok'
  }

  async function ask({ who, on, trigger, eventId }: Asked, form: Form, forget: boolean) {
    if (trigger !== null && (await open(who, form, on, trigger))) return
    if (forget) {
      await say(who, formLostCard(form.title), `${eventId}:form`)
      return
    }
    const id = await forms.keep(who, { form, on: on?.ref ?? null })
    await say(who, waitingFormCard(form.title, id), `${eventId}:form`)
  }

  async function sayStep({ who, eventId }: Asked, { message, about }: Card, n: number) {
    const outcome = await say(who, message, `${eventId}:${n}`)
    if (about === null || outcome.is !== 'sent') return
    try {
      await said(identityOf(who), about, outcome.handle)
    } catch (error) {
      // The card stands; it is only one that will not follow.
      log.error('slack.said-not-told', error, { eventId })
    }
  }

  async function redraw(asked: Asked, step: Card, n: number) {
    const { who, on } = asked
    const outcome = on === null ? null : await patiently(() => posting.redraw(on, step.message))
    // With no card of ours to redraw, the answer is still an answer.
    if (outcome === null || outcome.is === 'never') await sayStep(asked, step, n)
    else if (outcome.is !== 'sent')
      log.warn('slack.not-redrawn', { team: who.team, outcome: outcome.is, detail: outcome.detail })
  }

  return {
    open,
    say,
    show: async (asked, reaction) => {
      const forget = reaction.some((step) => step.do === 'forget')
      // A form first: what lets it open is gone in three seconds.
      for (const step of reaction) if (step.do === 'ask') await ask(asked, step.form, forget)
      for (const [n, step] of reaction.entries()) {
        if (step.do === 'say') await sayStep(asked, step, n)
        if (step.do === 'redraw') await redraw(asked, step, n)
      }
    },
  }
}
