import {
  isHeld,
  isWaiting,
  type Standing,
  standingActions,
  standingBlocks,
} from '#src/approvals/standing-blocks.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { Show, ShowProgress } from '#src/broadcasts/intents.ts'
import { KIND_NAMES } from '#src/broadcasts/kind-names.ts'
import { reviewDayOf } from '#src/broadcasts/content.ts'
import {
  type Action,
  type Block,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { dateWords } from '#src/kernel/london.ts'
import { clip, count } from '#src/kernel/words.ts'
import { Correct, DropCorrection, SendCorrection, StillRight, WithdrawMessage } from './intents.ts'
import type { Change } from './difference.ts'
import type { HowMany, InHand } from './rules.ts'

const people = (n: number) => count(n, 'person', 'people')

/** So many fields are shown with what they lost and gained; others are counted. */
const MOST_CHANGES = 6
const LONGEST_SIDE = 130

export function changeBlocks(
  changes: readonly Change[],
  heading = 'What changes',
  most = MOST_CHANGES,
): Block[] {
  const shown = changes.slice(0, most)
  const sides = ({ field, removed, added }: Change) => [
    ...(removed.length > 0
      ? [{ label: `${field}: removed`, value: clip(removed.join(' · '), LONGEST_SIDE) }]
      : []),
    ...(added.length > 0
      ? [{ label: `${field}: added`, value: clip(added.join(' · '), LONGEST_SIDE) }]
      : []),
  ]
  const facts = shown.flatMap(sides)
  return [
    { is: 'heading', text: heading },
    ...Array.from({ length: Math.ceil(facts.length / 10) }, (_, n): Block => ({
      is: 'facts',
      facts: facts.slice(n * 10, n * 10 + 10),
    })),
    ...(changes.length > most ? [note('small', `${changes.length - most} more change too.`)] : []),
  ]
}

function againWords(material: boolean, { has, answered }: HowMany): string {
  const copies = `${people(has)} ${has === 1 ? 'has' : 'have'} it: each copy is changed in place.`
  if (!material) return `${copies} The answers that were given stand.`
  return answered === 0
    ? `${copies} Nobody has answered yet.`
    : `${copies} ${people(answered)} who answered ${answered === 1 ? 'is' : 'are'} asked again.`
}

/** What a correction would change, before anybody sees it. */
export function correctionCard(
  broadcast: Broadcast,
  inHand: InHand,
  changes: readonly Change[],
  howMany: HowMany,
  standing: Standing,
): Message {
  const { id } = broadcast
  return message({
    label: isWaiting(standing)
      ? 'Correction: waiting for approval'
      : isHeld(standing)
        ? 'Correction: approved'
        : 'Correction: not sent yet',
    title: clip(`${id}: ${broadcast.content.title}`, 140),
    preview: `Correction of message ${id}`,
    blocks: [
      paragraph(`Every copy will say first: “${inHand.what}”`),
      ...changeBlocks(changes),
      paragraph(againWords(inHand.material, howMany)),
      ...standingBlocks(standing),
    ],
    actions: correctionActions(id, inHand.base, standing),
  })
}

function correctionActions(broadcast: number, base: number, standing: Standing): Action[] {
  if (isHeld(standing)) return standingActions(standing)
  const change = button('Change it', Correct({ broadcast }))
  if (isWaiting(standing)) return [change, ...standingActions(standing)]
  return [
    button(
      standing.because === null ? 'Send the correction' : 'Ask for approval',
      SendCorrection({ broadcast, base }),
      'primary',
    ),
    change,
    button('Drop the correction', DropCorrection({ broadcast }), 'danger'),
  ]
}

export const correctionDroppedCard = (id: number): Message =>
  message({
    title: `The correction of ${id} is dropped`,
    blocks: [paragraph('Nothing was sent. The message stands as it was.')],
    actions: [button('Correct it', Correct({ broadcast: id }))],
  })

/** To whoever answered what has changed since. */
export const changedCard = (broadcast: Broadcast): Message =>
  message({
    label: 'Changed',
    title: `Message ${broadcast.id} has changed`,
    preview: `Message ${broadcast.id} has changed`,
    urgency: broadcast.urgency,
    blocks: [
      paragraph(clip(`${KIND_NAMES[broadcast.kind].one}: ${broadcast.content.title}`, 200)),
      note('warning', clip(broadcast.since.correction?.what ?? 'It was corrected.', 400)),
      paragraph('You answered it before it changed. Please read it and answer again.'),
    ],
    actions: [button(`Open ${broadcast.id}`, Show({ broadcast: broadcast.id }), 'primary')],
  })

/** To whoever had what is withdrawn. */
export const messageWithdrawnCard = (broadcast: Broadcast, why: string): Message =>
  message({
    label: 'Withdrawn',
    title: `Message ${broadcast.id} is withdrawn`,
    preview: `Message ${broadcast.id} is withdrawn`,
    urgency: broadcast.urgency,
    blocks: [
      paragraph(clip(`${KIND_NAMES[broadcast.kind].one}: ${broadcast.content.title}`, 200)),
      note('warning', clip(why, 400)),
      paragraph('Do not act on it any more. You need not answer.'),
    ],
    actions: [button(`Open ${broadcast.id}`, Show({ broadcast: broadcast.id }))],
  })

/** Asks an author on the day whether what they sent still holds. */
export function reviewCard(broadcast: Broadcast): Message {
  const { id } = broadcast
  const day = reviewDayOf(broadcast.content)
  return message({
    label: 'Time to review',
    title: clip(`${id}: ${broadcast.content.title}`, 140),
    preview: `Message ${id} is due for review`,
    blocks: [
      paragraph(
        `${day === null ? 'It is due for review' : `You set its review for ${dateWords(day)}`}. Is it still right?`,
      ),
      note(
        'small',
        'Until you answer, its copies say from the day after that nobody has reviewed it.',
      ),
    ],
    actions: [
      button('Still right', StillRight({ broadcast: id }), 'primary'),
      button('Correct', Correct({ broadcast: id })),
      button('Withdraw', WithdrawMessage({ broadcast: id }), 'danger'),
    ],
  })
}

export const reviewedCard = (broadcast: Broadcast): Message =>
  message({
    label: 'Reviewed',
    title: clip(`${broadcast.id}: ${broadcast.content.title}`, 140),
    preview: `Message ${broadcast.id} is reviewed`,
    blocks: [
      note('done', 'You said that it is still right.'),
      paragraph('To be asked again, correct it and give it a new review day.'),
    ],
    actions: [
      button('Correct', Correct({ broadcast: broadcast.id })),
      button('See how it went', ShowProgress({ broadcast: broadcast.id })),
    ],
  })
