import type { Core, Inbound, Reaction } from '#src/chat/chat-platform.ts'
import type { Form } from '#src/chat/form.ts'
import type { Message } from '#src/chat/message.ts'
import { fileCard, referenceOf, troubleCard, troubleLine } from '#src/chat/platform-cards.ts'
import type { Log } from '#src/kernel/log.ts'
import type { World } from '#src/kernel/world.ts'
import { formGoneCard, strangerCard } from './cards.ts'
import type { Heard, SentView } from './heard.ts'
import type { Installations } from './installations.ts'
import type { Posting } from './posting.ts'
import type { Asked, React } from './react.ts'
import { renderForm, renderOptions } from './render-form.ts'
import { renderHome } from './render.ts'
import type { WaitingForms } from './waiting-forms.ts'

/** What Slack is answered with, and what is done once it has been. */
export type Reply = Readonly<{
  status: 200 | 500
  body: Readonly<Record<string, unknown>> | null
  after: (() => Promise<void>) | null
}>

const OK: Reply = { status: 200, body: null, after: null }
/** Slack tells an event again, up to three times, when it is answered so. */
const AGAIN: Reply = { status: 500, body: null, after: null }
const then = (after: () => Promise<void>): Reply => ({ ...OK, after })
const withBody = (body: Reply['body'], after: Reply['after'] = null): Reply => ({
  status: 200,
  body,
  after,
})

/** Slack waits three seconds; the rest is for the way there and back. */
const ANSWER_WITHIN_MS = 2_400

/** A home on which something is being sent is drawn so often, and so many times: five minutes of it. */
const HOME_EVERY_MS = 5_000
const HOME_TIMES = 60

const goesOn = ({ blocks }: Message): boolean =>
  blocks.some((block) => block.is === 'progress' && block.waiting > 0)

type Deps = Readonly<{
  core: Core
  installations: Installations
  posting: Posting
  react: React
  forms: WaitingForms
  world: World
  log: Log
  /** False once Cascade is stopping. */
  here: () => boolean
}>

type Done = Extract<Heard, { is: 'done' }>

type Handled =
  | Readonly<{ is: 'answered'; reaction: Reaction }>
  | Readonly<{ is: 'failed'; reference: string }>

