import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { ANSWER_NAMES } from '#src/broadcasts/broadcast-card.ts'
import { Show } from '#src/broadcasts/intents.ts'
import { KIND_NAMES } from '#src/broadcasts/kind-names.ts'
import { sinceMark } from '#src/broadcasts/since-blocks.ts'
import {
  type Block,
  bold,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { momentWords } from '#src/kernel/london.ts'
import { clip, count } from '#src/kernel/words.ts'
import { Report } from '#src/reports/intents.ts'
import { Acknowledge } from '#src/responses/intents.ts'
import { Correct } from '#src/versions/intents.ts'
import { SetReminders } from './intents.ts'

/** A message that somebody was reminded of. */
export type ReminderLine = Pick<
  Broadcast,
  'id' | 'kind' | 'urgency' | 'organisationName' | 'authorName' | 'since'
> &
  Readonly<{ content: Readonly<{ title: string }> }>

/** One that they owe an answer to. */
export type Unanswered = ReminderLine & Readonly<{ askedAt: Date }>

/** The most messages on one card; the others are counted. */
const MOST_SHOWN = 8

const NO_CAS =
  'Only the sender sees your answer. It does not record a response on the Central Alerting System (CAS).'
const AT_ANY_TIME = 'Critical: you are reminded at any time of day.'

const from = ({ authorName, organisationName }: ReminderLine) =>
  `${clip(authorName, 40)} for ${clip(organisationName, 40)}`

/** Short, and no second copy: the message itself is a tap away. */
export function reminderCard(items: readonly [Unanswered, ...Unanswered[]]): Message {
  const [item, ...more] = items
  return more.length === 0 ? oneCard(item) : reminderListCard(items, new Set())
}

function oneCard(item: Unanswered): Message {
  const { id: broadcast } = item
  const { version } = item.since
  const kind = KIND_NAMES[item.kind].one
  return message({
    label: `Reminder: ${kind.toLowerCase()}`,
    title: item.content.title,
    preview: `Reminder of message ${broadcast}`,
    urgency: item.urgency,
    blocks: [
      paragraph(
        `From ${from(item)}, since ${momentWords(item.askedAt)}. You have not answered it yet.`,
      ),
      ...(item.urgency === 'critical' ? [note('small', AT_ANY_TIME)] : []),
      note('small', `Message ${broadcast}. ${NO_CAS}`),
    ],
    actions: [
      button(`Open ${broadcast}`, Show({ broadcast }), 'primary'),
      ...(['read', 'will-act', 'not-relevant'] as const).map((answer) =>
        button(ANSWER_NAMES[answer], Acknowledge({ broadcast, answer, version })),
      ),
    ],
  })
}

/**
 * A reminder of several, as it leaves and as it is drawn anew when one of them changes: the same lines in the same order,
 * and those are counted that still wait.
 */
export function reminderListCard(
  items: readonly ReminderLine[],
  answered: ReadonlySet<number>,
): Message {
  const shown = items.slice(0, MOST_SHOWN)
  const waiting = items.filter(({ id, since }) => since.ended === null && !answered.has(id))
  const more = waiting.filter((item) => !shown.includes(item)).length
  const critical = waiting.some(({ urgency }) => urgency === 'critical')
  const title =
    waiting.length === 0
      ? 'None of these waits for your answer'
      : `${count(waiting.length, 'message waits', 'messages wait')} for your answer`
  return message({
    label: 'Reminder',
    title,
    urgency: waiting.length === 0 ? null : critical ? 'critical' : 'important',
    blocks: [
      ...shown.map((item): Block => ({
        is: 'row',
        parts: [
          bold(`${sinceMark(item.since)}${clip(item.content.title, 80)}`),
          {
            is: 'plain',
            text: ` ${KIND_NAMES[item.kind].one}, ${from(item)}${answered.has(item.id) ? '. You answered it.' : ''}`,
          },
        ],
        actions: [button(`Open ${item.id}`, Show({ broadcast: item.id }))],
      })),
      ...(more > 0 ? [note('small', `${count(more, 'message')} more: type catch up.`)] : []),
      ...(critical ? [note('small', AT_ANY_TIME)] : []),
      note('small', NO_CAS),
    ],
  })
}

/** Who has not answered, for the sender of a message alone. */
export type Silent = Readonly<{ names: readonly string[]; silent: number; delivered: number }>

const NAMES_SHOWN = 9

/** Said once, when reminding is over: who has not answered, and what only a person can do now. */
export function silentListCard(
  broadcast: Readonly<{ id: number; content: Readonly<{ title: string }> }>,
  { names, silent, delivered }: Silent,
): Message {
  const { id } = broadcast
  const people = count(silent, 'person has', 'people have')
  const shown = names.slice(0, NAMES_SHOWN)
  return message({
    label: 'No answer yet',
    title: clip(`${id}: ${broadcast.content.title}`, 140),
    preview: `Message ${id}: no answer yet`,
    blocks: [
      paragraph(
        bold(`${people} not answered`),
        `, of ${delivered.toLocaleString('en-GB')} who have it.`,
      ),
      {
        is: 'list',
        ordered: false,
        items: [
          ...shown.map((name) => clip(name, 60)),
          ...(silent > shown.length
            ? [`and ${count(silent - shown.length, 'other')}: see the report`]
            : []),
        ],
      },
      { is: 'heading', text: 'What to do next' },
      {
        is: 'list',
        ordered: false,
        items: [
          'Ask them yourself, or ask the practice where they work. The report says where that is.',
          'If it was not clear, correct it or answer the questions about it.',
        ],
      },
      note(
        'small',
        'No answer is not a refusal: they may not have worked since. You get this list once. Only you see it.',
      ),
      note('small', 'This does not record a response on the Central Alerting System (CAS).'),
    ],
    actions: [
      button('Report', Report({ broadcast: id }), 'primary'),
      button('Correct', Correct({ broadcast: id })),
    ],
  })
}

/** After reminders of a message that is out were switched off or on. */
export const remindersSetCard = (id: number, on: boolean, words: string): Message =>
  message({
    title: on ? `Reminders of ${id} are on` : `Reminders of ${id} are off`,
    blocks: [paragraph(words)],
    actions: [
      button(
        on ? 'No reminders' : 'Remind them',
        SetReminders({ broadcast: id, on: on ? 'no' : 'yes' }),
      ),
      button('Report', Report({ broadcast: id })),
    ],
  })
