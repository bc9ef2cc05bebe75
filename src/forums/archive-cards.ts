import { button, type Message, message, note, paragraph } from '#src/chat/message.ts'
import type { Forum } from './forum.ts'
import { ShowForum } from './intents.ts'
import { labelOf, ruleOf } from './post-cards.ts'

/** The way to all of a forum on a page; `file` is for its moderators, null for everybody else. */
export const archiveCard = (
  forum: Forum,
  links: Readonly<{ page: string; file: string | null }>,
): Message =>
  message({
    label: labelOf(forum),
    title: 'All that was written in this forum',
    preview: 'The archive of a forum',
    blocks: [
      paragraph(
        'Every thread is on one page, in the order in which it was written. It is for reading: nothing can be changed there.',
      ),
      ...(links.file === null
        ? []
        : [paragraph('As a moderator you can also have it as a file for a spreadsheet.')]),
      note('small', 'The link is for you alone and works for one hour.'),
      ...ruleOf(forum),
    ],
    actions: [
      { is: 'link', label: 'Open the archive', href: links.page },
      ...(links.file === null
        ? []
        : [{ is: 'link' as const, label: 'Download as a file (CSV)', href: links.file }]),
      button('The forum', ShowForum({ forum: forum.id })),
    ],
  })
