import type { Core, MessageHandle, Reaction, SendOutcome, Step } from '#src/chat/chat-platform.ts'
import type { Form } from '#src/chat/form.ts'
import type { Message } from '#src/chat/message.ts'
import { patiently } from '#src/chat/patiently.ts'
import { formLostCard } from '#src/chat/platform-cards.ts'
import type { Log } from '#src/kernel/log.ts'
import { type Account, identityOf } from './address.ts'
import { waitingFormCard } from './cards.ts'
import type { Posting } from './posting.ts'
import type { WaitingForms } from './waiting-forms.ts'

/** Where an answer goes. */
export type Asked = Readonly<{
  who: Account
  on: MessageHandle | null
  /** Each thing said has a key made from it. */
  eventId: string
  /** Whether the redrawn card already stands in the answer to the press. */
  drawn: boolean
}>

export type React = Readonly<{
  show: (asked: Asked, reaction: Reaction) => Promise<void>
  say: (who: Account, message: Message, key: string) => Promise<SendOutcome>
}>

type Deps = Readonly<{ posting: Posting; forms: WaitingForms; said: Core['said']; log: Log }>

type Card = Extract<Step, { do: 'say' | 'redraw' }>

/** Shows what the core answers, after Teams has had its own answer. */
export function createReact({ posting, forms, said, log }: Deps): React {
  function tell(event: string, { tenant }: Account, outcome: SendOutcome): void {
    if (outcome.is !== 'sent')
      log.warn(event, { tenant, outcome: outcome.is, detail: outcome.detail })
  }

  async function say(who: Account, message: Message, key: string): Promise<SendOutcome> {
    const outcome = await patiently(() => posting.send(who, message, key))
    tell('teams.not-said', who, outcome)
    return outcome
  }

  async function ask({ who, on, eventId }: Asked, form: Form, forget: boolean): Promise<void> {
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
      log.error('teams.said-not-told', error, { eventId })
    }
  }

  async function redraw(asked: Asked, step: Card, n: number): Promise<void> {
    const { who, on, drawn } = asked
    const outcome = on === null ? null : await patiently(() => posting.redraw(on, step.message))
    // With no card of ours to redraw, the answer is still an answer.
    const isLost = outcome === null || outcome.is === 'never'
    if (isLost && !drawn) await sayStep(asked, step, n)
    else if (outcome !== null) tell('teams.not-redrawn', who, outcome)
  }

  async function take(step: Step, asked: Asked, n: number, forget: boolean): Promise<void> {
    switch (step.do) {
      case 'say':
        return sayStep(asked, step, n)
      case 'redraw':
        return redraw(asked, step, n)
      case 'ask':
        return ask(asked, step.form, forget)
      case 'forget':
        // Teams lets no app delete what a person wrote: the core's own card asks them to.
        return
    }
  }

  return {
    say,
    show: async (asked, reaction) => {
      const forget = reaction.some((step) => step.do === 'forget')
      for (const [n, step] of reaction.entries()) await take(step, asked, n, forget)
    },
  }
}
