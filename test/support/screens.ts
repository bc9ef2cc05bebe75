import type { Person as SlackPerson } from './fake-slack/fake-slack.ts'
import type { Person as TeamsPerson } from './fake-teams/fake-teams.ts'
import { until } from './process.ts'

/** What is on a screen: a message of the bot's, whichever platform it is on. */
export type Card = Readonly<{ id: string; plain: string; buttons: readonly string[] }>
export type Screen = () => readonly Card[]

/** Slack's clients show an invisible character where an address must not become a link. */
const INVISIBLE = '\u200B'

export const slackScreen =
  (person: SlackPerson): Screen =>
  () =>
    person
      .messages()
      .filter(({ fromBot }) => fromBot)
      .map(({ ts, plain, buttons }) => ({
        id: ts,
        plain: plain.replaceAll(INVISIBLE, ''),
        buttons,
      }))

/** As whoever comes back to the chat sees it. */
export const teamsScreen =
  (person: TeamsPerson): Screen =>
  () => {
    person.reopenChat()
    return person.messages().filter(({ fromBot }) => fromBot)
  }

/** The last card with all of these words on it, once there is one. */
export async function shown(screen: Screen, ...words: readonly string[]): Promise<Card> {
  const find = () => withWords(screen, ...words).at(-1)
  await until(`a card with “${words.join('”, “')}”`, async () => find() !== undefined, 120_000)
  const found = find()
  if (found === undefined) throw new Error('It was there a moment ago')
  return found
}

/** The cards with all of these words on them, the oldest first. */
export const withWords = (screen: Screen, ...words: readonly string[]): readonly Card[] =>
  screen().filter(({ plain }) => words.every((some) => plain.includes(some)))
