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
import { momentWords } from '#src/kernel/london.ts'
import { clip, count } from '#src/kernel/words.ts'
import type { Forum, Post } from './forum.ts'
import {
  EditPost,
  Forums,
  ReadForum,
  RemovePost,
  ReplyPost,
  ReportPost,
  ShowForum,
  ShowThread,
} from './intents.ts'
import { CHATHAM_HOUSE } from './naming.ts'
import { paragraphsOf } from './pieces.ts'

/** The label of everything in a forum. */
export const labelOf = ({ name }: Pick<Forum, 'name'>): string => clip(`Forum: ${name}`, 60)

/** Under everything in a forum where names are not shown. */
export const ruleOf = ({ chathamHouse }: Pick<Forum, 'chathamHouse'>): readonly Block[] =>
  chathamHouse ? [note('small', CHATHAM_HOUSE)] : []

export type Viewer = 'author' | 'member'

function quoted({ replyTo }: Post): readonly Block[] {
  if (replyTo === null) return []
  const { id, authorName, body, removed } = replyTo
  return [
    paragraph(
      removed
        ? `In answer to post ${id}, which was removed.`
        : `In answer to post ${id} by ${clip(authorName, 60)}: “${clip(body.replaceAll(/\s+/g, ' '), 120)}”`,
    ),
  ]
}

const whenWords = ({ at, editedAt }: Post): string =>
  editedAt === null ? momentWords(at) : `${momentWords(at)}. Changed ${momentWords(editedAt)}`

/** One post as somebody reads it: what it answers, what it says, who says so. A removed one says nothing but that. */
export function postCard(forum: Forum, post: Post, viewer: Viewer): Message {
  const who = viewer === 'author' ? 'You' : clip(post.authorName, 60)
  if (post.removedAt !== null) return removedPostCard(forum, post)
  return message({
    label: labelOf(forum),
    title: `${who} ${post.replyTo === null ? 'wrote' : `replied to post ${post.replyTo.id}`}`,
    preview: 'A post in a forum',
    blocks: [
      ...quoted(post),
      ...paragraphsOf(post.body),
      note('small', `Post ${post.id}, ${whenWords(post)}.`),
      ...ruleOf(forum),
    ],
    actions: [...postActions(post, viewer)],
  })
}

function postActions(post: Post, viewer: Viewer): readonly Action[] {
  const thread =
    post.rootId !== null || post.replies > 0
      ? [button('See the thread', ShowThread({ post: post.id, after: 0 }))]
      : []
  return viewer === 'author'
    ? [
        ...thread,
        button('Change', EditPost({ post: post.id })),
        button('Remove', RemovePost({ post: post.id })),
      ]
    : [
        button('Reply', ReplyPost({ post: post.id }), 'primary'),
        ...thread,
        button('Report', ReportPost({ post: post.id })),
      ]
}

function removedPostCard(forum: Forum, post: Post): Message {
  return message({
    label: labelOf(forum),
    title: `Post ${post.id} was removed`,
    preview: 'A post in a forum',
    blocks: [
      paragraph(
        post.removedByAuthor
          ? 'Its author took it back.'
          : clip(`A moderator removed it: ${post.removedWhy ?? 'no reason is kept'}`, 400),
      ),
      ...ruleOf(forum),
    ],
    actions: [],
  })
}

/** After a page of posts. `next` leads on; null at the end. */
export const pageEndCard = (forum: Forum, title: string, actions: readonly Action[]): Message =>
  message({
    label: labelOf(forum),
    title,
    preview: 'A forum',
    blocks: [...ruleOf(forum)],
    actions: [...actions, button('The forum', ShowForum({ forum: forum.id }))],
  })

/** The most forums on one digest's card; somebody in more is told of the others when they open forums. */
export const MOST_FORUMS = 15

/** What came in somebody's forums since their last digest. */
export const forumDigestCard = (
  waiting: readonly Readonly<{ forumId: number; name: string; posts: number; first: number }>[],
): Message =>
  message({
    title: 'New in your forums',
    preview: 'New in your forums',
    blocks: waiting.map(({ forumId, name, posts, first }): Block => ({
      is: 'row',
      parts: [bold(clip(name, 80)), { is: 'plain', text: ` ${count(posts, 'new post')}` }],
      actions: [
        button(`Read forum ${forumId}`, ReadForum({ forum: forumId, before: 0, after: first - 1 })),
      ],
    })),
    actions: [button('All forums', Forums({}))],
  })
