import {
  isHeld,
  isWaiting,
  type Standing,
  standingActions,
  standingBlocks,
  standingLabel,
} from '#src/approvals/standing-blocks.ts'
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
import { SetReminders } from '#src/reminders/intents.ts'
import { asksForAnAnswer, plannedWords } from '#src/reminders/rules.ts'
import {
  type AudienceCounts,
  type AudienceDecision,
  LEFT_OUT,
  type LeftOut,
} from './audience-rules.ts'
import type { Broadcast } from './broadcast.ts'
import {
  Audience,
  DeleteDraft,
  EditDraft,
  Preview,
  Schedule,
  SendNow,
  SendTest,
  Unschedule,
} from './intents.ts'

const LEFT_OUT_WORDS: Readonly<Record<LeftOut, string>> = {
  author: 'wrote it',
  unreachable: 'cannot be reached: no account is linked',
  'not-following': 'in the area, following nothing that matches',
  'no-consent': 'did not agree to be sent opportunities, or paid events',
  'gp-kind': 'another kind of GP than you chose',
}

/** Where the author decides: who gets it, who does not and why, and what to do with it. */
export function draftCard(
  broadcast: Broadcast,
  counts: AudienceCounts,
  standing: Standing,
  withdrawnBy: string | null = null,
): Message {
  const { id } = broadcast
  const { total } = counts
  const scheduledFor = broadcast.state === 'scheduled' ? broadcast.scheduledFor : null
  return message({
    label: standingLabel(standing) ?? (scheduledFor === null ? 'Draft' : 'Scheduled'),
    title: clip(`${id}: ${broadcast.content.title}`, 140),
    preview: `Message ${id}`,
    blocks: [
      ...sourceBlocks(withdrawnBy),
      paragraph(
        bold(
          total === 0
            ? 'Nobody would get this now'
            : `${count(total, 'person', 'people')} would get this now`,
        ),
        ` for ${clip(broadcast.organisationName, 120)}.`,
      ),
      ...whenBlocks(counts),
      ...leftOutBlocks(counts),
      ...reminderBlocks(broadcast),
      ...standingBlocks(standing),
      ...whereItStands(scheduledFor, standing),
    ],
    actions: actionsOf(broadcast, total, standing),
  })
}

const sourceBlocks = (withdrawnBy: string | null): Block[] =>
  withdrawnBy === null
    ? []
    : [
        note(
          'warning',
          `${clip(withdrawnBy, 80)} has withdrawn what this was written from. It cannot be sent.`,
        ),
      ]

function actionsOf(found: Broadcast, total: number, standing: Standing): Action[] {
  const broadcast = found.id
  const look = [
    button('Who gets it', Audience({ broadcast })),
    button('Send a test to me', SendTest({ broadcast })),
  ]
  const edit = button('Edit', EditDraft({ broadcast }))
  if (isHeld(standing)) return [...standingActions(standing), ...look]
  if (isWaiting(standing)) return [...look, edit, ...standingActions(standing)]
  return [
    sendButton(broadcast, total, standing),
    ...look,
    ...(found.state === 'scheduled'
      ? [button('Take off the schedule', Unschedule({ broadcast }))]
      : [
          button('Schedule', Schedule({ broadcast })),
          edit,
          ...reminderActions(found),
          button('Delete', DeleteDraft({ broadcast }), 'danger'),
        ]),
  ]
}

function reminderBlocks({ kind, urgency, reminds }: Broadcast): Block[] {
  const words = plannedWords(kind, urgency, reminds)
  return words === null ? [] : [paragraph(words)]
}

/** Reminders of a critical message cannot be switched off. */
const reminderActions = ({ id, kind, urgency, reminds }: Broadcast): Action[] =>
  asksForAnAnswer(kind, urgency) && urgency !== 'critical'
    ? [
        button(
          reminds ? 'No reminders' : 'Remind them',
          SetReminders({ broadcast: id, on: reminds ? 'no' : 'yes' }),
        ),
      ]
    : []

const sendButton = (broadcast: number, total: number, { because }: Standing): Action =>
  button(
    because !== null
      ? 'Ask for approval'
      : total === 0
        ? 'Send now'
        : `Send now to ${count(total, 'person', 'people')}`,
    SendNow({ broadcast }),
    'primary',
  )

function whereItStands(scheduledFor: Date | null, standing: Standing): Block[] {
  if (isHeld(standing)) return []
  return [
    scheduledFor === null
      ? note('small', 'Saved as a draft. You can come back to it: type drafts.')
      : note('done', `Goes on ${momentWords(scheduledFor)}. Who gets it is worked out then.`),
  ]
}

function whenBlocks(counts: AudienceCounts): Block[] {
  const parts = [
    ...(counts.now > 0 ? [`${counts.now.toLocaleString('en-GB')} straight away`] : []),
    ...(counts.held > 0
      ? [`${counts.held.toLocaleString('en-GB')} when their quiet hours end`]
      : []),
    ...(counts.away > 0 ? [`${counts.away.toLocaleString('en-GB')} when they are back`] : []),
    ...(counts.digest > 0
      ? [`${counts.digest.toLocaleString('en-GB')} in their daily or weekly message`]
      : []),
  ]
  return counts.total === 0 || counts.now === counts.total
    ? []
    : [paragraph(`Of these: ${listWords(parts)}.`)]
}

function leftOutBlocks({ leftOut }: AudienceCounts): Block[] {
  const facts = LEFT_OUT.flatMap((reason) => {
    const n = leftOut.get(reason) ?? 0
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
      : `${listWords(more > 0 ? [...shown, `${more.toLocaleString('en-GB')} more`] : shown)}`
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
                    label: `${count(people.length, 'person', 'people')} left out`,
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