/** Does what a request from Slack asks for, inside the time that Slack gives. */
export function createHear({ core, installations, posting, react, forms, world, log, here }: Deps) {
  const homes = new Map<string, NodeJS.Timeout>()

  async function receive(inbound: Inbound): Promise<Handled> {
    try {
      return { is: 'answered', reaction: await core.receive(inbound) }
    } catch (error) {
      const reference = referenceOf(world.newId())
      log.error('slack.event-failed', error, { reference, eventId: inbound.eventId })
      return { is: 'failed', reference }
    }
  }

  async function drawHome(who: Done['who'], left = HOME_TIMES): Promise<void> {
    const { team, user } = who
    const identity = { platform: 'slack', tenant: team, user } as const
    const cards = await core.home(identity)
    const view = renderHome(cards)
    const answer = await posting.call(team, {
      method: 'views.publish',
      args: { user_id: user, view },
    })
    if (answer?.is !== 'ok')
      log.warn('slack.home-not-drawn', {
        team,
        detail: answer?.is === 'refused' ? answer.code : (answer?.is ?? 'not-installed'),
      })
    else if (left > 0 && cards.some(goesOn)) drawAgain(who, left - 1)
  }

  /** Nothing tells Slack that a sending moved on: while one is on somebody's home, it is drawn again and again. */
  function drawAgain(who: Done['who'], left: number): void {
    const name = `${who.team} ${who.user}`
    clearTimeout(homes.get(name))
    const timer = setTimeout(() => {
      homes.delete(name)
      if (here())
        drawHome(who, left).catch((error: unknown) => log.error('slack.home-failed', error))
    }, HOME_EVERY_MS)
    homes.set(name, timer.unref())
  }

  /** Everything but the answer to Slack itself. */
  async function finish(heard: Done, handled: Handled, asked: Asked): Promise<void> {
    if (handled.is === 'failed')
      await react.say(heard.who, troubleCard(handled.reference), `${asked.eventId}:trouble`)
    else await react.show(asked, handled.reaction)
    if (heard.surface.is === 'press' && heard.surface.home) await drawHome(heard.who)
  }

  async function onDone(heard: Done): Promise<Reply> {
    const { who, inbound, surface } = heard
    const work = receive(inbound)
    const asked: Asked = {
      who,
      on: inbound.on,
      eventId: inbound.eventId,
      trigger: surface.is === 'press' || surface.is === 'command' ? surface.trigger : null,
    }
    if (surface.is === 'event') {
      // Answered when it is stored and not before: otherwise Slack would not tell it again.
      const handled = await work
      return handled.is === 'failed' ? AGAIN : then(() => finish(heard, handled, asked))
    }
    const handled = await inTime(work)
    if (handled === null)
      // Too late for this trigger, so that a form waits behind a button.
      return then(async () => finish(heard, await work, { ...asked, trigger: null }))
    switch (surface.is) {
      case 'press':
        return then(() => finish(heard, handled, asked))
      case 'command':
        return handled.is === 'failed'
          ? withBody(onlyToThem(troubleLine(handled.reference)))
          : withBody(
              surface.elsewhere ? onlyToThem('I have answered in our own conversation.') : null,
              () => finish(heard, handled, asked),
            )
      case 'submit':
        return afterForm(heard, handled, asked, surface.view)
    }
  }

  /** A form stays open with its errors, becomes the next one, or closes. */
  function afterForm(heard: Done, handled: Handled, asked: Asked, view: SentView): Reply {
    const { inbound } = heard
    if (handled.is === 'failed') {
      const [first] = view.fields
      return first === undefined
        ? then(() => finish(heard, handled, asked))
        : withBody(errors({ [first]: troubleLine(handled.reference) }))
    }
    const { reaction } = handled
    const ask = reaction.find((step) => step.do === 'ask')
    const rest = reaction.filter((step) => step !== ask)
    const after = () => finish(heard, { is: 'answered', reaction: rest }, asked)
    if (ask === undefined) return withBody({ response_action: 'clear' }, after)
    const wrong = errorsIn(ask.form)
    const names = Object.keys(wrong)
    // A box that came to be since, as one to tick, is shown only by showing all of the form again.
    const same = ask.form.fields.every(({ name }) => view.fields.includes(name))
    if (names.length > 0 && same) return withBody(errors(wrong), after)
    const form = withChosen(ask.form, view)
    return withBody(
      { response_action: 'update', view: renderForm(form, inbound.on?.ref ?? null) },
      after,
    )
  }

  async function onOpenForm(heard: Extract<Heard, { is: 'open-form' }>): Promise<void> {
    const { who, trigger, form: id } = heard
    const waiting = await forms.find(who, id)
    const on = waiting?.on ?? null
    const handle = on === null ? null : ({ platform: 'slack', ref: on } as const)
    if (waiting === null) await react.say(who, formGoneCard(), `${id}:gone:${world.newId()}`)
    else await react.open(who, waiting.form, handle, trigger)
  }

  async function suggest(heard: Extract<Heard, { is: 'suggest' }>): Promise<Reply> {
    const { who, source, typed } = heard
    const identity = { platform: 'slack', tenant: who.team, user: who.user } as const
    const found = core.suggest(identity, source, typed).catch((error: unknown) => {
      log.error('slack.search-failed', error)
      return []
    })
    return withBody({ options: renderOptions((await inTime(found)) ?? []) })
  }

  return async (heard: Heard): Promise<Reply> => {
    if (heard.is === 'nothing') {
      // A broadcast comes back as thousands of our own messages.
      if (heard.type !== 'message') log.info('slack.ignored', { type: heard.type })
      return OK
    }
    if (heard.is === 'removed') {
      await installations.gone(heard.place, heard.at)
      return OK
    }
    if ((await installations.at(heard.place)) === null) {
      log.warn('slack.not-installed', { team: heard.place.team })
      return OK
    }
    const { who } = heard
    switch (heard.is) {
      case 'done':
        return onDone(heard)
      case 'open-form':
        return then(() => onOpenForm(heard))
      case 'home':
        return then(() => drawHome(who))
      case 'suggest':
        return suggest(heard)
      case 'account':
        await core.accountChanged(
          { platform: 'slack', tenant: who.team, user: who.user },
          heard.open,
        )
        return OK
      case 'stranger':
        return then(async () => {
          await react.say(who, strangerCard(), `stranger:${world.newId()}`)
        })
      case 'file':
        return then(async () => {
          await react.say(who, fileCard(), `file:${world.newId()}`)
        })
    }
  }
}

export type Hear = ReturnType<typeof createHear>

const onlyToThem = (text: string) => ({ response_type: 'ephemeral', text })
const errors = (byField: Readonly<Record<string, string>>) => ({
  response_action: 'errors',
  errors: byField,
})

const errorsIn = (form: Form): Readonly<Record<string, string>> =>
  Object.fromEntries(
    form.fields.flatMap(({ name, error }) => (error === null ? [] : [[name, error]])),
  )

/** What was chosen in a search keeps its name: the core knows only its code. */
const withChosen = (form: Form, { chosen }: SentView): Form => ({
  ...form,
  fields: form.fields.map((field) =>
    field.is === 'search' && field.value.length === 0
      ? { ...field, value: [...(chosen[field.name] ?? [])].slice(0, field.most) }
      : field,
  ),
})

/** Null when it takes longer than Slack waits; it goes on all the same. */
async function inTime<T>(work: Promise<T>): Promise<T | null> {
  const late = Promise.withResolvers<null>()
  const timer = setTimeout(() => late.resolve(null), ANSWER_WITHIN_MS)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
