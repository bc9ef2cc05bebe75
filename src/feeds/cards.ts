import { DeleteDraft, EditDraft, Preview, Show, Unschedule } from '#src/broadcasts/intents.ts'
import {
  type Action,
  type Block,
  bold,
  button,
  link,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { dateWords, momentWords } from '#src/kernel/london.ts'
import { clip, count } from '#src/kernel/words.ts'
import { Correct, Replace, WithdrawMessage } from '#src/versions/intents.ts'
import {
  CorrectFromItem,
  DeclineItem,
  DraftItem,
  PutOffItem,
  ReleaseQueue,
  ShowItem,
} from './intents.ts'
import type { Item, ItemType } from './item.ts'

/** An item as cards show it. */
export type Shown = Item & Readonly<{ id: number; feedName: string }>

/** A message that was written from an item. */
export type Written = Readonly<{
  broadcast: number
  title: string
  stands: 'draft' | 'scheduled' | 'out' | 'over'
  /** Whether whoever looks wrote it: only its author corrects it. */
  own: boolean
}>

const TYPE_NAMES: Readonly<Record<ItemType, string>> = {
  'national-patient-safety': 'National Patient Safety Alert',
  'medicines-recall': 'Medicines recall or notification',
  'drug-safety-update': 'Drug safety update',
  'device-safety': 'Device safety information',
  'field-safety-notice': 'Field safety notice',
  roundup: 'Roundup of other items',
  other: 'Published item',
}

const MOST_ROWS = 8
const MOST_WRITTEN = 4

const toldOf = ({ id, updated }: Pick<Shown, 'id' | 'updated'>) => ({
  item: id,
  told: updated.getTime(),
})

const STANDS: Readonly<Record<Written['stands'], string>> = {
  draft: 'It is a draft',
  scheduled: 'It is scheduled, and goes as it is unless you take it off the schedule',
  out: 'It is out, and says what it said',
  over: 'It no longer stands',
}
const writtenWords = ({ broadcast, title, stands }: Written): string =>
  `Message ${broadcast} (${clip(title, 60)}) was written from this. ${STANDS[stands]}.`

function writtenActions(item: Shown, written: readonly Written[]): readonly Action[] {
  return written.slice(0, MOST_WRITTEN).flatMap(({ broadcast, stands, own }): Action[] => {
    if (stands === 'over') return []
    if (stands !== 'out')
      return own && stands === 'draft'
        ? [button(`Edit draft ${broadcast}`, EditDraft({ broadcast }))]
        : []
    return own
      ? [
          button(
            `Correct message ${broadcast}`,
            CorrectFromItem({ item: item.id, broadcast }),
            'primary',
          ),
        ]
      : [button(`Replace message ${broadcast}`, Replace({ broadcast }))]
  })
}

const NOT_OURS =
  'This is a National Patient Safety Alert. Practices act on it by their own process. A message of yours can only point to it.'

/** To the person who releases: what came, from where, and what they can do with it. Nothing goes out by itself. */
export function itemCard(
  item: Shown,
  tell: 'new' | 'updated' | 'again',
  written: readonly Written[],
): Message {
  const label = {
    new: 'For release',
    updated: 'For release: changed',
    again: 'For release: put off until now',
  }
  const facts = [
    { label: 'What', value: TYPE_NAMES[item.type] },
    ...(item.reference === null ? [] : [{ label: 'Reference', value: item.reference }]),
    ...(item.published === null ? [] : [{ label: 'Published', value: dateWords(item.published) }]),
    { label: item.published === null ? 'Dated' : 'Last changed', value: momentWords(item.updated) },
    ...(item.note === null ? [] : [{ label: 'What they changed', value: clip(item.note, 300) }]),
  ]
  const earlier = written.slice(0, MOST_WRITTEN)
  return message({
    label: label[tell],
    title: clip(item.title, 140),
    preview: clip(`For release, from ${item.feedName}`, 150),
    blocks: [
      paragraph(
        bold(`From ${clip(item.feedName, 100)}.`),
        tell === 'updated'
          ? ' The change has been sent to nobody.'
          : ' It has been sent to nobody.',
      ),
      { is: 'facts', facts },
      ...(item.summary === '' ? [] : [paragraph(clip(item.summary, 400))]),
      paragraph(link('Read the official text', item.url)),
      ...(item.type === 'national-patient-safety' ? [note('warning', NOT_OURS)] : []),
      ...earlier.map((one): Block => note('warning', writtenWords(one))),
    ],
    actions: [
      ...writtenActions(item, written),
      button(
        written.length === 0 ? 'Make a draft' : 'Make another draft',
        DraftItem({ item: item.id }),
        written.some(({ stands }) => stands === 'out') ? 'plain' : 'primary',
      ),
      button(written.length === 0 ? 'Not for us' : 'Nothing to do', DeclineItem(toldOf(item))),
      button('Later', PutOffItem(toldOf(item))),
    ],
  })
}

const rowOf = (item: Shown): Block => ({
  is: 'row',
  parts: [
    bold(clip(item.title, 140)),
    ` ${clip(item.feedName, 60)}, ${dateWords(item.updated)}. `,
    link('Official text', item.url),
  ].map((part) => (typeof part === 'string' ? { is: 'plain' as const, text: part } : part)),
  actions: [
    button('Open', ShowItem({ item: item.id })),
    button('Not for us', DeclineItem(toldOf(item))),
  ],
})

/** Everything that waits for this person. */
export function queueCard(items: readonly Shown[], total: number): Message {
  const shown = items.slice(0, MOST_ROWS)
  return message({
    label: 'Release queue',
    title:
      total === 0 ? 'Nothing waits for you' : `${count(total, 'item waits', 'items wait')} for you`,
    preview: 'Your release queue',
    blocks: [
      paragraph(
        total === 0
          ? 'When an official source publishes something, whoever releases for it is told here first. Nothing goes out by itself.'
          : `Nothing goes out by itself.${total > shown.length ? ` The newest ${shown.length} are shown.` : ''}`,
      ),
      ...shown.map(rowOf),
    ],
    actions: total === 0 ? [] : [button('Look again', ReleaseQueue({}))],
  })
}

/** After one of them was dealt with, where its card stood. */
export const declinedCard = (item: Shown): Message =>
  message({
    label: 'Not for us',
    title: clip(item.title, 140),
    preview: 'Not released',
    blocks: [
      note('done', 'Nothing is sent. If the source changes it, you are told again.'),
      paragraph(link('Read the official text', item.url)),
    ],
    actions: [button('Make a draft after all', DraftItem({ item: item.id }))],
  })

export const putOffCard = (item: Shown, until: Date): Message =>
  message({
    label: 'Later',
    title: clip(item.title, 140),
    preview: 'Put off',
    blocks: [
      note('done', `You are asked again on ${momentWords(until)}.`),
      paragraph(link('Read the official text', item.url)),
    ],
    actions: [
      button('Make a draft', DraftItem({ item: item.id }), 'primary'),
      button('Not for us', DeclineItem(toldOf(item))),
    ],
  })

/** To the person who releases: the source took it back before anything was made of it. */
export const itemWithdrawnCard = (item: Shown): Message =>
  message({
    label: 'Withdrawn by its source',
    title: clip(item.title, 140),
    preview: 'An item for release was withdrawn',
    blocks: [
      paragraph(`${clip(item.feedName, 100)} has withdrawn this. It is out of your release queue.`),
      paragraph(link('See what they say', item.url)),
    ],
    actions: [button('Release queue', ReleaseQueue({}))],
  })

/** To whoever wrote from an item that its source has taken back. */
export function sourceWithdrawnCard(item: Shown, written: Written): Message {
  const { broadcast, stands, own } = written
  const out = stands === 'out'
  const actions: readonly Action[] = out
    ? [
        button('Withdraw the message', WithdrawMessage({ broadcast }), 'danger'),
        ...(own ? [button('Correct it', Correct({ broadcast }))] : []),
        button('Open it', Show({ broadcast })),
      ]
    : [
        ...(stands === 'scheduled'
          ? [button('Take off the schedule', Unschedule({ broadcast }), 'danger')]
          : [button('Delete the draft', DeleteDraft({ broadcast }), 'danger')]),
        button('Open it', Preview({ broadcast })),
      ]
  return message({
    label: 'Withdrawn by its source',
    title: clip(`${broadcast}: ${written.title}`, 140),
    preview: `The source of message ${broadcast} was withdrawn`,
    urgency: 'important',
    blocks: [
      note(
        'warning',
        clip(`${item.feedName} has withdrawn what this was written from: ${item.title}`, 400),
      ),
      paragraph(
        out
          ? 'Your message is still out and unchanged. Read what the source says now, then withdraw or correct it.'
          : 'It has not been sent, and cannot be sent as it is.',
      ),
      paragraph(link('See what the source says', item.url)),
    ],
    actions: [...actions],
  })
}
