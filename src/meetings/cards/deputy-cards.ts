import { button, type Message, message, note, paragraph } from '#src/chat/message.ts'
import { clip } from '#src/kernel/words.ts'
import { AnswerAsDeputy, SendDeputy, ShowMeeting } from '../intents.ts'
import type { Notice } from '../rules/rsvp.ts'
import { addToCalendar } from './meeting-cards.ts'
import { whenWords } from './rsvp-parts.ts'

/** `over` when whoever asked has said something else since. */
export type DeputyState = 'asked' | 'yes' | 'no' | 'over'

export type Asked = Readonly<{
  /** Who asks. */
  person: string
  name: string
  practiceName: string
}>

const WORDS: Readonly<Record<Exclude<DeputyState, 'asked'>, string>> = {
  yes: 'You said that you will go. You can change it until the meeting starts.',
  no: 'You said that you cannot go. You can change it until the meeting starts.',
  over: 'You need not go in their place any more.',
}

/** To whoever is asked to go for a practice in a colleague's place. */
export function deputyCard(
  notice: Notice,
  { person, name, practiceName }: Asked,
  state: DeputyState,
  fileHref: string,
): Message {
  const { id: broadcast, content } = notice
  const answers = [
    button(
      state === 'yes' ? "✓ I'll go" : "I'll go",
      AnswerAsDeputy({ broadcast, person, says: 'yes' }),
      state === 'asked' ? 'primary' : 'plain',
    ),
    button(
      state === 'no' ? '✓ I cannot go' : 'I cannot go',
      AnswerAsDeputy({ broadcast, person, says: 'no' }),
    ),
  ]
  return message({
    label: 'Go as a deputy',
    title: content.title,
    preview: `Asked to go to meeting ${broadcast}`,
    urgency: state === 'asked' ? 'important' : null,
    blocks: [
      paragraph(
        clip(
          `${clip(name, 100)} asks you to go in their place, and to speak for ${clip(practiceName, 100)}.`,
          300,
        ),
      ),
      {
        is: 'facts',
        facts: [
          { label: 'When', value: whenWords(content) },
          { label: 'Where', value: content.place },
        ],
      },
      ...(state === 'asked' ? [] : [note(state === 'over' ? 'warning' : 'done', WORDS[state])]),
      note('small', `Message ${broadcast}, for ${clip(notice.organisationName, 80)}.`),
    ],
    actions: [
      ...(state === 'over' ? [] : answers),
      ...(state === 'yes' ? [addToCalendar(fileHref)] : []),
      button('About this meeting', ShowMeeting({ broadcast })),
    ],
  })
}

/** To whoever sends a deputy, when that one has answered. */
export const deputyAnsweredCard = (
  { id: broadcast, content }: Notice,
  name: string,
  says: 'yes' | 'no',
): Message =>
  message({
    label: 'Your deputy has answered',
    title: clip(
      says === 'yes' ? `${clip(name, 60)} goes in your place` : `${clip(name, 60)} cannot go`,
      140,
    ),
    preview: `Your deputy for meeting ${broadcast}`,
    urgency: says === 'no' ? 'important' : null,
    blocks: [
      paragraph(`${content.title}: ${whenWords(content)}.`),
      ...(says === 'no'
        ? [note('warning', 'Nobody speaks for your practice through you now. Choose again.')]
        : []),
    ],
    actions: [
      ...(says === 'no'
        ? [button('Send another deputy', SendDeputy({ broadcast }), 'primary')]
        : []),
      button('About this meeting', ShowMeeting({ broadcast })),
    ],
  })

/** To a deputy whose colleague has changed their mind. */
export const deputyReleasedCard = ({ id: broadcast, content }: Notice, name: string): Message =>
  message({
    label: 'Not needed as a deputy',
    title: content.title,
    preview: `You are not needed at meeting ${broadcast}`,
    blocks: [
      paragraph(
        clip(
          `${clip(name, 100)} has said something else since: you need not go in their place. It was to be on ${whenWords(content)}.`,
          400,
        ),
      ),
    ],
    actions: [button('About this meeting', ShowMeeting({ broadcast }))],
  })
