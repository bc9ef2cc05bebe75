import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { CLOSED_WORDS } from '#src/broadcasts/since-blocks.ts'
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
import { dateWords, momentWords } from '#src/kernel/london.ts'
import type { ClosedAs, Stage } from '#src/kernel/schema.ts'
import { clip, count, listWords } from '#src/kernel/words.ts'
import { gpKindWords } from '#src/people/rules.ts'
import { Report } from '#src/reports/intents.ts'
import { Correct } from '#src/versions/intents.ts'
import {
  CloseOpportunity,
  Decide,
  ExtendOpportunity,
  ListInterest,
  ShowApplicant,
} from './intents.ts'
import type { Conflict, Interest } from './rules.ts'
import { type DecisionTo, nextOf, type StageCounts, STAGES, stageWords } from './stages.ts'

/** What those who run an opportunity see of its applicants. */

/** As many as one card shows well. */
export const A_PAGE = 8

const datesWords = (dates: readonly string[]): string =>
  dates.length === 0 ? 'No dates given' : listWords(dates.map(dateWords), 'or')

const conflictWords = (conflict: Conflict | null): string => {
  if (conflict === null) return 'Not said yet'
  return conflict.is === 'none' ? 'None that they know of' : conflict.words
}

const kindOf = ({ gpKind }: Interest) => gpKindWords(gpKind)

const titleOf = (name: string, { content }: Broadcast) =>
  clip(`${clip(name, 60)}: ${content.title}`, 140)

const everybody = (broadcast: number) =>
  button('Everybody who is interested', ListInterest({ broadcast, page: 0 }))

const DECISION_LABELS: Readonly<Record<DecisionTo, string>> = {
  shortlisted: 'Shortlist',
  offered: 'Offer it',
  declined: 'Decline',
}

function decisionActions(broadcast: Broadcast, { number, stage }: Interest): Action[] {
  const { ended } = broadcast.since
  if (ended !== null && ended.is !== 'expired') return []
  return nextOf(stage).map((to) =>
    button(
      stage === 'offered' ? 'Take the offer back' : DECISION_LABELS[to],
      Decide({ broadcast: broadcast.id, applicant: number, from: stage, to }),
      to === 'declined' ? 'danger' : 'plain',
    ),
  )
}

const applicantBlocks = (one: Interest): Block[] => [
  paragraph(clip(one.how, 600)),
  {
    is: 'facts',
    facts: [
      { label: 'Kind of GP', value: kindOf(one) },
      { label: 'Dates', value: datesWords(one.dates) },
      { label: 'Conflict of interest', value: conflictWords(one.conflict) },
    ],
  },
]

/** What an officer gets for each, when it comes and when it changes. */
export const interestCard = (broadcast: Broadcast, one: Interest, again: boolean): Message =>
  message({
    label: again ? 'Interest changed' : 'Expression of interest',
    title: titleOf(one.name, broadcast),
    preview: `Interest in message ${broadcast.id}`,
    blocks: [
      ...applicantBlocks(one),
      note('small', `Applicant ${one.number} for message ${broadcast.id}, ${momentWords(one.at)}.`),
    ],
    actions: [...decisionActions(broadcast, one), everybody(broadcast.id)],
  })

/** One applicant as they stand now. */
export const applicantCard = (broadcast: Broadcast, one: Interest): Message =>
  message({
    label: `Applicant ${one.number} for ${broadcast.id}`,
    title: titleOf(one.name, broadcast),
    preview: `Applicant ${one.number} for message ${broadcast.id}`,
    blocks: [
      note(
        one.stage === 'interested' ? 'warning' : 'done',
        `${clip(one.name, 60)} ${stageWords(one.stage)}, since ${momentWords(one.stageAt)}.`,
      ),
      ...(one.reason === null
        ? []
        : [
            paragraph(
              bold(one.stage === 'turned-down' ? 'They say: ' : 'They were told: '),
              one.reason,
            ),
          ]),
      ...applicantBlocks(one),
    ],
    actions: [...decisionActions(broadcast, one), everybody(broadcast.id)],
  })

const WITHDRAWN_FROM: Partial<Readonly<Record<Stage, string>>> = {
  shortlisted: 'They were on the shortlist.',
  offered: 'They had an offer that they had not answered.',
  accepted: 'They had accepted the offer.',
}

export const withdrawnCard = (broadcast: Broadcast, name: string, stage: Stage): Message =>
  message({
    label: 'Interest withdrawn',
    title: titleOf(name, broadcast),
    preview: `Interest in message ${broadcast.id} withdrawn`,
    blocks: [
      paragraph('They are no longer interested.'),
      ...(WITHDRAWN_FROM[stage] === undefined ? [] : [note('warning', WITHDRAWN_FROM[stage])]),
    ],
    actions: [everybody(broadcast.id)],
  })

