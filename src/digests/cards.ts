import { Show } from '#src/broadcasts/intents.ts'
import { KIND_NAMES } from '#src/broadcasts/kind-names.ts'
import { bold, type Block, button, type Message, message, paragraph } from '#src/chat/message.ts'
import type { BroadcastKind } from '#src/kernel/schema.ts'
import { clip, count } from '#src/kernel/words.ts'
import { StopOptional } from '#src/people/consents/intents.ts'
import { Subscriptions } from '#src/subscriptions/intents.ts'

/** One message in somebody's digest. */
export type DigestItem = Readonly<{
  broadcastId: number
  kind: BroadcastKind
  title: string
  organisationName: string
}>

/** The most items on one card; what is over is on the next, sent beside it. */
export const ITEMS_A_CARD = 10

export const digestCard = (items: readonly DigestItem[]): Message =>
  message({
    title: `${count(items.length, 'message')} for you`,
    preview: `${count(items.length, 'message')} from Cascade`,
    blocks: [
      paragraph('What came since your last one. Open each to read and answer it.'),
      ...items.map((item): Block => ({
        is: 'row',
        parts: [
          bold(item.title),
          {
            is: 'plain',
            text: ` ${KIND_NAMES[item.kind].one}, ${clip(item.organisationName, 60)}`,
          },
        ],
        actions: [button(`Open ${item.broadcastId}`, Show({ broadcast: item.broadcastId }))],
      })),
    ],
    actions: [
      button('What I follow', Subscriptions({})),
      ...(items.some(({ kind }) => kind === 'opportunity' || kind === 'education-event')
        ? [button('Stop optional messages', StopOptional({ category: 'all' }))]
        : []),
    ],
  })
