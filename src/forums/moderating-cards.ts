import {
  bold,
  type Block,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { clip, count } from '#src/kernel/words.ts'
import type { Forum, Member, Post } from './forum.ts'
import {
  ForumMembers,
  MakeModerator,
  RemoveMember,
  RemovePost,
  SettleReports,
  ShowForum,
} from './intents.ts'
import { labelOf, ruleOf } from './post-cards.ts'

/** What members said of one post; whoever said it is not named. */
export type Reported = Readonly<{
  post: Post
  /** Who wrote it: moderators answer for who is in the forum. */
  author: Pick<Member, 'id' | 'name' | 'state'> | null
  reports: readonly Readonly<{ why: string }>[]
  settled: boolean
}>

const MOST_REPORTS = 3

/** To the moderators, and drawn anew for all of them once one has dealt with it. */
export function reportedCard(forum: Forum, { post, author, reports, settled }: Reported): Message {
  const gone = post.removedAt !== null
  const isIn = author?.state === 'in'
  return message({
    label: labelOf(forum),
    title: `Post ${post.id} was reported`,
    preview: 'A post was reported to you',
    blocks: [
      paragraph(`${count(reports.length, 'member')} reported it.`),
      ...reports.slice(-MOST_REPORTS).map(({ why }) => paragraph(clip(why, 300))),
      ...(gone
        ? [note('done', 'It was removed.')]
        : [
            paragraph(
              bold(clip(author?.name ?? 'Somebody who has left', 100)),
              ` wrote: “${clip(post.body.replaceAll(/\s+/g, ' '), 400)}”`,
            ),
          ]),
      ...(settled && !gone ? [note('done', 'A moderator looked at it and left it.')] : []),
      ...ruleOf(forum),
    ],
    actions: [
      ...(gone ? [] : [button('Remove the post', RemovePost({ post: post.id }))]),
      ...(author !== null && isIn
        ? [button('Remove the member', RemoveMember({ member: author.id }))]
        : []),
      ...(gone || settled ? [] : [button('Leave it', SettleReports({ post: post.id }))]),
    ],
  })
}

export const reportSentCard = (forum: Forum, post: number): Message =>
  message({
    label: labelOf(forum),
    title: `You reported post ${post}`,
    preview: 'Your report is with the moderators',
    blocks: [
      paragraph(
        'The moderators see what you wrote, and not who you are. If it is about a patient, they take it away.',
      ),
    ],
    actions: [],
  })

export const MEMBERS_A_PAGE = 7

/** Who is in a forum, for its moderators. */
export function membersCard(forum: Forum, members: readonly Member[], total: number): Message {
  const last = members.at(-1)
  return message({
    label: labelOf(forum),
    title: count(total, 'member'),
    preview: 'The members of your forum',
    blocks: [
      ...members.map((one): Block => ({
        is: 'row',
        parts: [
          bold(clip(one.name, 80)),
          { is: 'plain', text: one.moderator ? ' moderator' : ' member' },
        ],
        actions: [
          button(
            one.moderator ? 'Moderator no more' : 'Make moderator',
            MakeModerator({ member: one.id, on: one.moderator ? 'no' : 'yes' }),
          ),
          button('Remove', RemoveMember({ member: one.id })),
        ],
      })),
      ...ruleOf(forum),
    ],
    actions: [
      ...(members.length === MEMBERS_A_PAGE && last !== undefined
        ? [button('More members', ForumMembers({ forum: forum.id, after: last.id }))]
        : []),
      button('The forum', ShowForum({ forum: forum.id })),
    ],
  })
}

export const moderatorCard = (forum: Forum, name: string, on: boolean): Message =>
  message({
    label: labelOf(forum),
    title: clip(on ? `${name} is a moderator now` : `${name} is a moderator no more`, 140),
    preview: 'About the moderators of your forum',
    blocks: [],
    actions: [button('Members', ForumMembers({ forum: forum.id, after: 0 }))],
  })

/** To whoever was made one. */
export const youModerateCard = (forum: Forum): Message =>
  message({
    label: labelOf(forum),
    title: 'You are a moderator of this forum now',
    preview: 'About a forum',
    blocks: [paragraph('You answer those who ask to join, and what members report comes to you.')],
    actions: [button('The forum', ShowForum({ forum: forum.id }))],
  })

export const memberRemovedCard = (forum: Forum, name: string): Message =>
  message({
    label: labelOf(forum),
    title: clip(`${name} was removed`, 140),
    preview: 'About a member of your forum',
    blocks: [
      paragraph(
        'They were told why, and get no more posts. What they wrote stays until it is removed.',
      ),
    ],
    actions: [button('Members', ForumMembers({ forum: forum.id, after: 0 }))],
  })

/** To whoever was removed. */
export const youWereRemovedCard = (forum: Forum, reason: string): Message =>
  message({
    label: labelOf(forum),
    title: 'A moderator removed you from this forum',
    preview: 'About a forum',
    blocks: [
      paragraph(clip(`They wrote: ${reason}`, 400)),
      paragraph('You get no more posts. You can ask to join again; a moderator answers.'),
    ],
    actions: [button('The forum', ShowForum({ forum: forum.id }))],
  })

export const settingsSavedCard = (forum: Forum, { muted, cadence, named }: Member): Message =>
  message({
    label: labelOf(forum),
    title: muted ? 'You have muted this forum' : 'How you read this forum is saved',
    preview: 'How you read a forum',
    blocks: [
      paragraph(
        muted
          ? 'No post comes to you. You can read them here whenever you like, and you are still told when the guidelines change or the forum closes.'
          : cadence === 'now'
            ? 'Posts come to you straight away, outside your quiet hours.'
            : `Posts come to you in your ${cadence} digest.`,
      ),
      ...(forum.chathamHouse
        ? [
            paragraph(
              named
                ? 'Your name is shown with what you write from now on.'
                : 'Your name is shown with nothing that you wrote.',
            ),
          ]
        : []),
      ...ruleOf(forum),
    ],
    actions: [button('The forum', ShowForum({ forum: forum.id }))],
  })
