import {
  type Action,
  type Block,
  bold,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { momentWords } from '#src/kernel/london.ts'
import { clip, count, listWords } from '#src/kernel/words.ts'
import { Report, Sent } from '#src/reports/intents.ts'
import { Subscriptions } from '#src/subscriptions/intents.ts'
import type { Broadcast, Progress } from './broadcast.ts'
import { broadcastCard, contentBlocks, fromLine, NOTHING_YET } from './broadcast-card.ts'
import {
  Audience,
  Compose,
  ComposeKind,
  DeleteDraft,
  Drafts,
  EditDraft,
  InForce,
  Preview,
  Schedule,
  SendNow,
  SendTest,
  Show,
  ShowProgress,
  Stop,
  Unschedule,
} from './intents.ts'
import { KIND_NAMES } from './kind-names.ts'
import { type AudienceDecision, LEFT_OUT, type LeftOut } from './rules.ts'
import type { BroadcastKind } from '#src/kernel/schema.ts'

const LEFT_OUT_WORDS: Readonly<Record<LeftOut, string>> = {
  author: 'wrote it',
  unreachable: 'cannot be reached: no account is linked',
  'not-following': 'in the area, following nothing that matches',
  'no-consent': 'did not agree to be sent opportunities',
  'gp-kind': 'another kind of GP than you chose',
}

/** How the audience splits by when it is told; counted, never guessed. */
export type AudienceCounts = Readonly<{ now: number; held: number; digest: number }>

export const chooseKindCard = (
  kinds: readonly BroadcastKind[],
  organisations: readonly string[],
): Message =>
  message({
    title: 'What do you want to send?',
    blocks: [paragraph(`You can send for ${listWords(organisations)}.`)],
    actions: kinds.map((kind, i) =>
      button(KIND_NAMES[kind].one, ComposeKind({ kind }), i === 0 ? 'primary' : 'plain'),
    ),
  })

/** The message as it will look, with nothing to press. */
export const previewCard = (broadcast: Broadcast): Message => ({
  ...broadcastCard(broadcast, NOTHING_YET),
  label: `Preview: ${KIND_NAMES[broadcast.kind].one.toLowerCase()}`,
  blocks: [
    ...contentBlocks(broadcast),
    note('small', clip(fromLine(broadcast), 400)),
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

/** Where the author decides: who gets it, who does not and why, and what to do with it. */
export function draftCard(
  broadcast: Broadcast,
  audience: AudienceDecision,
  counts: AudienceCounts,
): Message {
  const { id } = broadcast
  const total = audience.recipients.length
  const scheduled = broadcast.state === 'scheduled' && broadcast.scheduledFor !== null
  const manage: Action[] = [
    button('Who gets it', Audience({ broadcast: id })),
    button('Send a test to me', SendTest({ broadcast: id })),
    ...(scheduled
      ? [button('Take off the schedule', Unschedule({ broadcast: id }))]
      : [
          button('Schedule', Schedule({ broadcast: id })),
          button('Edit', EditDraft({ broadcast: id })),
          button('Delete', DeleteDraft({ broadcast: id }), 'danger'),
        ]),
  ]
  return message({
    label: scheduled ? 'Scheduled' : 'Draft',
    title: clip(`${id}: ${broadcast.content.title}`, 140),
    preview: `Message ${id}`,
    blocks: [
      paragraph(
        bold(
          total === 0
            ? 'Nobody would get this now'
            : `${count(total, 'person', 'people')} would get this now`,
        ),
        ` for ${clip(broadcast.organisationName, 120)}.`,
      ),
      ...whenBlocks(counts, total),
      ...leftOutBlocks(audience),
      ...(scheduled && broadcast.scheduledFor !== null
        ? [
            note(
              'done',
              `Goes on ${momentWords(broadcast.scheduledFor)}. Who gets it is worked out then.`,
            ),
          ]
        : []),
      ...(scheduled
        ? []
        : [note('small', 'Saved as a draft. You can come back to it: type drafts.')]),
    ],
    actions: [
      button(
        total === 0 ? 'Send now' : `Send now to ${count(total, 'person', 'people')}`,
        SendNow({ broadcast: id }),
        'primary',
      ),
      ...manage,
    ],
  })
}

function whenBlocks(counts: AudienceCounts, total: number): Block[] {
  const parts = [
    ...(counts.now > 0 ? [`${counts.now} straight away`] : []),
    ...(counts.held > 0 ? [`${counts.held} when their quiet hours end`] : []),
    ...(counts.digest > 0 ? [`${counts.digest} in their daily or weekly message`] : []),
  ]
  return total === 0 || counts.now === total ? [] : [paragraph(`Of these: ${listWords(parts)}.`)]
}

function leftOutBlocks(audience: AudienceDecision): Block[] {
  const facts = LEFT_OUT.flatMap((reason) => {
    const n = audience.leftOut.get(reason)?.length ?? 0
    return n === 0 ? [] : [{ label: count(n, 'person', 'people'), value: LEFT_OUT_WORDS[reason] }]
  })
  return facts.length === 0
    ? []
    : [
        { is: 'heading', text: 'Left out' },
        { is: 'facts', facts },
      ]
}

/** Names, for the author alone: who gets it, and who does not and why. */
export function audienceCard(broadcast: Broadcast, audience: AudienceDecision): Message {
  const names = (people: readonly Readonly<{ name: string }>[]) => {
    const shown = people.slice(0, 8).map((person) => clip(person.name, 32))
    const more = people.length - shown.length
    return shown.length === 0
      ? 'Nobody'
      : `${listWords(more > 0 ? [...shown, `${more} more`] : shown)}`
  }
  return message({
    title: `Who gets message ${broadcast.id}`,
    blocks: [
      {
        is: 'facts',
        facts: [
          {
            label: `${count(audience.recipients.length, 'person', 'people')} would get it`,
            value: names(audience.recipients),
          },
          ...LEFT_OUT.flatMap((reason) => {
            const people = audience.leftOut.get(reason) ?? []
            return people.length === 0
              ? []
              : [
                  {
                    label: clip(`${people.length} left out`, 60),
                    value: clip(`${names(people)}: ${LEFT_OUT_WORDS[reason]}`, 300),
                  },
                ]
          }),
        ],
      },
      note('small', 'Each person gets it once, however many of their subscriptions match.'),
    ],
    actions: [button('Back to the message', Preview({ broadcast: broadcast.id }))],
  })
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

const PROGRESS_TITLES = {
  sending: 'Sending',
  sent: 'Sent',
  stopped: 'Stopped',
} as const

/** The sender's live view: every count is exact, and together they are everybody. */
export function progressCard(broadcast: Broadcast, progress: Progress): Message {
  const { id } = broadcast
  const total =
    progress.delivered + progress.waiting + progress.held + progress.failed + progress.stopped
  const state =
    broadcast.state === 'sending' || broadcast.state === 'stopped' ? broadcast.state : 'sent'
  const live = progress.waiting + progress.held > 0 && state !== 'stopped'
  return message({
    label: PROGRESS_TITLES[state],
    title: clip(`${id}: ${broadcast.content.title}`, 140),
    preview: `Message ${id}: ${PROGRESS_TITLES[state].toLowerCase()}`,
    blocks: [
      {
        is: 'progress',
        label: `${count(total, 'person', 'people')} in all`,
        delivered: progress.delivered,
        waiting: progress.waiting + progress.held,
        failed: progress.failed + progress.stopped,
      },
      ...(progress.held > 0 && state !== 'stopped'
        ? [
            paragraph(
              `${count(progress.held, 'person', 'people')} will get it later: quiet hours, or their daily or weekly message.`,
            ),
          ]
        : []),
      ...(progress.failed > 0
        ? [
            note(
              'warning',
              `${count(progress.failed, 'person', 'people')} could not be reached. The report says why.`,
            ),
          ]
        : []),
      ...(progress.stopped > 0
        ? [note('warning', `Stopped before ${count(progress.stopped, 'person', 'people')} got it.`)]
        : []),
    ],
    actions: [
      ...(live ? [button('Stop', Stop({ broadcast: id }), 'danger')] : []),
      ...(state === 'sending' ? [button('Refresh', ShowProgress({ broadcast: id }))] : []),
      button('Report', Report({ broadcast: id }), live ? 'plain' : 'primary'),
    ],
  })
}

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
                bold(one.content.title),
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
      paragraph(`It is a draft again; nothing was lost. ${next}`),
    ],
    actions: [button('Open the draft', Preview({ broadcast: broadcast.id }), 'primary')],
  })
