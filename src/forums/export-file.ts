import { stringify } from 'csv-stringify/sync'
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

/** All of a forum as a file, names as members see them; the byte order mark is for Excel. */
export const exportFile = (forum: Pick<Forum, 'chathamHouse'>, posts: readonly Post[]): string =>
  stringify([HEADINGS, ...posts.map((post) => cellsOf(forum, post))], {
    bom: true,
    record_delimiter: 'windows',
    // Everything, since a line break inside a cell is a single character and would not be quoted for itself.
    quoted_string: true,
    quoted_empty: false,
    // A cell that begins with = + - @ or a tab would be run as a formula.
    escape_formulas: true,
  })
