import type { Core, Inbound, Reaction, Step } from '#src/chat/chat-platform.ts'
import { type Form, withErrors } from '#src/chat/form.ts'
import type { Message } from '#src/chat/message.ts'
import { fileCard, referenceOf, troubleCard, troubleLine } from '#src/chat/platform-cards.ts'
import type { Log } from '#src/kernel/log.ts'
import type { World } from '#src/kernel/world.ts'
import { identityOf } from './address.ts'
import {
  type Answer,
  cardAnswer,
  cardInDialog,
  dialogAnswer,
  lineAnswer,
  lineInDialog,
  optionsAnswer,
} from './answers.ts'
import { ANSWERED, BEING_DONE, DONE, FORM_GONE, IN_PUBLIC, inPublicCard } from './cards.ts'
import type { Chosen, Heard, Surface } from './heard.ts'
import type { OpenForms } from './open-forms.ts'
import type { Asked, React } from './react.ts'
import { renderDialog } from './render-form.ts'
import type { WaitingForms } from './waiting-forms.ts'

/** What Teams is answered with, and what is done once it has been. */
export type Reply = Readonly<{
  status: 200 | 500
  body: Answer | null
  after: (() => Promise<void>) | null
}>

const OK: Reply = { status: 200, body: null, after: null }
/** Teams tells a message again when it is answered so. */
const AGAIN: Reply = { status: 500, body: null, after: null }
const then = (after: () => Promise<void>): Reply => ({ ...OK, after })
const withBody = (body: Answer, after: Reply['after'] = null): Reply => ({ ...OK, body, after })

type Deps = Readonly<{
  core: Core
  react: React
  waiting: WaitingForms
  open: OpenForms
  world: World
  log: Log
  answerWithinMs: number
}>

type Done = Extract<Heard, { is: 'done' }>
type Handled =
  | Readonly<{ is: 'answered'; reaction: Reaction }>
  | Readonly<{ is: 'failed'; reference: string }>

