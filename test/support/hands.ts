import type { Person as SlackPerson } from './fake-slack/fake-slack.ts'
import { textOf } from './fake-slack/json.ts'
import { controlIn } from './fake-slack/person.ts'
import type { Person as TeamsPerson } from './fake-teams/fake-teams.ts'
import { until } from './process.ts'
import { type Screen, slackScreen, teamsScreen } from './screens.ts'

/** What is put into fields, by name: a text, a choice, or several. */
type Filled = Readonly<Record<string, string | boolean | readonly string[]>>

/** Somebody in front of a platform: what they see, type, press and fill in, whichever it is. */
export type Hand = Readonly<{
  name: string
  sees: Screen
  says: (text: string) => Promise<unknown>
  presses: (card: string, label: string) => Promise<unknown>
  /** Where a link on a card leads. */
  follows: (card: string, label: string) => Promise<string>
  /** Sends the open form, once it is there, with what it shows and what is put in; resolves with what became of it. */
  sendsForm: (title: string, filled?: Filled) => Promise<Readonly<{ is: string }>>
}>

export const slackHand = (person: SlackPerson): Hand => ({
  name: 'Slack',
  sees: slackScreen(person),
  says: async (text) => person.command('/cascade', text),
  presses: async (card, label) => person.press(card, label),
  follows: async (card, label) => {
    const blocks = person.messages().find(({ ts }) => ts === card)?.blocks ?? []
    return textOf(controlIn(blocks, label).element['url'])
  },
  sendsForm: async (title, filled = {}) => {
    await until(`the form ${title}`, async () => person.modal()?.title === title)
    await person.fill(filled)
    return person.submit()
  },
})

export const teamsHand = (person: TeamsPerson): Hand => ({
  name: 'Teams',
  sees: teamsScreen(person),
  says: async (text) => person.say(text),
  presses: async (card, label) => person.press(card, label),
  follows: async (card, label) => {
    const link = await person.press(card, label)
    if (link.is !== 'link') throw new Error(`“${label}” is no link`)
    return link.href
  },
  sendsForm: async (title, filled = {}) => {
    await until(`the form ${title}`, async () => person.dialog()?.title === title)
    await person.fill(filled)
    return person.submit()
  },
})
