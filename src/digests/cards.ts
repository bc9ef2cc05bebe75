import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { Show } from '#src/broadcasts/intents.ts'
import { KIND_NAMES } from '#src/broadcasts/kind-names.ts'
import { sinceMark } from '#src/broadcasts/since-blocks.ts'
import { bold, type Block, button, type Message, message, paragraph } from '#src/chat/message.ts'
import { clip, count } from '#src/kernel/words.ts'
import { StopOptional } from '#src/people/consents/intents.ts'
import { Subscriptions } from '#src/subscriptions/intents.ts'

/** One message in somebody's digest. */
export type DigestItem = Pick<Broadcast, 'id' | 'kind' | 'organisationName' | 'since'> &
  Readonly<{ content: Readonly<{ title: string }> }>

/** The most items on one card; what is over is on the next, sent beside it. */
export const ITEMS_A_CARD = 10

/** As it leaves, and as it is drawn anew when one of its messages changes: nothing is taken out of it, and nothing added. */
export const digestCard = (items: readonly DigestItem[]): Message =>
  message({
    title: `${count(items.length, 'message')} for you`,
    preview: `${count(items.length, 'message')} from Cascade`,
    blocks: [
      paragraph('What came since your last one. Open each to read and answer it.'),
      ...items.map((item): Block => ({
        is: 'row',
        parts: [
          bold(`${sinceMark(item.since)}${item.content.title}`),
          {
            is: 'plain',
            text: ` ${KIND_NAMES[item.kind].one}, ${clip(item.organisationName, 60)}`,
          },
        ],
        actions: [button(`Open ${item.id}`, Show({ broadcast: item.id }))],
      })),
    ],
    actions: [
      button('What I follow', Subscriptions({})),
      ...(items.some(({ kind }) => kind === 'opportunity' || kind === 'education-event')
        ? [button('Stop optional messages', StopOptional({ category: 'all' }))]
        : []),
    ],
  })
