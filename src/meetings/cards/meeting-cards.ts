import {
  type Action,
  type Block,
  bold,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { Show } from '#src/broadcasts/intents.ts'
import { clip } from '#src/kernel/words.ts'
import { Attendance, Calendar, GoingFor, ShowMeeting } from '../intents.ts'
import type { MemberPractice } from '../rules/quorum.ts'
import { meetsAt, type MyRsvp, type Notice } from '../rules/rsvp.ts'
import { rsvpActions, rsvpBlocks, rsvpWords, whenWords } from './rsvp-parts.ts'

export const addToCalendar = (href: string): Action => ({
  is: 'link',
  label: 'Add to my calendar',
  href,
})

export type ShownMeeting = Readonly<{
  notice: Notice
  mine: MyRsvp | null
  /** To its calendar file. */
  fileHref: string
  /** Whether whoever looks runs it. */
  runs: boolean
}>

const WARNINGS = {
  superseded: 'Another notice has taken its place.',
  closed: 'It is over.',
  expired: 'It is over.',
}

function stateBlocks({ since }: Notice): Block[] {
  const { ended } = since
  if (ended === null) return []
  if (ended.is === 'withdrawn') return [note('warning', clip(`Cancelled: ${ended.why}`, 400))]
  return [note('warning', WARNINGS[ended.is])]
}

/** Everything about a meeting that its notice has no room for, for one person. */
export function meetingCard({ notice, mine, fileHref, runs }: ShownMeeting): Message {
  const { id, content, since } = notice
  const open = since.ended === null
  return message({
    label: 'Board meeting',
    title: content.title,
    preview: `Meeting ${id}`,
    blocks: [
      ...stateBlocks(notice),
      {
        is: 'facts',
        facts: [
          { label: 'When', value: whenWords(content) },
          { label: 'Where', value: content.place },
        ],
      },
      ...rsvpBlocks(content, mine, open),
      note('small', `Message ${id}, for ${clip(notice.organisationName, 80)}.`),
    ],
    actions: [
      ...(open ? rsvpActions(id, content, mine) : []),
      addToCalendar(fileHref),
      ...(runs ? [button('Who is coming', Attendance({ broadcast: id }))] : []),
      button('See the notice', Show({ broadcast: id })),
    ],
  })
}

/** Confirms it to whoever comes, with the way into their calendar. */
export const comingCard = ({ content, id }: Notice, mine: MyRsvp, fileHref: string): Message =>
  message({
    title: clip(`${rsvpWords(mine)}`, 140),
    preview: `Meeting ${id}`,
    blocks: [paragraph(bold(content.title), `: ${whenWords(content)}, ${content.place}.`)],
    actions: [
      addToCalendar(fileHref),
      button('All my meetings in my calendar', Calendar({})),
      button('About this meeting', ShowMeeting({ broadcast: id })),
    ],
  })

/** For somebody who works at several practices of the network: they speak for one. */
export const choosePracticeCard = (
  { id, content }: Notice,
  among: readonly MemberPractice[],
): Message =>
  message({
    title: 'Which practice do you speak for?',
    preview: `Meeting ${id}`,
    blocks: [
      paragraph(`${content.title}. A practice counts once, whoever speaks for it.`),
      note('small', 'Nothing is recorded until you choose.'),
    ],
    actions: among
      .slice(0, 10)
      .map(({ code, name }) =>
        button(
          `${clip(name, 28)} (${code})`,
          GoingFor({ broadcast: id, practice: code, at: meetsAt(content) }),
        ),
      ),
  })

/** The meetings that concern somebody, the next first. */
export function meetingsCard(
  meetings: readonly Readonly<{ notice: Notice; mine: MyRsvp | null; runs: boolean }>[],
  more: boolean,
): Message {
  return message({
    title: meetings.length === 0 ? 'No meetings are planned for you' : 'Your meetings',
    blocks: [
      ...(meetings.length === 0
        ? [
            paragraph(
              'You are told of board meetings where you work or what you follow. Type subscriptions to see what that is.',
            ),
          ]
        : []),
      ...meetings.map(({ notice, mine, runs }): Block => ({
        is: 'row',
        parts: [
          bold(clip(notice.content.title, 80)),
          {
            is: 'plain',
            text: clip(` ${whenWords(notice.content)}. ${stateWords(notice, mine)}`, 180),
          },
        ],
        actions: [
          button(`Meeting ${notice.id}`, ShowMeeting({ broadcast: notice.id })),
          ...(runs
            ? [button(`Who comes to ${notice.id}`, Attendance({ broadcast: notice.id }))]
            : []),
        ],
      })),
      ...(more ? [note('small', 'There are more, later. Your calendar has them all.')] : []),
    ],
    actions: [button('My calendar', Calendar({}))],
  })
}

function stateWords({ since, content }: Notice, mine: MyRsvp | null): string {
  if (since.ended?.is === 'withdrawn') return 'Cancelled.'
  if (since.ended?.is === 'superseded') return 'Another notice has taken its place.'
  if (mine === null) return 'You have not answered.'
  return mine.answeredFor === meetsAt(content)
    ? rsvpWords(mine)
    : 'It has moved: please answer again.'
}
