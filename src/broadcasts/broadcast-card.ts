import {
  type Action,
  type Block,
  button,
  type Message,
  message,
  MESSAGE_TEXT_BUDGET,
  note,
  typedLength,
} from '#src/chat/message.ts'
import { momentWords } from '#src/kernel/london.ts'
import type { Answer, Stage } from '#src/kernel/schema.ts'
import { clip, listWords } from '#src/kernel/words.ts'
import { TakePart } from '#src/consultations/intents.ts'
import { rsvpActions, rsvpBlocks } from '#src/meetings/cards/rsvp-parts.ts'
import { ShowMeeting } from '#src/meetings/intents.ts'
import { type MyRsvp, stands } from '#src/meetings/rules/rsvp.ts'
import { interestActions, interestBlocks } from '#src/opportunities/mine-blocks.ts'
import { bookActions, bookingBlocks } from '#src/events/booking-card.ts'
import type { Booking } from '#src/events/rules.ts'
import { StopOptional } from '#src/people/consents/intents.ts'
import { WORDINGS } from '#src/people/consents/wordings.ts'
import { Acknowledge, Ask } from '#src/responses/intents.ts'
import type { Broadcast } from './broadcast.ts'
import type { Content } from './content.ts'
import { contentBlocks, inShort } from './content-blocks.ts'
import { KIND_NAMES } from './kind-names.ts'
import { categoryOf } from './optional.ts'
import { ENDED_NAMES, endedActions, sinceBlocks } from './since-blocks.ts'

/** What one person did with one broadcast, as far as their own card shows it. */
export type Mine = Readonly<{
  answer: Answer | null
  /** What they answered to a version that has changed since; null when they did not, or have answered again. */
  earlier: Answer | null
  questions: readonly Readonly<{ id: number; answered: boolean }>[]
  interestedSince: Date | null
  /** When they answered the questions of a consultation. */
  consultedAt: Date | null
  /** How they come to the meeting that it is about; null while they have not said. */
  rsvp: MyRsvp | null
  /** How far their interest has come; null when they have none. */
  stage: Stage | null
  /** Their place at an education event; null while they have none and are not waiting. */
  booking: Booking | null
}>

export const NOTHING_YET: Mine = {
  answer: null,
  earlier: null,
  questions: [],
  interestedSince: null,
  consultedAt: null,
  rsvp: null,
  stage: null,
  booking: null,
}

export const ANSWER_NAMES: Readonly<Record<Answer, string>> = {
  read: 'Read',
  'will-act': "Read, and I'll act",
  'not-relevant': 'Not relevant to me',
}

/** The most questions of one person that their card names; more are counted. */
const QUESTIONS_NAMED = 3

function questionBlocks({ questions }: Mine): Block[] {
  const open = questions.filter((question) => !question.answered)
  const answered = questions.filter((question) => question.answered)
  if (questions.length > QUESTIONS_NAMED) {
    return [note('small', `Your questions: ${open.length} open, ${answered.length} answered.`)]
  }
  const named = (some: Mine['questions'], state: string): Block[] =>
    some.length === 0
      ? []
      : [
          note(
            'small',
            `Your ${some.length === 1 ? 'question' : 'questions'} ${listWords(some.map((one) => String(one.id)))}: ${state}`,
          ),
        ]
  return [
    ...named(open, `open. The sender has ${open.length === 1 ? 'it' : 'them'}.`),
    ...named(answered, 'answered.'),
  ]
}

function answerBlocks({ answer, earlier }: Mine, open: boolean): Block[] {
  if (answer !== null)
    return [
      note('done', `You answered: ${ANSWER_NAMES[answer]}.${open ? ' You can change it.' : ''}`),
    ]
  if (earlier === null) return []
  const words = `You answered before it changed: ${ANSWER_NAMES[earlier]}.`
  return [open ? note('warning', `${words} Please answer again.`) : note('small', words)]
}

const consultedWords = (at: Date, open: boolean): string =>
  `You took part, on ${momentWords(at)}.${open ? ' You can change what you said until it closes.' : ''}`

function mineBlocks(content: Content, mine: Mine, open: boolean): Block[] {
  // Whoever said how they come has answered: that they read it goes without saying.
  const came = mine.rsvp !== null && stands(mine.rsvp, content)
  return [
    ...(content.kind === 'board-meeting' ? rsvpBlocks(content, mine.rsvp, open) : []),
    ...(came && mine.answer === 'read' ? [] : answerBlocks(mine, open)),
    ...interestBlocks(mine),
    ...(mine.consultedAt === null ? [] : [note('done', consultedWords(mine.consultedAt, open))]),
    ...bookingBlocks(mine.booking, open),
    ...questionBlocks(mine),
  ]
}

/** Why a message came at night, or to somebody who gets digests. */
const WHY_NOW = 'Critical: it comes at once, whatever your quiet hours and digests are.'
const NOT_CAS = 'It does not record a response on the Central Alerting System (CAS).'
/** What is said in a consultation is no answer that its sender sees: small-numbers.ts and its form promise more. */
const whatAnAnswerIs = ({ kind }: Broadcast): string =>
  kind === 'consultation'
    ? `Only the sender sees whether you read it. Nobody sees who answers the questions, unless they add their name. ${NOT_CAS}`
    : `Only the sender sees your answer. ${NOT_CAS}`

