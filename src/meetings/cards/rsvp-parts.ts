import type { ContentOf } from '#src/broadcasts/content.ts'
import { type Action, type Block, button, note } from '#src/chat/message.ts'
import { clockWords, dateWords } from '#src/kernel/london.ts'
import { clip } from '#src/kernel/words.ts'
import type { RsvpAnswer } from '#src/kernel/schema.ts'
import { Rsvp, SendDeputy } from '../intents.ts'
import { meetsAt, type MyRsvp, stands } from '../rules/rsvp.ts'

type Content = ContentOf<'board-meeting'>

export const whenWords = ({ date, starts, ends }: Content): string =>
  `${dateWords(date)}, ${clockWords(starts)} to ${clockWords(ends)}`

export const RSVP_LABELS: Readonly<Record<RsvpAnswer, string>> = {
  going: 'Going for my practice',
  deputy: 'Send a deputy',
  'not-going': 'Not going',
  observer: 'Come as observer',
}

export const RSVP_NAMES: Readonly<Record<RsvpAnswer, string>> = {
  going: 'Going',
  deputy: 'Sends a deputy',
  'not-going': 'Not going',
  observer: 'Observer',
}

const practice = ({ practiceName }: MyRsvp) => clip(practiceName ?? 'your practice', 40)

/** What one person said, to themselves. */
export function rsvpWords(mine: MyRsvp): string {
  switch (mine.answer) {
    case 'going':
      return `You are going for ${practice(mine)}.`
    case 'observer':
      return 'You are coming as an observer.'
    case 'not-going':
      return 'You are not going.'
    case 'deputy': {
      const deputy = clip(mine.deputyName ?? 'somebody', 40)
      if (mine.deputySays === 'no') return `${deputy} cannot go in your place.`
      const sent = `${deputy} goes in your place for ${practice(mine)}`
      return mine.deputySays === 'yes' ? `${sent}.` : `${sent}, if they can: they have been asked.`
    }
  }
}

/** How it stands with somebody's coming, on each copy of the notice that they have. */
export function rsvpBlocks(content: Content, mine: MyRsvp | null, open: boolean): Block[] {
  if (mine === null) return []
  if (!open) return [note('small', `You had answered: ${rsvpWords(mine)}`)]
  if (!stands(mine, content))
    return [
      note(
        'warning',
        `You answered for another time: ${RSVP_NAMES[mine.answer].toLowerCase()}. The meeting has moved. Please answer again.`,
      ),
    ]
  if (mine.deputySays === 'no')
    return [note('warning', `${rsvpWords(mine)} Choose somebody else, or say how you come.`)]
  return [note('done', `${rsvpWords(mine)} You can change it until the meeting starts.`)]
}

/** What is left to whoever may not speak for a practice, a tap away from where they are told so. */
export const observerButton = (broadcast: number, content: Content): Action =>
  button(
    RSVP_LABELS.observer,
    Rsvp({ broadcast, answer: 'observer', at: meetsAt(content) }),
    'primary',
  )

/** Always the same buttons in the same places: a second tap must never land on another answer. */
export function rsvpActions(broadcast: number, content: Content, mine: MyRsvp | null): Action[] {
  const said = mine !== null && stands(mine, content) && mine.deputySays !== 'no' ? mine : null
  const label = (answer: RsvpAnswer) =>
    said?.answer === answer ? `✓ ${RSVP_LABELS[answer]}` : RSVP_LABELS[answer]
  const answers = (answer: 'going' | 'not-going' | 'observer') =>
    button(
      label(answer),
      Rsvp({ broadcast, answer, at: meetsAt(content) }),
      answer === 'going' && said === null ? 'primary' : 'plain',
    )
  return [
    answers('going'),
    button(label('deputy'), SendDeputy({ broadcast })),
    answers('not-going'),
    answers('observer'),
  ]
}
