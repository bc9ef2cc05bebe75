import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { contentBlocks } from '#src/broadcasts/content-blocks.ts'
import { Preview, ShowProgress } from '#src/broadcasts/intents.ts'
import { KIND_NAMES, URGENCY_NAMES } from '#src/broadcasts/kind-names.ts'
import {
  type Action,
  type Block,
  bold,
  button,
  type Message,
  message,
  MESSAGE_TEXT_BUDGET,
  note,
  paragraph,
  typedLength,
} from '#src/chat/message.ts'
import { momentWords } from '#src/kernel/london.ts'
import { clip, count, listWords } from '#src/kernel/words.ts'
import { GP_KIND_NAMES } from '#src/people/rules.ts'
import { specialtyName } from '#src/subscriptions/specialties.ts'
import { changeBlocks } from '#src/versions/cards.ts'
import type { Change } from '#src/versions/difference.ts'
import { Approvals, Approve, ReadRequest, Recall, Return } from './intents.ts'
import { type Approval, whatBecame, whenItGoes } from './rules.ts'
import { BECAUSE_WORDS, deciderWords } from './standing-blocks.ts'

const people = (n: number) => count(n, 'person', 'people')

/** What somebody is asked to agree to. */
export type Request = Readonly<{
  approval: Approval
  /** The message as it would be. */
  proposed: Broadcast
  /** What it changes, against what it corrects or replaces or against what was asked before. */
  changes: readonly Change[]
  /** "What changed", as the correction says it. */
  what: string | null
  material: boolean
  /** The approver who is away, by name. */
  insteadOf: string | null
}>

/** The most changes that a card shows which leaves the message itself to another. */
const CHANGES_IN_SHORT = 3

function whoBlocks({ approval, proposed, insteadOf }: Request): Block[] {
  const { asked, because, recipients, sendAt, what } = approval
  const { organisationName, specialties, gpKinds, urgency, kind } = proposed
  const thing =
    what === 'correction'
      ? `a correction of message ${proposed.id}`
      : KIND_NAMES[kind].one.toLowerCase()
  const only = [
    ...specialties.map((tag) => specialtyName(tag).toLowerCase()),
    ...gpKinds.map((one) => GP_KIND_NAMES[one].toLowerCase()),
  ]
  return [
    paragraph(
      bold(clip(asked.name, 60)),
      ` asks you to approve ${thing}, because ${BECAUSE_WORDS[because]}.`,
    ),
    ...(insteadOf === null
      ? []
      : [note('small', `You are asked because you stand in for ${clip(insteadOf, 60)}.`)]),
    {
      is: 'facts',
      facts: [
        {
          label: 'Who gets it',
          value: clip(
            `${people(recipients)}${what === 'correction' ? ' who have it' : ''}, for ${clip(organisationName, 120)} and what is above and under it${
              only.length === 0 ? '' : `. Only: ${listWords(only)}`
            }`,
            300,
          ),
        },
        {
          label: 'Urgency',
          value: `${URGENCY_NAMES[urgency]}${urgency === 'critical' ? ': it goes straight away, whatever people chose' : ''}`,
        },
        ...(sendAt === null ? [] : [{ label: 'When', value: momentWords(sendAt) }]),
      ],
    },
  ]
}

function changesIn(
  { approval, changes, what, material, proposed }: Request,
  most: number,
): Block[] {
  const correction =
    what === null
      ? []
      : [
          paragraph(`Every copy will say first: “${what}”`),
          ...(material ? [paragraph('Those who answered are asked again.')] : []),
        ]
  if (changes.length === 0) return correction
  const against =
    approval.what === 'correction'
      ? 'What changes'
      : proposed.since.replaces.length > 0
        ? 'What changes against the message that it replaces'
        : 'What changes against what was asked before'
  return [...correction, ...changeBlocks(changes, against, most)]
}

const ONLY_THIS = note(
  'small',
  'Only what is shown here goes. If its author changes anything, you are asked again.',
)

const answers = (approval: number): Action[] => [
  button('Approve', Approve({ approval }), 'primary'),
  button('Return with a reason', Return({ approval })),
]

const around = ({ approval, proposed }: Request) => ({
  label: 'For your approval',
  title: clip(`${proposed.id}: ${proposed.content.title}`, 140),
  preview: `Message ${approval.broadcast} waits for your approval`,
  urgency: proposed.urgency,
})

/**
 * Asks somebody to agree. The whole message is on it where it fits; where it does not, it is read first, and `read` is
 * whether it stands just above.
 */
export function requestCard(request: Request, read: boolean): Message {
  const { id } = request.approval
  const whole = [
    ...whoBlocks(request),
    ...changesIn(request, 6),
    { is: 'heading', text: 'The message' } satisfies Block,
    ...contentBlocks(request.proposed),
    ONLY_THIS,
  ]
  if (!read && typedLength(whole) <= MESSAGE_TEXT_BUDGET && whole.length <= 20)
    return message({ ...around(request), blocks: whole, actions: answers(id) })
  return message({
    ...around(request),
    blocks: [...whoBlocks(request), ...changesIn(request, CHANGES_IN_SHORT), ONLY_THIS],
    actions: read
      ? answers(id)
      : [
          button('Read it and answer', ReadRequest({ approval: id }), 'primary'),
          button('Return with a reason', Return({ approval: id })),
        ],
  })
}

