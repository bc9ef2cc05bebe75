import { csv } from '#src/kernel/csv.ts'
import { isoLondon } from '#src/reports/recipient-file.ts'
import { removedWords } from './archive-page.ts'
import type { Forum, Post } from './forum.ts'
import { CHATHAM_HOUSE } from './naming.ts'

const HEADINGS = [
  'Post',
  'Thread from post',
  'In answer to post',
  'Written by',
  'Written at',
  'Changed at',
  'Words',
  'Removed',
  'Rule',
] as const

const cellsOf = ({ chathamHouse }: Pick<Forum, 'chathamHouse'>, post: Post): readonly string[] => [
  String(post.id),
  String(post.rootId ?? post.id),
  post.replyTo === null ? '' : String(post.replyTo.id),
  post.authorName,
  isoLondon(post.at),
  post.editedAt === null ? '' : isoLondon(post.editedAt),
  post.body,
  post.removedAt === null ? '' : removedWords(post),
  // With each row: rows are copied out of a file, and the rule goes with them.
  chathamHouse ? CHATHAM_HOUSE : '',
]

/** All of a forum as a file, names as members see them. */
export const exportFile = (forum: Pick<Forum, 'chathamHouse'>, posts: readonly Post[]): string =>
  csv([HEADINGS, ...posts.map((post) => cellsOf(forum, post))])
