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
import type { Paper } from '../rules/brought.ts'
import {
  Attendance,
  Calendar,
  Declare,
  GoingFor,
  Propose,
  ShowMeeting,
  ShowMinutes,
} from '../intents.ts'
import type { MemberPractice } from '../rules/quorum.ts'
import { meetsAt, type MyRsvp, type Notice } from '../rules/rsvp.ts'
import { papersBlock } from './bring-cards.ts'
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
  papers: readonly Paper[]
  /** What was put forward and accepted. */
  accepted: readonly string[]
  hasMinutes: boolean
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

const ACCEPTED_SHOWN = 4

function acceptedBlocks(accepted: readonly string[]): Block[] {
  if (accepted.length === 0) return []
  const shown = accepted.slice(0, ACCEPTED_SHOWN).map((words) => clip(words, 120))
  const more = accepted.length - shown.length
  return [
    { is: 'heading', text: 'Put forward and accepted' },
    { is: 'list', ordered: false, items: more > 0 ? [...shown, `and ${more} more`] : shown },
  ]
}

/** Everything about a meeting that its notice has no room for, for one person. */
export function meetingCard(shown: ShownMeeting): Message {
  const { notice, mine, fileHref, runs, papers, accepted, hasMinutes } = shown
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
      ...papersBlock(papers),
      ...acceptedBlocks(accepted),
      ...rsvpBlocks(content, mine, open),
      note('small', `Message ${id}, for ${clip(notice.organisationName, 80)}.`),
    ],
    actions: [
      ...(open ? rsvpActions(id, content, mine) : []),
      addToCalendar(fileHref),
      ...(hasMinutes ? [button('Minutes', ShowMinutes({ broadcast: id }))] : []),
      ...(open
        ? [
            button('Put something forward', Propose({ broadcast: id })),
            button('Declare an interest', Declare({ broadcast: id })),
          ]
        : []),
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
