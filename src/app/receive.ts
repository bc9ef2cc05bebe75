import { type Core, Inbound, type Reaction } from '#src/chat/chat-platform.ts'
import type { FormValues } from '#src/chat/form.ts'
import { Intent } from '#src/chat/intent.ts'
import { button } from '#src/chat/message.ts'
import { forgetCopy, keepCopy } from '#src/delivery/copy-store.ts'
import type { Db, Tx } from '#src/kernel/db.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Queue } from '#src/kernel/queue.ts'
import type { World } from '#src/kernel/world.ts'
import type { Actor } from '#src/people/actor.ts'
import { joinedElsewhere } from '#src/people/accounts/cards.ts'
import { writeAudit } from '#src/people/store.ts'
import { Join } from '#src/people/intents.ts'
import { patientDataCard } from '#src/privacy/cards.ts'
import { guardedForm } from '#src/privacy/forms.ts'
import { guard, type Guarded } from '#src/privacy/guard.ts'
import type { Capability, Handler } from './capability.ts'
import { refusalCard, unknownCard } from './cards.ts'
import { hear, isWholeCommand, LONGEST_LINE } from './commands.ts'
import { ask, refuse, say, type Turn } from './turn.ts'

type Deps = Readonly<{
  db: Db
  /** Whether what is done now can be written down. */
  hasRoom: () => Promise<boolean>
  queue: Pick<Queue, 'add'>
  world: World
  log: Log
  capabilities: readonly Capability[]
  findActor: (db: Tx, inbound: Inbound, at: Date) => Promise<Actor>
  /** Takes a typed text that was a reply to a message, if that message is one that can be replied to. */
  replyTo: (turn: Turn, text: string) => Promise<Reaction | null>
}>

const NOT_ONE_OF_OURS = {
  happened: 'That button or form is not one I know',
  next: 'It may be from an older version of me. Type help to see what you can do now.',
}

const NO_ROOM = {
  happened: 'I cannot write anything down at the moment: my disk is full',
  next: 'Nothing that was done before is lost. Try again in a while; whoever runs Cascade has to make room.',
}

/**
 * The one door for everything that people do. The event's id is written in the same transaction as what it did:
 * either both are there or neither, so an event told again does nothing, and one that failed can be told again.
 */
