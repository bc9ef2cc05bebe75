import {
  bold,
  type Block,
  button,
  type Message,
  message,
  note,
  paragraph,
  plain,
} from '#src/chat/message.ts'
import { dateWords, momentWords } from '#src/kernel/london.ts'
import type { ConsentCategory } from '#src/kernel/schema.ts'
import { listWords } from '#src/kernel/words.ts'
import { Agree, Preferences, StopOptional, UndoStop } from './intents.ts'
import { OPTIONAL_CATEGORIES, type OptionalCategory, WORDINGS } from './wordings.ts'

/** What somebody agrees to, and since when; `current` is whether it was to the words in force. */
export type AgreedShown = Readonly<{ category: ConsentCategory; since: Date; current: boolean }>

const namesOf = (categories: readonly OptionalCategory[]) =>
  listWords(categories.map((one) => WORDINGS[one].name))

const capital = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`

function row(category: OptionalCategory, agreed: AgreedShown | undefined): Block {
  const { label, text } = WORDINGS[category]
  if (agreed === undefined || !agreed.current)
    return {
      is: 'row',
      parts: [
        bold(label),
        plain(
          agreed === undefined
            ? ` Not sent to you. The words to agree to: “${text}”`
            : ` Not sent to you, since the words have changed. They are now: “${text}”`,
        ),
      ],
      actions: [button(`Send me ${WORDINGS[category].name}`, Agree({ category }))],
    }
  return {
    is: 'row',
    parts: [
      bold(label),
      plain(` Sent to you. You agreed on ${dateWords(agreed.since)}: “${text}”`),
    ],
    actions: [button(`Stop ${WORDINGS[category].name}`, StopOptional({ category }))],
  }
}

export function preferencesCard(agreed: readonly AgreedShown[]): Message {
  const of = (category: ConsentCategory) => agreed.find((one) => one.category === category)
  const purpose = of('purpose')
  return message({
    title: 'What you agree to',
    blocks: [
      paragraph(
        bold('Safety, prescribing, pathways and boards'),
        plain(
          ` ${purpose === undefined ? '' : `You agreed on ${dateWords(purpose.since)}. `}These come with being a member. To end them, type leave.`,
        ),
      ),
      ...(purpose === undefined || purpose.current ? [] : [changedWords()]),
      ...OPTIONAL_CATEGORIES.map((category) => row(category, of(category))),
      note(
        'small',
        'To stop everything that is optional at once, type stop. To see all that is held about you, type my data.',
      ),
    ],
    actions:
      purpose === undefined || purpose.current
        ? []
        : [button('I agree', Agree({ category: 'purpose' }), 'primary')],
  })
}

const changedWords = (): Block =>
  note(
    'warning',
    `These words have changed since you agreed. They are now: “${WORDINGS.purpose.text}”`,
  )

/** After one press, with the way back. */
export const stoppedCard = (stopped: readonly OptionalCategory[], at: Date): Message =>
  message({
    title: `${capital(namesOf(stopped))} ${stopped.length === 1 && stopped[0] === 'education' ? 'is' : 'are'} stopped`,
    preview: 'Your choice is kept',
    blocks: [
      paragraph(
        'Nothing more of that is sent to you, and what was waiting for you is not sent either. Messages about safety, prescribing, pathways and boards still come.',
      ),
    ],
    actions: [
      button('Undo', UndoStop({ at: at.toISOString() })),
      button('My preferences', Preferences({})),
    ],
  })

/** When there was nothing to stop: of everything optional, or of one kind while another may still come. */
export const nothingToStopCard = (category: OptionalCategory | 'all'): Message =>
  message({
    title:
      category === 'all'
        ? 'Nothing optional is sent to you'
        : `${capital(WORDINGS[category].name)} ${category === 'education' ? 'is' : 'are'} not sent to you`,
    blocks: [
      paragraph(
        category === 'all'
          ? 'You agreed to nothing optional, so there was nothing to stop. To end messages about safety, prescribing, pathways and boards as well, type leave.'
          : 'There was nothing to stop. What else you agree to is under My preferences.',
      ),
    ],
    actions: [button('My preferences', Preferences({}))],
  })

/** To somebody who has not joined. */
export const notAskedCard = (): Message =>
  message({
    title: 'You will not be asked again',
    blocks: [
      paragraph(
        'You have not joined, so nothing is sent to you. I keep only that this account does not want to be asked to join. To change that, type join.',
      ),
    ],
  })

export const agreedCard = (category: ConsentCategory, at: Date): Message =>
  message({
    title:
      category === 'purpose'
        ? 'Thank you, that is kept'
        : `${capital(WORDINGS[category].name)} ${category === 'education' ? 'is' : 'are'} sent to you`,
    blocks: [
      paragraph(`You agreed on ${momentWords(at)} to these words: “${WORDINGS[category].text}”`),
    ],
    actions: [
      ...(category === 'purpose'
        ? []
        : [button(`Stop ${WORDINGS[category].name}`, StopOptional({ category }))]),
      button('My preferences', Preferences({})),
    ],
  })

export const undoneCard = (categories: readonly OptionalCategory[]): Message =>
  message({
    title: `${capital(namesOf(categories))} ${categories.length === 1 && categories[0] === 'education' ? 'comes' : 'come'} to you again`,
    blocks: [paragraph('What was waiting for you comes after all, as long as it still applies.')],
    actions: [
      button(
        'Stop',
        StopOptional({ category: categories.length === 1 ? (categories[0] ?? 'all') : 'all' }),
      ),
      button('My preferences', Preferences({})),
    ],
  })

/** When the words have changed since somebody agreed: nothing is assumed. */
export function askAgainCard(category: ConsentCategory): Message {
  const { name, text } = WORDINGS[category]
  return message({
    title: `Do you still agree to ${name}?`,
    preview: 'The words that you agreed to have changed',
    blocks: [
      paragraph(`The words that you agreed to have changed. They are now: “${text}”`),
      paragraph(
        category === 'purpose'
          ? 'Until you answer, messages about safety, prescribing, pathways and boards go on, so that you miss none. If you do not agree, type leave.'
          : 'Until you agree, nothing of this is sent to you.',
      ),
    ],
    actions: [
      button(
        category === 'purpose' ? 'I agree' : `Send me ${name}`,
        Agree({ category }),
        'primary',
      ),
      ...(category === 'purpose' ? [] : [button(`Stop ${name}`, StopOptional({ category }))]),
      button('My preferences', Preferences({})),
    ],
  })
}
