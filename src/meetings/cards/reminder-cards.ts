import { Show } from '#src/broadcasts/intents.ts'
import { button, type Message, message, paragraph } from '#src/chat/message.ts'
import { clip } from '#src/kernel/words.ts'
import { ShowMeeting } from '../intents.ts'
import type { ReminderStep } from '../rules/reminding.ts'
import type { MyRsvp, Notice } from '../rules/rsvp.ts'
import { rsvpActions, rsvpWords, whenWords } from './rsvp-parts.ts'

/** To whoever has not said whether they come; or, the day before, to whoever comes. */
export function meetingReminderCard(
  { id, content }: Notice,
  step: ReminderStep,
  mine: MyRsvp | null,
): Message {
  const comes = step === 'tomorrow'
  const join =
    content.joinUrl === null
      ? []
      : [{ is: 'link' as const, label: 'Join online', href: content.joinUrl }]
  return message({
    label: comes ? 'Your meeting' : 'Reminder: board meeting',
    title: content.title,
    preview: `Reminder of meeting ${id}`,
    blocks: [
      {
        is: 'facts',
        facts: [
          { label: 'When', value: whenWords(content) },
          { label: 'Where', value: content.place },
        ],
      },
      paragraph(
        comes
          ? mine === null
            ? 'You go as a deputy.'
            : clip(rsvpWords(mine), 300)
          : 'You have not said yet whether you come.',
      ),
    ],
    actions: [
      ...(comes ? join : rsvpActions(id, content, null)),
      button('About this meeting', ShowMeeting({ broadcast: id })),
      button(`Open ${id}`, Show({ broadcast: id })),
    ],
  })
}
