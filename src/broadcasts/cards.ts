import {
  type Block,
  bold,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { momentWords } from '#src/kernel/london.ts'
import { clip, listWords } from '#src/kernel/words.ts'
import { CatchUp, PlaceForm, SearchForm } from '#src/library/intents.ts'
import { Sent } from '#src/reports/intents.ts'
import { Subscriptions } from '#src/subscriptions/intents.ts'
import type { Broadcast } from './broadcast.ts'
import { broadcastCard, fromLine, NOTHING_YET } from './broadcast-card.ts'
import { contentBlocks } from './content-blocks.ts'
import { Compose, ComposeKind, Drafts, InForce, Preview, Show } from './intents.ts'
import { KIND_NAMES, URGENCY_NAMES } from './kind-names.ts'
import { sinceMark } from './since-blocks.ts'
import type { BroadcastKind } from '#src/kernel/schema.ts'

export const chooseKindCard = (
  kinds: readonly BroadcastKind[],
  organisations: readonly string[],
): Message =>
  message({
    title: 'What do you want to send?',
    blocks: [paragraph(clip(`You can send for ${listWords(organisations)}.`, 600))],
    // A menu of equals has no main action: which comes first is no advice.
    actions: kinds.map((kind) => button(KIND_NAMES[kind].one, ComposeKind({ kind }))),
  })

/** The message as it will look, with nothing to press. */
export const previewCard = (broadcast: Broadcast): Message => ({
  ...broadcastCard(broadcast, NOTHING_YET),
  label: `Preview: ${KIND_NAMES[broadcast.kind].one.toLowerCase()}`,
  blocks: [
    ...contentBlocks(broadcast),
    note('small', fromLine(broadcast)),
    note(
      'small',
      `Its buttons: ${broadcastCard(broadcast, NOTHING_YET)
        .actions.map((action) => action.label)
        .join(' · ')}`,
    ),
  ],
  actions: [],
})

/** The same card as everybody will get, sent to its author alone. */
export const testCard = (broadcast: Broadcast): Message => {
  const card = broadcastCard(broadcast, NOTHING_YET)
  return {
    ...card,
    label: `Test: ${KIND_NAMES[broadcast.kind].one.toLowerCase()}`,
    blocks: [
      note('warning', 'A test, sent only to you. Answers to it are not recorded.'),
      ...card.blocks,
    ],
  }
}

const STATE_WORDS = { draft: 'Draft', scheduled: 'Scheduled' } as const

export function draftsCard(written: readonly Broadcast[]): Message {
  const rows = written.slice(0, 12)
  return message({
    title: rows.length === 0 ? 'You have no drafts' : 'Your drafts',
    blocks: rows.map((one): Block => ({
      is: 'row',
      parts: [
        bold(`${one.id}: ${one.content.title}`),
        {
          is: 'plain',
          text: ` ${KIND_NAMES[one.kind].one}, ${one.state === 'scheduled' && one.scheduledFor !== null ? `scheduled for ${momentWords(one.scheduledFor)}` : STATE_WORDS.draft.toLowerCase()}`,
        },
      ],
      actions: [button(`Open ${one.id}`, Preview({ broadcast: one.id }))],
    })),
    actions: [
      button('Write a new one', Compose({}), rows.length === 0 ? 'primary' : 'plain'),
      button('What I have sent', Sent({})),
    ],
  })
}

export const deletedCard = (id: number): Message =>
  message({
    title: `Draft ${id} is deleted`,
    blocks: [paragraph('Nothing was sent.')],
    actions: [button('Drafts', Drafts({}))],
  })

export const testSentCard = (id: number): Message =>
  message({
    title: `A test of message ${id} is on its way to you`,
    blocks: [paragraph('It goes the way the real one would. Nobody else gets it.')],
  })

export function inForceListCard(items: readonly Broadcast[]): Message {
  return message({
    title: items.length === 0 ? 'Nothing is in force for you yet' : 'In force now',
    blocks:
      items.length === 0
        ? [paragraph('New messages for where you work come to you here.')]
        : [
            paragraph('What still applies where you work and what you follow, newest first:'),
            ...items.slice(0, 10).map((one): Block => ({
              is: 'row',
              parts: [
                bold(`${sinceMark(one.since)}${one.content.title}`),
                {
                  is: 'plain',
                  text: ` ${KIND_NAMES[one.kind].one}, ${clip(one.organisationName, 80)}`,
                },
              ],
              actions: [button(`Open ${one.id}`, Show({ broadcast: one.id }))],
            })),
          ],
    actions: [button('What I follow', Subscriptions({})), button('Refresh', InForce({}))],
  })
}

export const notSentCard = (broadcast: Broadcast, happened: string, next: string): Message =>
  message({
    label: 'Not sent',
    title: clip(`${broadcast.id}: ${broadcast.content.title}`, 140),
    preview: `Message ${broadcast.id} was not sent`,
    blocks: [
      note('warning', clip(`It was due and was not sent. ${happened}.`, 400)),
      paragraph(clip(`It is a draft again; nothing was lost. ${next}`, 600)),
    ],
    actions: [button('Open the draft', Preview({ broadcast: broadcast.id }), 'primary')],
  })

/** What somebody was sent and has not answered, the urgent first. */
export const unansweredCard = (items: readonly Broadcast[]): Message =>
  message({
    title: items.length === 0 ? 'Nothing waits for your answer' : 'Waiting for your answer',
    blocks: items.slice(0, 8).map((one): Block => ({
      is: 'row',
      parts: [
        bold(`${sinceMark(one.since)}${one.content.title}`),
        {
          is: 'plain',
          text: ` ${URGENCY_NAMES[one.urgency]}: ${KIND_NAMES[one.kind].one.toLowerCase()}, ${clip(one.organisationName, 80)}`,
        },
      ],
      actions: [button(`Open ${one.id}`, Show({ broadcast: one.id }))],
    })),
    actions: [
      button('Catch up', CatchUp({})),
      button('Today at a place', PlaceForm({})),
      button('Search', SearchForm({})),
      button('In force now', InForce({})),
    ],
  })
