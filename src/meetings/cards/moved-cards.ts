import { Show } from '#src/broadcasts/intents.ts'
import { button, type Message, message, note, paragraph } from '#src/chat/message.ts'
import { clip } from '#src/kernel/words.ts'
import { ShowMeeting } from '../intents.ts'
import { movedWords, type Notice } from '../rules/rsvp.ts'
import { rsvpActions, whenWords } from './rsvp-parts.ts'

/** Once to everybody who was told of a meeting, when its day, time or place is another. */
export function meetingMovedCard(notice: Notice, what: readonly string[]): Message {
  const { id, content, since } = notice
  const anew = what.includes('day') || what.includes('time')
  return message({
    label: 'Meeting changed',
    title: content.title,
    preview: `Meeting ${id} has changed`,
    urgency: notice.urgency,
    blocks: [
      note(
        'warning',
        clip(
          `${movedWords(what)} ${what.length === 1 ? 'has' : 'have'} changed. ${since.correction?.what ?? ''}`.trim(),
          400,
        ),
      ),
      {
        is: 'facts',
        facts: [
          { label: 'When', value: whenWords(content) },
          { label: 'Where', value: content.place },
        ],
      },
      paragraph(
        anew
          ? 'What anybody answered was for the time before. Please say again whether you come. Calendars that follow Cascade change by themselves; a single file has to be added again.'
          : 'What you answered stands. Calendars that follow Cascade change by themselves; a single file has to be added again.',
      ),
    ],
    actions: [
      ...(anew ? rsvpActions(id, content, null) : []),
      button('About this meeting', ShowMeeting({ broadcast: id })),
      button(`Open ${id}`, Show({ broadcast: id })),
    ],
  })
}

/** Once to everybody who was told of a meeting that does not take place. */
export const meetingCancelledCard = ({ id, content, urgency }: Notice, why: string): Message =>
  message({
    label: 'Meeting cancelled',
    title: content.title,
    preview: `Meeting ${id} is cancelled`,
    urgency,
    blocks: [
      note('warning', clip(`Cancelled: ${why}`, 400)),
      paragraph(
        `It was to be on ${whenWords(content)}. You need not answer. Calendars that follow Cascade show that it is cancelled; a single file has to be added again, or taken out by hand.`,
      ),
    ],
    actions: [
      button('About this meeting', ShowMeeting({ broadcast: id })),
      button(`Open ${id}`, Show({ broadcast: id })),
    ],
  })
