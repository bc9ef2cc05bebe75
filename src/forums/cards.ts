import {
  type Action,
  bold,
  type Block,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { dateWords, momentWords } from '#src/kernel/london.ts'
import { clip, count } from '#src/kernel/words.ts'
import { eligibilityWords } from './eligibility.ts'
import type { Forum, Guidelines, Member } from './forum.ts'
import {
  AcceptGuidelines,
  ChangeForum,
  ForumArchive,
  ForumMembers,
  ForumSettings,
  JoinForum,
  LeaveForum,
  MoreOfForum,
  MuteForum,
  NewForum,
  ReadForum,
  SearchForum,
  ShowForum,
  ShowGuidelines,
  WritePost,
} from './intents.ts'
import { paragraphsOf } from './pieces.ts'
import { labelOf, ruleOf } from './post-cards.ts'
import { type ForumState, isIn } from './rules.ts'

/** What a forum is to somebody, at one moment. */
export type Seen = Readonly<{
  forum: Forum
  member: Member | null
  state: ForumState
  members: number
}>

const MOST_LISTED = 8

function standing({ forum, member, state }: Seen): string {
  if (state === 'closed') return 'closed, you can still read it'
  if (member?.state === 'asked') return 'you asked to join'
  if (isIn(member)) return member.muted ? 'you are in, muted' : 'you are in'
  return forum.joining === 'rule' ? 'you may join at once' : 'a moderator answers who asks to join'
}

const openWords = ({ opens, closes }: Forum, state: ForumState): string => {
  if (state === 'to-come') return `Opens on ${dateWords(opens)}`
  if (closes === null) return 'Open, with no end set'
  return state === 'closed'
    ? `Closed at the end of ${dateWords(closes)}`
    : `Open until the end of ${dateWords(closes)}`
}

/** The forums that somebody is in or may join. */
export function forumsCard(all: readonly Seen[], mayOpen: boolean): Message {
  return message({
    title: all.length === 0 ? 'There is no forum for you yet' : 'Forums for you',
    blocks: [
      ...(all.length === 0
        ? [paragraph('When one opens that you may join, it is listed here.')]
        : []),
      ...all.slice(0, MOST_LISTED).map((one): Block => ({
        is: 'row',
        parts: [bold(clip(one.forum.name, 80)), { is: 'plain', text: ` ${standing(one)}` }],
        actions: [button(`Open ${one.forum.id}`, ShowForum({ forum: one.forum.id }))],
      })),
      ...(all.length > MOST_LISTED
        ? [
            paragraph(
              `${count(all.length - MOST_LISTED, 'more is', 'more are')} not shown. To open one, type forum and its number.`,
            ),
          ]
        : []),
    ],
    actions: mayOpen ? [button('Open a new forum', NewForum({}))] : [],
  })
}

/** What a member does seldom, and what moderators alone do to the forum. */
function rareActions({ forum, member, state }: Seen): readonly Action[] {
  const { id } = forum
  return [
    button('All on one page', ForumArchive({ forum: id })),
    button('How I read it', ForumSettings({ forum: id })),
    ...(member?.moderator === true && state !== 'closed'
      ? [button('Change the forum', ChangeForum({ forum: id }))]
      : []),
    button('Leave the forum', LeaveForum({ forum: id })),
  ]
}

function forumActions(seen: Seen): readonly Action[] {
  const { forum, member, state } = seen
  const { id } = forum
  const guidelines = button('Guidelines', ShowGuidelines({ forum: id }))
  if (isIn(member))
    return [
      ...(state === 'open' ? [button('Write a post', WritePost({ forum: id }), 'primary')] : []),
      button('Read posts', ReadForum({ forum: id, before: 0, after: 0 })),
      guidelines,
      button('Search', SearchForum({ forum: id })),
      ...(state === 'closed'
        ? []
        : [
            button(
              member.muted ? 'Unmute' : 'Mute',
              MuteForum({ forum: id, on: member.muted ? 'no' : 'yes' }),
            ),
          ]),
      // With theirs a card would be as full as it may be.
      ...(member.moderator
        ? [
            button('Members', ForumMembers({ forum: id, after: 0 })),
            button('More', MoreOfForum({ forum: id })),
          ]
        : rareActions(seen)),
    ]
  if (state === 'closed' || member?.state === 'asked') return [guidelines]
  return [button('Join', JoinForum({ forum: id }), 'primary'), guidelines]
}

/** What the card of a forum has no room for, to its moderators. */
export const moreOfForumCard = (seen: Seen): Message =>
  message({
    label: 'Forum',
    title: clip(seen.forum.name, 140),
    preview: 'More of a forum',
    blocks: [paragraph('What is done seldom.')],
    actions: [...rareActions(seen), button('The forum', ShowForum({ forum: seen.forum.id }))],
  })

/** One forum: what it is for, who may join, until when, and what this person can do there. */
export function forumCard(seen: Seen): Message {
  const { forum, state, members } = seen
  return message({
    label: 'Forum',
    title: clip(forum.name, 140),
    preview: 'A forum',
    blocks: [
      ...paragraphsOf(forum.purpose),
      {
        is: 'facts',
        facts: [
          {
            label: 'For',
            value: clip(eligibilityWords(forum.eligibility, forum.eligibleName), 300),
          },
          { label: 'Opened by', value: clip(forum.organisationName, 100) },
          { label: 'When', value: openWords(forum, state) },
          { label: 'Members', value: members.toLocaleString('en-GB') },
          { label: 'You', value: clip(standing(seen), 100) },
        ],
      },
      ...ruleOf(forum),
    ],
    actions: [...forumActions(seen)],
  })
}

/** `accepted` is the version that the reader accepted; null for somebody who is no member. */
export function guidelinesCard(
  forum: Forum,
  { version, body, at }: Guidelines,
  accepted: number | null,
): Message {
  const done = accepted !== null && accepted >= version
  return message({
    label: labelOf(forum),
    title: `Guidelines, version ${version}`,
    preview: 'The guidelines of a forum',
    blocks: [
      ...paragraphsOf(body),
      note('small', `In force since ${momentWords(at)}.`),
      ...(done ? [note('done', 'You have accepted them.')] : []),
      ...(accepted !== null && !done && accepted > 0
        ? [note('warning', `They have changed since version ${accepted}, which you accepted.`)]
        : []),
      ...ruleOf(forum),
    ],
    actions:
      accepted === null || done
        ? [button('The forum', ShowForum({ forum: forum.id }))]
        : [
            button('I accept', AcceptGuidelines({ forum: forum.id, version }), 'primary'),
            button('The forum', ShowForum({ forum: forum.id })),
          ],
  })
}

export const guidelinesAcceptedCard = (forum: Forum, version: number): Message =>
  message({
    label: labelOf(forum),
    title: `You accepted version ${version} of the guidelines`,
    preview: 'Guidelines accepted',
    blocks: [paragraph('You can write posts now. When the guidelines change you are asked again.')],
    actions: [
      button('Write a post', WritePost({ forum: forum.id }), 'primary'),
      button('The forum', ShowForum({ forum: forum.id })),
    ],
  })

/** To each member when the guidelines change. */
export const guidelinesChangedCard = (forum: Forum): Message =>
  message({
    label: labelOf(forum),
    title: 'The guidelines have changed',
    preview: 'A forum changed its guidelines',
    blocks: [
      paragraph(
        `Version ${forum.guidelinesVersion} is in force. You can read posts as before; to write, accept it first.`,
      ),
      ...ruleOf(forum),
    ],
    actions: [button('Read the guidelines', ShowGuidelines({ forum: forum.id }), 'primary')],
  })

export const forumOpenedCard = (forum: Forum): Message =>
  message({
    label: labelOf(forum),
    title: clip(`Forum ${forum.id} is made: ${forum.name}`, 140),
    preview: 'Your forum is made',
    blocks: [
      paragraph(
        'You are its moderator: you answer those who ask to join, and what members report comes to you. You accept its guidelines as everybody else does.',
      ),
    ],
    actions: [
      button('Read the guidelines', ShowGuidelines({ forum: forum.id }), 'primary'),
      button('The forum', ShowForum({ forum: forum.id })),
    ],
  })

export const forumChangedCard = (forum: Forum, newGuidelines: boolean): Message =>
  message({
    label: labelOf(forum),
    title: 'The forum was changed',
    preview: 'Your forum was changed',
    blocks: [
      paragraph(
        newGuidelines
          ? `Version ${forum.guidelinesVersion} of the guidelines is in force. Every member is told, and accepts it before they write again.`
          : 'The guidelines are as they were.',
      ),
    ],
    actions: [button('The forum', ShowForum({ forum: forum.id }))],
  })

export const leftForumCard = (forum: Forum): Message =>
  message({
    label: labelOf(forum),
    title: clip(`You have left ${forum.name}`, 140),
    preview: 'You left a forum',
    blocks: [paragraph('You get no more posts. What you wrote stays until you remove it.')],
    actions: [button('The forum', ShowForum({ forum: forum.id }))],
  })
