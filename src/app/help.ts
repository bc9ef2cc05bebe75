import { button } from '#src/chat/message.ts'
import { Compose, InForce } from '#src/broadcasts/intents.ts'
import { kindsFor } from '#src/broadcasts/rules.ts'
import { CatchUp, PlaceForm, SearchForm } from '#src/library/intents.ts'
import { listWords } from '#src/kernel/words.ts'
import type { Actor } from '#src/people/actor.ts'
import { joinedElsewhere } from '#src/people/accounts/cards.ts'
import { Join } from '#src/people/intents.ts'
import { ROLE_NAMES } from '#src/people/rules.ts'
import { Subscriptions } from '#src/subscriptions/intents.ts'
import { anybody, bare, type Capability, type Command, onAnybody } from './capability.ts'
import { Help, helpCards } from './cards.ts'
import { say } from './turn.ts'

const HELP: Command = {
  words: ['help', 'hello', 'hi', '?'],
  usage: 'help',
  does: 'See what you can do here',
  offered: anybody,
  read: bare(Help({})),
}

/** Says what this person can do here: read off the same commands that are obeyed, so that it cannot go out of date. */
export function createHelp(others: readonly Capability[]): Capability {
  const commands = others.flatMap((one) => one.commands)
  return {
    handlers: [
      onAnybody(Help, async (turn) => cardsFor(commands, turn.actor).map((card) => say(card))),
    ],
    commands: [HELP],
    redraws: [],
  }
}

function cardsFor(commands: readonly Command[], actor: Actor) {
  const { person } = actor
  const offered = commands.filter((command) => command.offered(actor))
  if (person === null) {
    return helpCards(
      'Hello',
      'I keep GPs in the loop with the places where they work. You have not joined yet.',
      offered,
      [button('Join', Join({}), 'primary'), joinedElsewhere()],
    )
  }
  // What anybody who has joined is offered, and what comes with a role on top of it.
  const withoutRole: Actor = { ...actor, roles: [] }
  const everyday = offered.filter((command) => command.offered(withoutRole))
  const withRole = offered.filter((command) => !command.offered(withoutRole))
  const mine = helpCards(
    'What you can do',
    `You are ${person.name}. Type a command, or use the buttons.`,
    everyday,
    [
      button('Catch up', CatchUp({}), 'primary'),
      button('Today at a place', PlaceForm({})),
      button('Search', SearchForm({})),
      button('In force now', InForce({})),
      button('What I follow', Subscriptions({})),
    ],
  )
  if (withRole.length === 0) return mine
  const roles = actor.roles.map(
    (held) => `${ROLE_NAMES[held.role].toLowerCase()}, ${held.organisationName}`,
  )
  const senders = helpCards(
    'What your role lets you do',
    `You are ${listWords(roles)}.`,
    withRole,
    kindsFor(actor.roles).length > 0 ? [button('Write a message', Compose({}), 'primary')] : [],
  )
  return [...mine, ...senders]
}