/** Who says so, and what an answer is and is not (product.md, rule 2). */
export const fromLine = (broadcast: Broadcast): string =>
  `Message ${broadcast.id}, from ${clip(broadcast.authorName, 60)}${broadcast.authorInvented ? ' (invented person)' : ''} for ${clip(broadcast.organisationName, 80)}. ${whatAnAnswerIs(broadcast)}`

/** What is left for a note that is put in front of a card that is built already. */
const IN_FRONT = 80

/**
 * Everything that a card says. One that was corrected or is over has more to say than was planned for when its fields
 * were filled to the brim: then who it is from is said in short, and a long agenda line, or who can apply, by its beginning.
 */
function blocksOf(broadcast: Broadcast, mine: Mine): Block[] {
  const { content, since, id } = broadcast
  const all = (said: Pick<Broadcast, 'content' | 'provenance'>, from: string): Block[] => [
    ...sinceBlocks(since),
    ...contentBlocks(said),
    ...mineBlocks(content, mine, since.ended === null),
    ...(broadcast.urgency === 'critical' && since.ended === null ? [note('small', WHY_NOW)] : []),
    note('small', from),
  ]
  const short = `Message ${id}. ${whatAnAnswerIs(broadcast)}`
  const ways = [
    all(broadcast, fromLine(broadcast)),
    all(broadcast, short),
    all({ ...broadcast, content: inShort(content, 40) }, short),
    all({ ...broadcast, content: inShort(content, 15) }, short),
  ]
  const room = MESSAGE_TEXT_BUDGET - IN_FRONT
  return ways.find((blocks) => typedLength(blocks) <= room) ?? ways.at(-1) ?? []
}

/** The card that one person gets. The same for everybody until they do something with it. */
export function broadcastCard(broadcast: Broadcast, mine: Mine): Message {
  const { since } = broadcast
  const { ended } = since
  const kind = KIND_NAMES[broadcast.kind].one
  return message({
    label: ended === null ? kind : `${ENDED_NAMES[ended.is]}: ${kind.toLowerCase()}`,
    title: broadcast.content.title,
    preview: clip(`${kind} from ${broadcast.organisationName}`, 150),
    urgency: ended === null ? broadcast.urgency : null,
    blocks: blocksOf(broadcast, mine),
    actions:
      ended === null
        ? [
            ...mainActions(broadcast, mine),
            ...answerActions(broadcast, mine),
            ...stopActions(broadcast),
          ]
        : [...endedActions(ended), ...lateActions(broadcast, mine)],
  })
}

/** The same card for somebody who may have had it: the platform did not say, and nobody could be asked. */
export const repeatCard = (card: Message): Message => ({
  ...card,
  blocks: [
    note('warning', 'You may already have had this message: I could not tell whether it arrived.'),
    ...card.blocks,
  ],
})

/** What can still be done with what is over: ask about it, answer an offer, take one's interest back. */
const lateActions = ({ id, kind, since }: Broadcast, mine: Mine): Action[] => [
  ...(kind === 'opportunity' && since.ended?.is !== 'superseded'
    ? interestActions(id, mine, true)
    : []),
  button('Ask a question', Ask({ broadcast: id })),
]

/** What a message asks for besides being read. */
function mainActions(broadcast: Broadcast, mine: Mine): Action[] {
  switch (broadcast.kind) {
    case 'opportunity':
      return interestActions(broadcast.id, mine, false)
    case 'consultation':
      return [takePart(broadcast.id, mine.consultedAt !== null)]
    case 'board-meeting':
      return meetingActions(broadcast, mine)
    case 'education-event':
      return bookActions(broadcast.id, mine.booking)
    case 'prescribing':
    case 'pathway':
    case 'announcement':
      return []
  }
}

/** Coming is what a notice of a meeting asks for; its papers and the way into a calendar are a tap away. */
function meetingActions({ id, content }: Broadcast, mine: Mine): Action[] {
  if (content.kind !== 'board-meeting') return []
  return [
    ...rsvpActions(id, content, mine.rsvp),
    button('Papers, calendar and more', ShowMeeting({ broadcast: id })),
  ]
}

const takePart = (broadcast: number, again: boolean): Action =>
  again
    ? button('Change what I said', TakePart({ broadcast }))
    : button('Answer the questions', TakePart({ broadcast }), 'primary')

/** On everything that somebody agreed to apart (PECR). */
function stopActions({ content }: Broadcast): Action[] {
  const category = categoryOf(content)
  return category === null
    ? []
    : [button(`Stop ${WORDINGS[category].name}`, StopOptional({ category }))]
}

/** Kinds that ask for something else before an answer. */
const MAIN_KINDS = ['opportunity', 'consultation', 'board-meeting', 'education-event'] as const

/** Always the same buttons in the same places: a second tap must never land on another answer. */
function answerActions({ id, kind, since }: Broadcast, mine: Mine): Action[] {
  const broadcast = id
  const hasMain = MAIN_KINDS.some((one) => one === kind)
  // Saying that one comes is what there is to do about a meeting.
  const answers = (['read', 'will-act', 'not-relevant'] as const).filter(
    (answer) => kind !== 'board-meeting' || answer !== 'will-act',
  )
  return [
    ...answers.map((answer) =>
      button(
        answer === mine.answer ? `✓ ${ANSWER_NAMES[answer]}` : ANSWER_NAMES[answer],
        Acknowledge({ broadcast, answer, version: since.version }),
        answer === 'read' && !hasMain && mine.answer === null ? 'primary' : 'plain',
      ),
    ),
    button('Ask a question', Ask({ broadcast })),
  ]
}
