import {
  type Action,
  type Block,
  button,
  link,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { clockWords, dateWords, momentWords } from '#src/kernel/london.ts'
import type { Answer } from '#src/kernel/schema.ts'
import { clip, listWords } from '#src/kernel/words.ts'
import { Interested, Withdraw } from '#src/opportunities/intents.ts'
import { Acknowledge, Ask } from '#src/responses/intents.ts'
import type { Broadcast } from './broadcast.ts'
import type { Content, ContentOf } from './content.ts'
import { KIND_NAMES } from './kind-names.ts'

/** What one person did with one broadcast, as far as their own card shows it. */
export type Mine = Readonly<{
  answer: Answer | null
  questions: readonly Readonly<{ id: number; answered: boolean }>[]
  interestedSince: Date | null
}>

export const NOTHING_YET: Mine = { answer: null, questions: [], interestedSince: null }

export const ANSWER_NAMES: Readonly<Record<Answer, string>> = {
  read: 'Read',
  'will-act': "Read, and I'll act",
  'not-relevant': 'Not relevant to me',
}

const OPPORTUNITY_NAMES: Readonly<Record<ContentOf<'opportunity'>['type'], string>> = {
  'clinical-director': 'Clinical director',
  'pathway-lead': 'Pathway lead',
  supervision: 'Supervision',
  'special-interest': 'Special-interest clinic',
  representative: 'Representative',
  education: 'Education',
  research: 'Research',
  other: 'Other',
}
export const opportunityName = (type: ContentOf<'opportunity'>['type']): string =>
  OPPORTUNITY_NAMES[type]

export const TERMS_NAMES: Readonly<Record<ContentOf<'opportunity'>['terms'], string>> = {
  'employed-model-terms':
    'Employed, on terms no less favourable than the model salaried GP contract',
  'self-employed': 'Self-employed',
  unpaid: 'Not paid',
  'not-said': 'Not said',
}

type Fact = Readonly<{ label: string; value: string }>

const fact = (label: string, value: string | null): readonly Fact[] =>
  value === null ? [] : [{ label, value }]

function factsOf(content: Content): readonly Fact[] {
  const from = (day: string | null) => fact('From', day === null ? null : dateWords(day))
  const until = fact('In force until', content.until === null ? null : dateWords(content.until))
  switch (content.kind) {
    case 'prescribing':
      return [...from(content.effectiveFrom), ...until, ...fact('Reference', content.reference)]
    case 'pathway':
      return [
        ...from(content.effectiveFrom),
        ...until,
        ...fact('Next review', content.reviewBy === null ? null : dateWords(content.reviewBy)),
      ]
    case 'board-meeting':
      return [
        ...fact(
          'When',
          `${dateWords(content.date)}, ${clockWords(content.starts)} to ${clockWords(content.ends)}`,
        ),
        ...fact('Where', content.place),
        ...fact(
          'Open forum',
          content.openForum ? 'Yes: any GP who works in the network may come' : null,
        ),
      ]
    case 'announcement':
      return until
    case 'opportunity':
      return [
        ...fact('Role', opportunityName(content.type)),
        ...fact('Time', content.sessions),
        ...fact('Paid by', content.paidBy),
        ...fact('Terms', TERMS_NAMES[content.terms]),
        ...fact('Who can apply', content.eligibility),
        ...fact('Closes', dateWords(content.closes)),
      ]
  }
}

/** What the message says, without who it is for or what can be done with it. */
export function contentBlocks(broadcast: Pick<Broadcast, 'content' | 'provenance'>): Block[] {
  const { content, provenance } = broadcast
  const facts = [...factsOf(content), ...fact('Contact', content.contact)]
  const agenda = content.kind === 'board-meeting' ? content.agenda : []
  return [
    ...(provenance === 'invented'
      ? [note('invented', 'Invented for the demonstration. This is not NHS guidance.')]
      : []),
    paragraph(content.summary),
    ...(content.actions.length > 0
      ? [
          { is: 'heading' as const, text: 'What to do' },
          { is: 'list' as const, ordered: content.actions.length > 1, items: content.actions },
        ]
      : []),
    ...(agenda.length > 0
      ? [
          { is: 'heading' as const, text: 'Agenda' },
          { is: 'list' as const, ordered: true, items: agenda },
        ]
      : []),
    ...(facts.length > 0 ? [{ is: 'facts' as const, facts: [...facts] }] : []),
    ...sourceOf(content),
  ]
}

function sourceOf(content: Content): Block[] {
  const join =
    content.kind === 'board-meeting' && content.joinUrl !== null
      ? [paragraph(link('Join the meeting online', content.joinUrl))]
      : []
  if (content.sourceUrl !== null) {
    return [
      ...join,
      paragraph(
        'Source: ',
        link(content.sourceName ?? content.sourceUrl.slice(0, 120), content.sourceUrl),
      ),
    ]
  }
  return content.sourceName === null ? join : [...join, paragraph(`Source: ${content.sourceName}`)]
}

/** The most questions of one person that their card names; more are counted. */
const QUESTIONS_NAMED = 3

function questionBlocks({ questions }: Mine): Block[] {
  const open = questions.filter((question) => !question.answered)
  const answered = questions.filter((question) => question.answered)
  if (questions.length > QUESTIONS_NAMED) {
    return [note('small', `Your questions: ${open.length} open, ${answered.length} answered.`)]
  }
  const named = (some: Mine['questions'], state: string): Block[] =>
    some.length === 0
      ? []
      : [
          note(
            'small',
            `Your ${some.length === 1 ? 'question' : 'questions'} ${listWords(some.map((one) => String(one.id)))}: ${state}`,
          ),
        ]
  return [
    ...named(open, `open. The sender has ${open.length === 1 ? 'it' : 'them'}.`),
    ...named(answered, 'answered.'),
  ]
}

function mineBlocks(mine: Mine): Block[] {
  return [
    ...(mine.answer === null
      ? []
      : [note('done', `You answered: ${ANSWER_NAMES[mine.answer]}. You can change it.`)]),
    ...(mine.interestedSince === null
      ? []
      : [
          note(
            'done',
            `You said that you are interested, on ${momentWords(mine.interestedSince)}.`,
          ),
        ]),
    ...questionBlocks(mine),
  ]
}

/** Who says so, and what an answer is and is not (product.md, rule 2). */
export const fromLine = (broadcast: Broadcast): string =>
  `Message ${broadcast.id}, from ${clip(broadcast.authorName, 60)}${broadcast.authorInvented ? ' (invented person)' : ''} for ${clip(broadcast.organisationName, 80)}. Only the sender sees your answer. It does not record a response on the Central Alerting System (CAS).`

/** The card that one person gets. The same for everybody until they do something with it. */
export function broadcastCard(broadcast: Broadcast, mine: Mine): Message {
  const { id, content } = broadcast
  return message({
    label: KIND_NAMES[broadcast.kind].one,
    title: content.title,
    preview: clip(`${KIND_NAMES[broadcast.kind].one} from ${broadcast.organisationName}`, 150),
    urgency: broadcast.urgency,
    blocks: [...contentBlocks(broadcast), ...mineBlocks(mine), note('small', fromLine(broadcast))],
    actions: [
      ...interestActions(broadcast, mine),
      ...answerActions(id, mine, content.kind === 'opportunity'),
    ],
  })
}

/** The same card for somebody who may have had it: the platform did not say, and nobody could be asked. */
export const repeatCard = (card: Message): Message => ({
  ...card,
  blocks: [
    note('warning', 'You may already have had this message: I could not tell whether it arrived.'),
    ...card.blocks,
  ],
})

function interestActions(broadcast: Broadcast, mine: Mine): Action[] {
  if (broadcast.kind !== 'opportunity') return []
  return mine.interestedSince === null
    ? [button('I am interested', Interested({ broadcast: broadcast.id }), 'primary')]
    : [
        button('Change my interest', Interested({ broadcast: broadcast.id })),
        button('Withdraw', Withdraw({ broadcast: broadcast.id })),
      ]
}

/** Always the same buttons in the same places: a second tap must never land on another answer. */
function answerActions(broadcast: number, mine: Mine, hasMain: boolean): Action[] {
  const answers = ['read', 'will-act', 'not-relevant'] as const
  return [
    ...answers.map((answer) =>
      button(
        answer === mine.answer ? `✓ ${ANSWER_NAMES[answer]}` : ANSWER_NAMES[answer],
        Acknowledge({ broadcast, answer }),
        answer === 'read' && !hasMain && mine.answer === null ? 'primary' : 'plain',
      ),
    ),
    button('Ask a question', Ask({ broadcast })),
  ]
}
