import type { BothPlatforms, Played } from './both-platforms.ts'
import { shown } from './screens.ts'

/** Somebody in front of a platform, whichever it is: what they type, read and press. */
export type Someone = Readonly<{
  name: string
  personId: string
  says: (text: string) => Promise<unknown>
  /** The newest card with these words, once it is there. */
  reads: (words: string) => Promise<string>
  presses: (words: string, label: string) => Promise<unknown>
  /** Everything that is in their chat. */
  all: () => Promise<readonly string[]>
}>

const played = (hand: Played): Someone => ({
  name: hand.name,
  personId: hand.personId,
  says: hand.says,
  reads: async (words) => (await shown(hand.sees, words)).plain,
  presses: async (words, label) => hand.presses((await shown(hand.sees, words)).id, label),
  all: async () => hand.sees().map(({ plain }) => plain),
})

const visiting = (visitor: BothPlatforms['visitors'][number]): Someone => ({
  name: 'the local chat',
  personId: visitor.personId,
  says: visitor.say,
  reads: async (words) => (await visitor.card('', words)).text,
  presses: async (words, label) => {
    const { title } = await visitor.card('', words)
    await visitor.press(label, title)
  },
  all: async () => (await visitor.cards()).map(({ text }) => text),
})

/** All readers, on Slack, on Teams and in the local chat, in this order. */
export const everybodyOf = ({ readers, visitors }: BothPlatforms): readonly Someone[] => [
  ...readers.map(played),
  ...visitors.map(visiting),
]
