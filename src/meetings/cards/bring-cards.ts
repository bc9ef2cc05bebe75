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
import { clip, count } from '#src/kernel/words.ts'
import type { Paper, Proposal } from '../rules/brought.ts'
import { DecideProposal, Proposals, ShowMeeting } from '../intents.ts'
import type { Notice } from '../rules/rsvp.ts'
import { whenWords } from './rsvp-parts.ts'

const SORTS = { item: 'Item for the agenda', question: 'Question for the meeting' } as const
const PAPERS_SHOWN = 4

export const papersBlock = (papers: readonly Paper[]): Block[] => {
  const shown = papers.slice(-PAPERS_SHOWN)
  return papers.length === 0
    ? []
    : [
        paragraph(
          'Papers: ',
          ...shown.flatMap(({ title, url }, n) => [
            ...(n === 0 ? [] : [', ']),
            link(clip(title, 100), url),
          ]),
          ...(papers.length > shown.length
            ? [`, and ${papers.length - shown.length} earlier, in the calendar file`]
            : []),
        ),
      ]
}

/** To those who come, when there is something new to read. */
export const papersAddedCard = (
  { id: broadcast, content }: Notice,
  papers: readonly Paper[],
): Message =>
  message({
    label: 'Papers for a meeting',
    title: content.title,
    preview: `Papers for meeting ${broadcast}`,
    blocks: [paragraph(`To be read for ${whenWords(content)}.`), ...papersBlock(papers)],
    actions: [button('About this meeting', ShowMeeting({ broadcast }), 'primary')],
  })

const deciding = (proposal: number) => [
  button('Accept', DecideProposal({ proposal, as: 'accepted' }), 'primary'),
  button('Decline', DecideProposal({ proposal, as: 'declined' })),
]

/** To whoever runs the meeting, for each that is put forward. */
export const proposalCard = (notice: Notice, { id, name, sort, words }: Proposal): Message =>
  message({
    label: SORTS[sort],
    title: clip(`${clip(name, 60)}: ${notice.content.title}`, 140),
    preview: `Put forward for meeting ${notice.id}`,
    blocks: [
      paragraph(clip(words, 400)),
      note('small', 'Whoever put it forward is told what you decide, with your reason.'),
    ],
    actions: [
      ...deciding(id),
      button('All that was put forward', Proposals({ broadcast: notice.id })),
    ],
  })

const STATES = { open: 'not decided', accepted: 'accepted', declined: 'declined' } as const
const MOST_LISTED = 6

export function proposalsCard({ id, content }: Notice, all: readonly Proposal[]): Message {
  const open = all.filter(({ state }) => state === 'open')
  const shown = [...open, ...all.filter(({ state }) => state !== 'open').toReversed()].slice(
    0,
    MOST_LISTED,
  )
  return message({
    label: 'Put forward for a meeting',
    title: clip(`${id}: ${content.title}`, 140),
    preview: `Put forward for meeting ${id}`,
    blocks: [
      paragraph(
        all.length === 0
          ? 'Nobody has put anything forward yet.'
          : `${count(open.length, 'thing')} to decide, of ${all.length.toLocaleString('en-GB')} put forward.`,
      ),
      ...shown.map((one): Block => {
        const text = ` ${clip(one.words, 150)} (${clip(one.name, 40)}, ${STATES[one.state]})`
        const parts = [bold(`${SORTS[one.sort]}:`), { is: 'plain' as const, text }]
        return one.state === 'open'
          ? {
              is: 'row',
              parts,
              actions: [
                button(`Accept ${one.id}`, DecideProposal({ proposal: one.id, as: 'accepted' })),
                button(`Decline ${one.id}`, DecideProposal({ proposal: one.id, as: 'declined' })),
              ],
            }
          : { is: 'paragraph', parts }
      }),
    ],
  })
}

/** To whoever put it forward: what became of it, and why. */
export const proposalDecidedCard = (
  { id: broadcast, content }: Notice,
  { sort, words, state, reason }: Proposal,
): Message =>
  message({
    label: state === 'accepted' ? 'Accepted for the meeting' : 'Not taken for the meeting',
    title: content.title,
    preview: `What you put forward for meeting ${broadcast}`,
    blocks: [
      paragraph(bold(`${SORTS[sort]}: `), clip(words, 300)),
      note(
        state === 'accepted' ? 'done' : 'warning',
        clip(
          `${state === 'accepted' ? 'It will be taken up at the meeting.' : 'It will not be taken up at this meeting.'}${reason === null ? '' : ` The organiser says: ${reason}`}`,
          400,
        ),
      ),
    ],
    actions: [button('About this meeting', ShowMeeting({ broadcast }))],
  })

export const proposalSentCard = ({ id: broadcast, content }: Notice): Message =>
  message({
    title: 'It is with the organiser',
    blocks: [
      paragraph(
        `For ${clip(content.title, 80)}. You are told whether it is taken up, and why. Only the organiser sees that it is from you.`,
      ),
    ],
    actions: [button('About this meeting', ShowMeeting({ broadcast }))],
  })

export const declarationSavedCard = (
  { id: broadcast, content }: Notice,
  words: string | null,
): Message =>
  message({
    title: words === null ? 'You have nothing to declare' : 'Your interest is declared',
    blocks: [
      paragraph(`For ${clip(content.title, 80)}.`),
      ...(words === null ? [] : [paragraph(clip(words, 400))]),
      note('small', 'Whoever runs the meeting sees it, and it may be put in the minutes.'),
    ],
    actions: [button('About this meeting', ShowMeeting({ broadcast }))],
  })
