import {
  type Block,
  bold,
  button,
  link,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { dateWords } from '#src/kernel/london.ts'
import { clip, count } from '#src/kernel/words.ts'
import type { ActionItem, Minutes } from '../rules/brought.ts'
import { ActionDone, Actions, AddAction, ShowMeeting } from '../intents.ts'
import type { Notice } from '../rules/rsvp.ts'

/** What was said and decided, to whoever was not there, or to all. */
export function minutesCard({ id, content }: Notice, minutes: Minutes): Message {
  const { summary, decisions, url, version } = minutes
  return message({
    label: version === 1 ? 'Minutes' : 'Minutes, corrected',
    title: content.title,
    preview: `Minutes of meeting ${id}`,
    blocks: [
      paragraph(`Of ${dateWords(content.date)}.`),
      paragraph(clip(summary, 600)),
      ...(decisions.length === 0
        ? []
        : [
            { is: 'heading' as const, text: 'Decisions' },
            { is: 'list' as const, ordered: true, items: [...decisions] },
          ]),
      ...(url === null ? [] : [paragraph(link('The minutes in full', url))]),
    ],
    actions: [button('About this meeting', ShowMeeting({ broadcast: id }))],
  })
}

export const minutesSentCard = ({ id, content }: Notice, people: number): Message =>
  message({
    title: people === 0 ? 'The minutes are kept' : 'The minutes are on their way',
    preview: `Minutes of meeting ${id}`,
    blocks: [
      paragraph(
        `${clip(content.title, 80)}: ${people === 0 ? 'everybody whom you chose has them already' : `${count(people, 'person gets', 'people get')} them`}. Whoever opens the meeting finds them there.`,
      ),
    ],
    actions: [button('Give somebody something to do', AddAction({ broadcast: id }))],
  })

const done = ({ id }: ActionItem) => ActionDone({ action: id })

/** To whoever has something to do. `why` says how it came to be told. */
export const actionCard = (
  { id: broadcast, content }: Notice,
  item: ActionItem,
  why: 'new' | 'due' | 'overdue' | 'done',
): Message => {
  const labels = {
    new: 'For you to do',
    due: 'To be done today',
    overdue: 'Still to be done',
    done: 'Done',
  }
  const whose = why === 'overdue' || why === 'done' ? `${clip(item.ownerName, 60)}: ` : ''
  return message({
    label: labels[why],
    title: content.title,
    preview: `Something to do from meeting ${broadcast}`,
    urgency: why === 'due' ? 'important' : null,
    blocks: [
      paragraph(bold(`${whose}${clip(item.what, 200)}`)),
      paragraph(`By ${dateWords(item.due)}.`),
      ...(why === 'overdue'
        ? [
            note(
              'warning',
              'Nobody has said that it is done. Ask them, or give it to somebody else.',
            ),
          ]
        : []),
    ],
    actions: [
      ...(why === 'done' ? [] : [button('It is done', done(item), 'primary')]),
      button('All there is to do', Actions({ broadcast })),
    ],
  })
}

const MOST_LISTED = 8

/** What came out of a meeting to be done, and by whom. */
export function actionsCard({ id, content }: Notice, all: readonly ActionItem[]): Message {
  const open = all.filter(({ doneAt }) => doneAt === null)
  return message({
    label: 'To be done after a meeting',
    title: clip(`${id}: ${content.title}`, 140),
    preview: `To be done after meeting ${id}`,
    blocks: [
      paragraph(
        all.length === 0
          ? 'Nobody has anything to do yet.'
          : `${open.length.toLocaleString('en-GB')} of ${all.length.toLocaleString('en-GB')} still to be done.`,
      ),
      ...all.slice(0, MOST_LISTED).map((item): Block => {
        const parts = [
          bold(clip(item.what, 120)),
          {
            is: 'plain' as const,
            text: ` ${clip(item.ownerName, 40)}, ${item.doneAt === null ? `by ${dateWords(item.due)}` : 'done'}`,
          },
        ]
        return item.doneAt === null
          ? { is: 'row', parts, actions: [button(`${item.id} is done`, done(item))] }
          : { is: 'paragraph', parts }
      }),
    ],
    actions: [button('About this meeting', ShowMeeting({ broadcast: id }))],
  })
}