const BECAME = {
  asked: 'Waits for approval',
  approved: 'Approved',
  returned: 'Returned',
  recalled: 'Taken back',
  voided: 'Not needed any more',
  done: 'Sent',
} as const

/** What became of a request, to somebody who was asked. */
export function answeredCard(approval: Approval, title: string): Message {
  const { state, broadcast, decided, goesAt, ended, reason } = approval
  const { happened, next } = whatBecame(approval)
  const agreed = `${deciderWords(approval)} approved it on ${decided === null ? '' : momentWords(decided.at)}.`
  const blocks: Record<Approval['state'], Block[]> = {
    asked: [],
    approved: [
      note('done', agreed),
      paragraph(`It goes ${whenItGoes(approval)}. Until then it can be recalled.`),
    ],
    done: [
      note('done', agreed),
      paragraph(`It went on ${momentWords(ended?.at ?? goesAt ?? approval.asked.at)}.`),
    ],
    returned: [note('small', clip(`${deciderWords(approval)} returned it: ${reason ?? ''}`, 400))],
    recalled: [note('small', `${happened}.`), paragraph(`Nothing of it was sent. ${next}`)],
    voided: [note('small', `${happened}.`), paragraph(`There is nothing for you to do. ${next}`)],
  }
  return message({
    label: BECAME[state],
    title: clip(`${broadcast}: ${title}`, 140),
    preview: `Message ${broadcast}: ${BECAME[state].toLowerCase()}`,
    blocks: blocks[state],
    actions:
      state === 'approved' ? [button('Recall', Recall({ approval: approval.id }), 'danger')] : [],
  })
}

/** To the author of what was agreed to and has gone. */
export const wentCard = (approval: Approval): Message =>
  message({
    label: 'Approved and sent',
    title: clip(`${approval.broadcast}: ${approval.content.title}`, 140),
    preview: `Message ${approval.broadcast} has gone`,
    blocks: [note('done', `${deciderWords(approval)} approved it.`)],
    actions: [button('See how it went', ShowProgress({ broadcast: approval.broadcast }))],
  })

/** To the author of a correction that was agreed to and could not be put in force. */
export const correctionNotSentCard = (
  broadcast: Broadcast,
  happened: string,
  next: string,
): Message =>
  message({
    label: 'Correction not sent',
    title: clip(`${broadcast.id}: ${broadcast.content.title}`, 140),
    preview: `The correction of message ${broadcast.id} was not sent`,
    blocks: [
      note('warning', clip(`It was approved and did not go. ${happened}.`, 400)),
      paragraph(clip(`What you wrote is kept. ${next}`, 600)),
    ],
    actions: [button('See the message', ShowProgress({ broadcast: broadcast.id }))],
  })

/** To an author whom nobody has answered in good time. */
export const nobodyAnsweredCard = (approval: Approval, approvers: readonly string[]): Message =>
  message({
    label: 'Still waiting for approval',
    title: clip(`${approval.broadcast}: ${approval.content.title}`, 140),
    preview: `Nobody has answered about message ${approval.broadcast}`,
    blocks: [
      note(
        'warning',
        clip(
          `You asked on ${momentWords(approval.asked.at)}, and nobody has answered. I have reminded ${listWords(approvers.slice(0, 6).map((name) => clip(name, 40)))}${approvers.length > 6 ? ' and others' : ''}.`,
          400,
        ),
      ),
      paragraph('If it cannot wait, ring one of them.'),
    ],
    actions: [
      button(
        'Open the message',
        approval.what === 'sending'
          ? Preview({ broadcast: approval.broadcast })
          : ShowProgress({ broadcast: approval.broadcast }),
      ),
      button('Take it back', Recall({ approval: approval.id }), 'danger'),
    ],
  })

/** What waits for somebody's answer. */
export const approvalsCard = (waiting: readonly Approval[]): Message =>
  message({
    title: waiting.length === 0 ? 'Nothing waits for your approval' : 'Waiting for your approval',
    blocks: waiting.slice(0, 10).map((one): Block => ({
      is: 'row',
      parts: [
        bold(clip(`${one.broadcast}: ${one.content.title}`, 140)),
        {
          is: 'plain',
          text: ` ${one.what === 'correction' ? 'a correction, asked' : 'asked'} by ${clip(one.asked.name, 60)} on ${momentWords(one.asked.at)}`,
        },
      ],
      actions: [button(`Read ${one.broadcast}`, ReadRequest({ approval: one.id }))],
    })),
    actions: waiting.length === 0 ? [button('Refresh', Approvals({}))] : [],
  })