/** To an officer, when an offer was answered. */
export const offerAnswerCard = (
  broadcast: Broadcast,
  name: string,
  accepted: boolean,
  reason: string | null,
): Message =>
  message({
    label: accepted ? 'Offer accepted' : 'Offer turned down',
    title: titleOf(name, broadcast),
    preview: `An answer to an offer of message ${broadcast.id}`,
    blocks: [
      paragraph(accepted ? 'They accepted the offer.' : 'They turned the offer down.'),
      ...(reason === null ? [] : [paragraph(bold('They say: '), reason)]),
      ...(accepted
        ? [note('small', 'Once you close it, everybody who still waits is told, once.')]
        : []),
    ],
    actions: [...(accepted ? [closeButton(broadcast.id, 'primary')] : []), everybody(broadcast.id)],
  })

const closeButton = (broadcast: number, tone: 'primary' | 'plain' = 'plain') =>
  button('Close it', CloseOpportunity({ broadcast }), tone)

const COUNT_WORDS: Readonly<Record<Stage, string>> = {
  interested: 'waiting for an answer',
  shortlisted: 'on the shortlist',
  offered: 'with an offer',
  accepted: 'accepted',
  'turned-down': 'turned it down',
  declined: 'declined',
  closed: 'told that it is closed',
}

const standing = ({ content, since }: Broadcast, today: string): string => {
  if (since.ended?.is === 'closed')
    return `Closed on ${dateWords(since.ended.at)}. ${CLOSED_WORDS[since.ended.as]}`
  if (content.kind !== 'opportunity') return ''
  return `${content.closes < today ? 'It closed' : 'It closes'} on ${dateWords(content.closes)}.`
}

/** A page of applicants; `page` from 0 on. */
export function interestListCard(
  broadcast: Broadcast,
  counts: StageCounts,
  some: readonly Interest[],
  page: number,
  today: string,
  /** Whether whoever looks wrote it: its author alone corrects it. */
  own: boolean,
): Message {
  const all = STAGES.reduce((sum, stage) => sum + counts[stage], 0)
  const { id } = broadcast
  const pages = Math.max(1, Math.ceil(all / A_PAGE))
  const byStage = STAGES.filter((stage) => counts[stage] > 0).map(
    (stage) => `${counts[stage].toLocaleString('en-GB')} ${COUNT_WORDS[stage]}`,
  )
  const over = broadcast.since.ended !== null && broadcast.since.ended.is !== 'expired'
  return message({
    title: clip(`${count(all, 'person', 'people')} interested: ${broadcast.content.title}`, 140),
    preview: `Interest in message ${id}`,
    blocks: [
      paragraph(standing(broadcast, today) || `Message ${id}.`),
      ...(byStage.length === 0 ? [] : [note('small', `${listWords(byStage)}.`)]),
      ...some.map((one): Block => ({
        is: 'row',
        parts: [
          bold(`${one.number}: ${clip(one.name, 50)}`),
          { is: 'plain', text: ` ${kindOf(one)}, ${stageWords(one.stage)}. ${clip(one.how, 90)}` },
        ],
        actions: [
          button(
            `Applicant ${one.number}`,
            ShowApplicant({ broadcast: id, applicant: one.number }),
          ),
        ],
      })),
      ...(pages > 1
        ? [
            note(
              'small',
              `Page ${(page + 1).toLocaleString('en-GB')} of ${pages.toLocaleString('en-GB')}, first come first.`,
            ),
          ]
        : []),
    ],
    actions: [
      ...(page > 0 ? [button('Earlier', ListInterest({ broadcast: id, page: page - 1 }))] : []),
      ...(page + 1 < pages
        ? [button('More', ListInterest({ broadcast: id, page: page + 1 }))]
        : []),
      ...(over ? [] : [closeButton(id), button('Extend', ExtendOpportunity({ broadcast: id }))]),
      ...(over || !own ? [] : [button('Correct', Correct({ broadcast: id }))]),
      button('Report', Report({ broadcast: id })),
    ],
  })
}

/** To whoever gave it more time; both dates YYYY-MM-DD. */
export const extendedCard = (
  broadcast: Broadcast,
  from: string,
  to: string,
  told: number,
): Message =>
  message({
    label: 'More time',
    title: clip(`${broadcast.id}: ${broadcast.content.title}`, 140),
    preview: `Message ${broadcast.id} closes later`,
    blocks: [
      note(
        'done',
        `It closes on ${dateWords(to)}, not ${dateWords(from)}. Every copy of the message says so.`,
      ),
      paragraph(
        told === 0
          ? 'Nobody is interested yet.'
          : `${count(told, 'person', 'people')} who ${told === 1 ? 'is' : 'are'} interested ${told === 1 ? 'is' : 'are'} told.`,
      ),
    ],
    actions: [everybody(broadcast.id)],
  })

export const closedCard = (broadcast: Broadcast, as: ClosedAs, told: number): Message =>
  message({
    label: 'Closed',
    title: clip(`${broadcast.id}: ${broadcast.content.title}`, 140),
    preview: `Message ${broadcast.id} is closed`,
    blocks: [
      note('done', `${CLOSED_WORDS[as]} Every copy of the message says so.`),
      paragraph(
        told === 0
          ? 'Nobody was waiting for an answer.'
          : `${count(told, 'person', 'people')} who ${told === 1 ? 'was' : 'were'} still waiting ${told === 1 ? 'is' : 'are'} told.`,
      ),
    ],
    actions: [everybody(broadcast.id), button('Report', Report({ broadcast: broadcast.id }))],
  })