/** Does what an activity asks for, inside the time that Teams gives. */
export function createHear({ core, react, waiting, open, world, log, answerWithinMs }: Deps) {
  const inTime = <T>(work: Promise<T>) => orNull(work, answerWithinMs)

  function failure(error: unknown, eventId: string): Extract<Handled, { is: 'failed' }> {
    const reference = referenceOf(world.newId())
    log.error('teams.event-failed', error, { reference, eventId })
    return { is: 'failed', reference }
  }

  async function receive(inbound: Inbound): Promise<Handled> {
    try {
      return { is: 'answered', reaction: await core.receive(inbound) }
    } catch (error) {
      return failure(error, inbound.eventId)
    }
  }

  /** Everything but the answer to Teams itself. */
  async function finish(asked: Asked, handled: Handled): Promise<void> {
    if (handled.is === 'answered') await react.show(asked, handled.reaction)
    else await react.say(asked.who, troubleCard(handled.reference), `${asked.eventId}:trouble`)
  }

  async function onDone(heard: Done): Promise<Reply> {
    const { who, inbound, surface } = heard
    const work = receive(inbound)
    const asked: Asked = { who, on: inbound.on, eventId: inbound.eventId, drawn: false }
    const handled = await inTime(work)
    if (surface === 'event') return afterEvent(asked, handled, work)
    if (handled === null)
      return withBody(LINE[surface](BEING_DONE), async () => finish(asked, await work))
    if (handled.is === 'failed') return withBody(inTrouble(heard, surface, handled.reference))
    switch (surface) {
      case 'execute':
        return afterPress(asked, handled.reaction)
      case 'fetch':
        return afterFetch(asked, handled.reaction)
      case 'submit':
        return afterForm(heard, asked, handled.reaction)
    }
  }

  /** Answered when it is stored and not before: otherwise Teams would not tell it again. */
  function afterEvent(asked: Asked, handled: Handled | null, work: Promise<Handled>): Reply {
    if (handled?.is === 'answered') return then(() => finish(asked, handled))
    if (handled !== null) return AGAIN
    // Nobody knows yet how it ends. Told again it does nothing, unless this time it fails.
    const late = async () => {
      const ended = await work
      if (ended.is === 'answered') await finish(asked, ended)
    }
    return { ...AGAIN, after: late }
  }

  /** Teams goes back to the old card when it draws the message anew, so that the new one is also written there. */
  function afterPress(asked: Asked, reaction: Reaction): Reply {
    const redrawn = reaction.findLast((step) => step.do === 'redraw')
    if (redrawn === undefined)
      return withBody(lineAnswer(reaction.length === 0 ? DONE : ANSWERED), () =>
        react.show(asked, reaction),
      )
    return withBody(cardAnswer(redrawn.message), () =>
      react.show({ ...asked, drawn: true }, reaction),
    )
  }

  function afterFetch(asked: Asked, reaction: Reaction): Reply {
    const ask = reaction.find((step) => step.do === 'ask')
    if (ask !== undefined) return openDialog(asked, ask.form, without(reaction, ask))
    const [first, ...more] = reaction.filter((step) => step.do === 'say' || step.do === 'redraw')
    if (first === undefined) return withBody(lineInDialog(DONE), () => react.show(asked, reaction))
    // Buttons need a card of our conversation; a dialog has room for one card alone.
    if (first.do === 'redraw' || more.length > 0 || hasButtons(first.message))
      return withBody(lineInDialog(ANSWERED), () => react.show(asked, reaction))
    return withBody(cardInDialog(first.message))
  }

  function openDialog(asked: Asked, form: Form, rest: Reaction): Reply {
    open.shown(asked.who, form)
    return withBody(dialogAnswer(renderDialog(form, asked.on?.ref ?? null)), () =>
      react.show(asked, rest),
    )
  }

  /** A form stays open with its errors, becomes the next one, or closes. */
  function afterForm({ chosen }: Done, asked: Asked, reaction: Reaction): Reply {
    const ask = reaction.find((step) => step.do === 'ask')
    if (ask === undefined) return then(() => react.show(asked, reaction))
    return openDialog(asked, withChosen(ask.form, chosen), without(reaction, ask))
  }

  /** A form stays as it was filled in, as far as it is known here. */
  function inTrouble(
    { who, inbound, chosen }: Done,
    surface: Exclude<Surface, 'event'>,
    reference: string,
  ): Answer {
    const line = troubleLine(reference)
    const { what, on } = inbound
    const form = what.is === 'submit' ? open.sent(who, what.intent) : null
    const [first] = form?.fields ?? []
    if (what.is !== 'submit' || form === null || first === undefined) return LINE[surface](line)
    const shown = withChosen(withErrors(form, what.values, { [first.name]: line }), chosen)
    return dialogAnswer(renderDialog(shown, on?.ref ?? null))
  }

  async function onOpenForm({ who, form: id }: Extract<Heard, { is: 'open-form' }>) {
    try {
      const found = await waiting.find(who, id)
      if (found === null) return withBody(lineInDialog(FORM_GONE))
      open.shown(who, found.form)
      return withBody(dialogAnswer(renderDialog(found.form, found.on)))
    } catch (error) {
      return withBody(lineInDialog(troubleLine(failure(error, id).reference)))
    }
  }

  async function suggest({ who, source, typed }: Extract<Heard, { is: 'suggest' }>) {
    const search = core.suggest(identityOf(who), source, typed).catch((error: unknown) => {
      log.error('teams.search-failed', error)
      return []
    })
    const found = (await inTime(search)) ?? []
    return withBody(optionsAnswer(found))
  }

  /** Their chat with the app is closed to us from now on. */
  async function onRemoved({ who }: Extract<Heard, { is: 'removed' }>): Promise<Reply> {
    const closed = core.accountChanged(identityOf(who), false).then(() => true as const)
    return (await inTime(closed)) === null ? AGAIN : OK
  }

  function onPublic({ who, eventId, surface }: Extract<Heard, { is: 'in-public' }>): Reply {
    if (surface !== 'event') return withBody(LINE[surface](IN_PUBLIC))
    return then(async () => {
      await react.say(who, inPublicCard(), `${eventId}:in-public`)
    })
  }

  return async (heard: Heard): Promise<Reply> => {
    switch (heard.is) {
      case 'nothing':
        log.info('teams.ignored', { type: heard.type })
        return OK
      case 'done':
        return onDone(heard)
      case 'open-form':
        return onOpenForm(heard)
      case 'suggest':
        return suggest(heard)
      case 'removed':
        return onRemoved(heard)
      case 'in-public':
        return onPublic(heard)
      case 'file':
        return then(async () => {
          await react.say(heard.who, fileCard(), `${heard.eventId}:file`)
        })
    }
  }
}

export type Hear = ReturnType<typeof createHear>

/** How a line is said where something was pressed. */
const LINE: Readonly<Record<Exclude<Surface, 'event'>, (text: string) => Answer>> = {
  execute: lineAnswer,
  fetch: lineInDialog,
  submit: lineInDialog,
}

const without = (reaction: Reaction, one: Step): Reaction => reaction.filter((step) => step !== one)

const hasButtons = ({ actions, blocks }: Message): boolean =>
  [...actions, ...blocks.flatMap((block) => (block.is === 'row' ? block.actions : []))].some(
    (action) => action.is === 'button',
  )

/** What was chosen in a search keeps its name. */
const withChosen = (form: Form, chosen: Chosen): Form => ({
  ...form,
  fields: form.fields.map((field) =>
    field.is === 'search' && field.value.length === 0
      ? { ...field, value: [...(chosen[field.name] ?? [])].slice(0, field.most) }
      : field,
  ),
})

/** Null when it takes longer; it goes on all the same. */
async function orNull<T>(work: Promise<T>, ms: number): Promise<T | null> {
  const late = Promise.withResolvers<null>()
  const timer = setTimeout(() => late.resolve(null), ms)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
