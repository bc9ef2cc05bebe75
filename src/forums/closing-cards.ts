import { type Block, button, type Message, message, note, paragraph } from '#src/chat/message.ts'
import { dateWords } from '#src/kernel/london.ts'
import { clip, count } from '#src/kernel/words.ts'
import { eligibilityWords, type Unmet, unmetWords } from './eligibility.ts'
import type { Forum } from './forum.ts'
import { ReadForum, ShowForum, ShowGuidelines } from './intents.ts'
import { labelOf, ruleOf } from './post-cards.ts'

/** What becomes of somebody when a forum closes: they move, or why they do not. */
export type Fate =
  | Readonly<{ is: 'moves'; next: Forum }>
  | Readonly<{ is: 'stays'; next: Forum; unmet: readonly Unmet[] }>
  | Readonly<{ is: 'ends' }>

const look = ({ id, name }: Pick<Forum, 'id' | 'name'>) =>
  button(clip(`Look at ${name}`, 40), ShowForum({ forum: id }), 'primary')

/** How somebody who does not move can still join the next. */
function howToJoin({ next, unmet }: Extract<Fate, { is: 'stays' }>): readonly Block[] {
  const why =
    unmet.length === 0
      ? ''
      : ` You do not move there: ${unmetWords(next.eligibility, unmet, next.eligibleName)}.`
  return [
    paragraph(clip(`Members who may move to ${next.name}.${why}`, 400)),
    paragraph(
      unmet.includes('class')
        ? 'If you have that membership, or once you have it, ask to join: a moderator confirms it.'
        : clip(`Who may join: ${eligibilityWords(next.eligibility, next.eligibleName)}.`, 500),
    ),
  ]
}

function after(fate: Fate): readonly Block[] {
  switch (fate.is) {
    case 'moves':
      return [paragraph(clip(`Then you move to ${fate.next.name}. You need do nothing.`, 300))]
    case 'stays':
      return howToJoin(fate)
    case 'ends':
      return [paragraph('Nothing can be written there after that. You can still read it.')]
  }
}

/** To each member 30, 7 and 1 days before the last day. */
export function countdownCard(forum: Forum, closes: string, days: number, fate: Fate): Message {
  const left = days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${count(days, 'day')}`
  return message({
    label: labelOf(forum),
    title: `This forum closes ${left}`,
    preview: 'A forum is about to close',
    blocks: [
      paragraph(`It is open until the end of ${dateWords(closes)}.`),
      ...after(fate),
      ...(forum.farewell === null || fate.is === 'moves' ? [] : [paragraph(forum.farewell)]),
      ...ruleOf(forum),
    ],
    actions: [
      ...(fate.is === 'stays' ? [look(fate.next)] : []),
      button('The forum', ShowForum({ forum: forum.id })),
    ],
  })
}

/** In place of a countdown that counts no more. */
export const countedCard = (forum: Forum, closed: boolean): Message =>
  message({
    label: labelOf(forum),
    title: closed ? 'This forum has closed' : 'The last day of this forum has changed',
    preview: 'About the end of a forum',
    blocks: [
      paragraph(
        closed
          ? 'You can still read it.'
          : forum.closes === null
            ? 'It has no end now.'
            : `It is open until the end of ${dateWords(forum.closes)}.`,
      ),
    ],
    actions: [button('The forum', ShowForum({ forum: forum.id }))],
  })

/** To each member when the last day changes. */
export const lastDayCard = (forum: Forum): Message =>
  message({
    label: labelOf(forum),
    title: 'The last day of this forum has changed',
    preview: 'About the end of a forum',
    blocks: [
      paragraph(
        forum.closes === null
          ? 'It has no end now.'
          : `It is open until the end of ${dateWords(forum.closes)}. You are told again before that.`,
      ),
      ...ruleOf(forum),
    ],
    actions: [button('The forum', ShowForum({ forum: forum.id }))],
  })

/** To each member once, when it has closed. */
export function forumClosedCard(forum: Forum, fate: Fate): Message {
  const read = button('Read what was written', ReadForum({ forum: forum.id, before: 0, after: 0 }))
  const moved = fate.is === 'moves'
  return message({
    label: labelOf(forum),
    title: moved
      ? clip(`You have moved to ${fate.next.name}`, 140)
      : clip(`${forum.name} has closed`, 140),
    preview: 'A forum has closed',
    blocks: [
      ...(moved
        ? [
            paragraph(
              clip(
                `${forum.name} has closed, and you are in ${fate.next.name} now. To write there, accept its guidelines first.`,
                500,
              ),
            ),
          ]
        : fate.is === 'stays'
          ? howToJoin(fate)
          : [paragraph('Nothing more can be written there.')]),
      ...(forum.farewell === null || moved ? [] : [paragraph(forum.farewell)]),
      note('small', 'What was written stays there to be read.'),
      ...ruleOf(forum),
    ],
    actions: [
      ...(moved
        ? [button('Read the guidelines', ShowGuidelines({ forum: fate.next.id }), 'primary')]
        : fate.is === 'stays'
          ? [look(fate.next)]
          : []),
      read,
    ],
  })
}

/** To the moderators: what became of the members. */
export const closedSummaryCard = (forum: Forum, moved: number, stayed: number): Message =>
  message({
    label: labelOf(forum),
    title: clip(`${forum.name} has closed`, 140),
    preview: 'Your forum has closed',
    blocks: [
      paragraph(
        `${count(moved, 'member')} moved${forum.nextForum === null ? '' : ` to ${clip(forum.nextForum.name, 80)}`}. ${count(stayed, 'member')} did not, and ${stayed === 1 ? 'was' : 'were'} told how to join.`,
      ),
    ],
    actions: [button('The forum', ShowForum({ forum: forum.id }))],
  })
