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
import { anybody, type Capability, type Command, onAnybody } from './capability.ts'
import { Help, helpCard, HelpOn, topicCards, topicsCard } from './cards.ts'
import { plainWords, spoken } from './commands.ts'
import { type Topic, TOPICS } from './topics.ts'
import { say } from './turn.ts'

const HELP: Command = {
  words: ['help', 'hello', 'hi', '?'],
  usage: 'help',
  does: 'See what you can do here',
  offered: anybody,
  read: (rest) => {
    const topic = TOPICS.find((one) => one === plainWords(rest))
    return spoken(topic === undefined ? Help({}) : HelpOn({ topic }))
  },
}

/** Says what this person can do here: read off the same commands that are obeyed, so that it cannot go out of date. */
export function createHelp(others: readonly Capability[]): Capability {
  return {
    topic: 'account',
    handlers: [
      onAnybody(Help, async (turn) => [say(cardFor(others, turn.actor))]),
      onAnybody(HelpOn, async (turn, { topic }) => {
        const lines = offeredTo(others, turn.actor).get(topic)
        return lines === undefined
          ? [say(cardFor(others, turn.actor))]
          : topicCards(topic, lines).map((card) => say(card))
      }),
    ],
    commands: [HELP],
    redraws: [],
  }
}

/** What somebody is offered, by topic; a topic with nothing in it is left out. */
function offeredTo(
  others: readonly Capability[],
  actor: Actor,
): ReadonlyMap<Topic, readonly Command[]> {
  const about = (topic: Topic) =>
    others
      .filter((one) => one.topic === topic)
      .flatMap((one) => one.commands.filter((command) => command.offered(actor)))
  return new Map(
    TOPICS.map((topic) => [topic, about(topic)] as const).filter(([, some]) => some.length > 0),
  )
}

function cardFor(others: readonly Capability[], actor: Actor) {
  const { person, roles } = actor
  const offered = offeredTo(others, actor)
  if (person === null)
    return helpCard(
      'Hello',
      'I keep GPs in the loop with the places where they work. You have not joined yet.',
      [...offered.values()].flat(),
      [button('Join', Join({}), 'primary'), joinedElsewhere()],
    )
  const held = roles.map(
    ({ role, organisationName }) => `${ROLE_NAMES[role].toLowerCase()}, ${organisationName}`,
  )
  const writes = kindsFor(roles).length > 0
  return topicsCard(
    held.length === 0 ? `You are ${person.name}.` : `You are ${person.name}: ${listWords(held)}.`,
    [
      ...(writes ? [button('Write a message', Compose({}), 'primary')] : []),
      button('Catch up', CatchUp({}), writes ? 'plain' : 'primary'),
      button('Today at a place', PlaceForm({})),
      button('Search', SearchForm({})),
    ],
    offered,
    [button('In force now', InForce({})), button('What I follow', Subscriptions({}))],
  )
}