export function createReceive(deps: Deps): Core['receive'] {
  const handlers = new Map(
    deps.capabilities.flatMap((one) => one.handlers.map((handler) => [handler.do, handler])),
  )
  const commands = deps.capabilities.flatMap((one) => one.commands)

  return async (raw) => {
    const inbound = Inbound.parse(raw)
    const at = deps.world.now()
    if (!(await deps.hasRoom())) return refuse(NO_ROOM)
    const reaction = await deps.db.transaction().execute(async (db) => {
      const fresh = await db
        .insertInto('inboundEvents')
        .values({ platform: inbound.who.platform, eventId: inbound.eventId, at })
        .onConflict((conflict) => conflict.doNothing())
        .returning('eventId')
        .executeTakeFirst()
      if (fresh === undefined) return []
      const actor = await deps.findActor(db, inbound, at)
      const turn: Turn = {
        db,
        queue: deps.queue,
        at,
        newId: deps.world.newId,
        actor,
        on: inbound.on,
        typed: inbound.what.is === 'say',
      }
      const steps = await handle(turn, inbound)
      await keepWhatShows(turn, steps)
      return steps
    })
    // Without a message to redraw, as after a typed command, the card is said instead.
    return inbound.on === null
      ? reaction.map((step) => (step.do === 'redraw' ? say(step.message, step.about) : step))
      : reaction
  }

  async function handle(turn: Turn, inbound: Inbound): Promise<Reaction> {
    const guarded = await guard(turn.db, inbound.what)
    const stopped = guarded.is === 'stopped' ? guarded.verdict : guarded.confirmed
    if (stopped !== null) {
      const came =
        guarded.is === 'free' ? 'confirmed' : stopped.is === 'ask' ? 'asked' : 'prevented'
      await record(turn, inbound.eventId, `patient-data.${came}`, stopped.found)
    }
    if (guarded.is === 'stopped') return giveBack(turn, inbound.what, guarded)
    const { what } = guarded
    switch (what.is) {
      case 'press':
        return dispatch(turn, what.intent, null)
      case 'submit':
        return dispatch(turn, what.intent, what.values)
      case 'say':
        return listen(turn, what.text)
    }
  }

  /** What was seen and never what it stood in. */
  async function record(turn: Turn, eventId: string, action: string, rules: readonly string[]) {
    const person = turn.actor.person?.id ?? null
    await writeAudit(turn.db, turn.at, person, action, `event:${eventId}:${rules.join('+')}`)
    deps.log.info(action, { person, rules: rules.join('+') })
  }

  /** A form goes back to whoever sent it, to be changed; of a line there is only a card that says what to do. */
  async function giveBack(
    turn: Turn,
    what: Inbound['what'],
    { verdict, names }: Extract<Guarded, { is: 'stopped' }>,
  ): Promise<Reaction> {
    const sent = what.is === 'submit' ? what : null
    const intent = Intent.safeParse(sent?.intent).data
    const handler = intent === undefined ? undefined : handlers.get(intent.do)
    const values = sent?.values ?? {}
    const form = (await handler?.again(turn, intent?.with, values)) ?? null
    const shown = form === null ? null : guardedForm(form, values, verdict, names)
    return [{ do: 'forget' }, shown === null ? say(patientDataCard(verdict)) : ask(shown)]
  }

  async function listen(turn: Turn, text: string): Promise<Reaction> {
    if (text.trim() === '') {
      return refuse({
        happened: 'That message was empty',
        next: 'Type help to see what you can do.',
      })
    }
    if (text.length > LONGEST_LINE) {
      return refuse({
        happened: 'That is too long for me',
        next: `Say it in ${LONGEST_LINE.toLocaleString('en-GB')} characters or fewer.`,
      })
    }
    // "leave" under a card is meant for me, not for the card's author.
    const reply =
      turn.on === null || isWholeCommand(commands, text)
        ? null
        : await deps.replyTo(turn, text.trim())
    if (reply !== null) return reply
    const heard = hear(commands, turn.actor, text)
    if (heard.is === 'unknown') return [say(unknownCard(heard.nearest, heard.meant))]
    if (!heard.spoken.ok) return refuse(heard.spoken.refusal)
    // A typed command acts on no message: what it changes is shown as a new one.
    return dispatch({ ...turn, on: null }, heard.spoken.value.intent, heard.spoken.value.values)
  }

  async function dispatch(turn: Turn, wire: unknown, values: FormValues | null): Promise<Reaction> {
    const intent = Intent.safeParse(wire)
    const handler: Handler | undefined = intent.success ? handlers.get(intent.data.do) : undefined
    if (!intent.success || handler === undefined) return refuse(NOT_ONE_OF_OURS)
    if (handler.members && turn.actor.person === null) {
      return [
        say(
          refusalCard(
            {
              happened: 'You have not joined Cascade yet',
              next: 'Join first; it takes about a minute.',
            },
            [button('Join', Join({}), 'primary'), joinedElsewhere()],
          ),
        ),
      ]
    }
    const running = handler.run(turn, intent.data.with, values)
    return running === 'bad-intent' ? refuse(NOT_ONE_OF_OURS) : running
  }
}

/** The message acted on shows something else from now on: a card that follows, or one that does not. */
async function keepWhatShows({ db, actor, on, at }: Turn, steps: Reaction): Promise<void> {
  if (on === null || actor.person === null) return
  for (const step of steps) {
    if (step.do !== 'redraw') continue
    if (step.about === null) await forgetCopy(db, on)
    else await keepCopy(db, actor.identity, step.about, on, at)
  }
}
