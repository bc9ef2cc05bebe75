import { button, type Message, message, note, paragraph } from '#src/chat/message.ts'
import { clip } from '#src/kernel/words.ts'
import type { Forum, Member } from './forum.ts'
import { AcceptMember, DeclineMember, ShowForum, ShowGuidelines } from './intents.ts'
import { labelOf, ruleOf } from './post-cards.ts'

export const askedToJoinCard = (forum: Forum): Message =>
  message({
    label: labelOf(forum),
    title: 'You asked to join',
    preview: 'You asked to join a forum',
    blocks: [paragraph('A moderator answers you here. Until then you need do nothing.')],
    actions: [button('The forum', ShowForum({ forum: forum.id }))],
  })

/** To whoever asked, once a moderator has said yes, and to whoever was moved here from another forum. */
export const forumWelcomeCard = (forum: Forum): Message =>
  message({
    label: labelOf(forum),
    title: clip(`You are in: ${forum.name}`, 140),
    preview: 'You are in a forum',
    blocks: [
      paragraph('You can read posts now. To write, read the guidelines and accept them first.'),
      ...ruleOf(forum),
    ],
    actions: [
      button('Read the guidelines', ShowGuidelines({ forum: forum.id }), 'primary'),
      button('The forum', ShowForum({ forum: forum.id })),
    ],
  })

export const joinDeclinedCard = (forum: Forum, reason: string): Message =>
  message({
    label: labelOf(forum),
    title: 'Your request to join was declined',
    preview: 'An answer about a forum',
    blocks: [
      paragraph(clip(`A moderator wrote: ${reason}`, 400)),
      paragraph('If things change, you can ask again.'),
    ],
    actions: [button('The forum', ShowForum({ forum: forum.id }))],
  })

/** To the moderators: somebody asks to join. Once answered it says how. */
export function joinRequestCard(forum: Forum, asks: Member): Message {
  const open = asks.state === 'asked'
  const outcome: Readonly<Record<Member['state'], string>> = {
    asked: '',
    in: 'They were accepted, and told.',
    declined: clip(`They were declined: ${asks.reason ?? ''}`, 400),
    left: 'They have left since.',
    removed: 'They were removed since.',
  }
  return message({
    label: labelOf(forum),
    title: clip(`${asks.name} asks to join`, 140),
    preview: 'Somebody asks to join a forum',
    blocks: [
      ...(asks.why === null ? [] : [paragraph(clip(asks.why, 400))]),
      ...(asks.saidClass === null
        ? []
        : [
            note(
              'warning',
              `They say that they have the membership “${asks.saidClass}”. By accepting you confirm that they do.`,
            ),
          ]),
      ...(open ? [] : [note('done', outcome[asks.state])]),
    ],
    actions: open
      ? [
          button('Accept', AcceptMember({ member: asks.id }), 'primary'),
          button('Decline', DeclineMember({ member: asks.id })),
        ]
      : [],
  })
}
