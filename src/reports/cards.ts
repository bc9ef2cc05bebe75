import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { KIND_NAMES } from '#src/broadcasts/kind-names.ts'
import { ENDED_NAMES, endedWords } from '#src/broadcasts/since-blocks.ts'
import { Compose, Drafts, Retry } from '#src/broadcasts/intents.ts'
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
import { clip } from '#src/kernel/words.ts'
import { Questions } from '#src/responses/intents.ts'
import { Correct, Replace, WithdrawMessage } from '#src/versions/intents.ts'
import { Report, Sent } from './intents.ts'
import { remindedWords } from '#src/reminders/reminded.ts'
import type { Reminded } from '#src/reminders/reminded.ts'
import { asksForAnAnswer } from '#src/reminders/rules.ts'
import type { Counts, SentBroadcast } from './rules.ts'
import type { Uptake } from './uptake.ts'
import {
  type Fact,
  people,
  some,
  uptakeActions,
  uptakeFacts,
  uptakeInShort,
  uptakeWords,
} from './uptake-words.ts'

export const NO_CAS = 'This does not record a response on the Central Alerting System (CAS).'

const number = (n: number): string => n.toLocaleString('en-GB')

const questionWords = (open: number, answered: number): string =>
  open + answered === 0 ? 'None' : `${number(open)} open, ${number(answered)} answered`

/** As many facts as there are, ten to a block: no platform shows more in one. */
const factBlocks = (facts: readonly Fact[]): Block[] =>
  Array.from({ length: Math.ceil(facts.length / 10) }, (_, n) => ({
    is: 'facts',
    facts: facts.slice(n * 10, n * 10 + 10),
  }))

/** How many were reminded and when; that nobody is, where the sender wanted it so. */
function remindedFacts(
  { kind, urgency, reminds }: Broadcast,
  reminded: Reminded | null,
): readonly Fact[] {
  if (reminded !== null) return [{ label: 'Reminded', value: remindedWords(reminded) }]
  return asksForAnAnswer(kind, urgency) && urgency !== 'critical' && !reminds
    ? [{ label: 'Reminders', value: 'Off: nobody is reminded' }]
    : []
}

/** How a broadcast went, for its sender alone, and the way to the whole report. */
export function reportCard(
  broadcast: SentBroadcast,
  counts: Counts,
  questions: Readonly<{ open: number; answered: number }>,
  uptake: Uptake,
  /** What went out to those who had not answered; null while nothing did. */
  reminded: Reminded | null,
  href: string,
): Message {
  const { id, content, kind, startedAt } = broadcast
  const facts: readonly Fact[] = [
    {
      label: 'Delivered',
      value: `${number(counts.delivered)} of ${people(counts.everybody)}`,
    },
    ...uptakeFacts(uptake, counts),
    { label: 'Questions', value: questionWords(questions.open, questions.answered) },
    ...remindedFacts(broadcast, reminded),
    ...some('Still to come', counts.toCome),
    ...some('Not delivered', counts.notDelivered),
    ...some('Stopped before they got it', counts.stopped),
    ...some('May have it twice', counts.repeats),
  ]
  const open: Action = { is: 'link', label: 'Open the report', href }
  return message({
    label: `Report: ${KIND_NAMES[kind].one.toLowerCase()}`,
    title: clip(`${id}: ${content.title}`, 140),
    preview: `Report on message ${id}`,
    blocks: [
      ...(broadcast.since.ended === null
        ? []
        : [note('warning', endedWords(broadcast.since.ended))]),
      paragraph(bold(uptakeWords(uptake, counts)), ` Sent on ${momentWords(startedAt)}.`),
      ...factBlocks(facts),
      note('small', `Only you see this. ${NO_CAS}`),
      note('small', 'The link is for you alone and works for one hour.'),
    ],
    actions: [
      open,
      ...uptakeActions(id, uptake),
      ...(questions.open > 0 ? [button('Questions for me', Questions({}))] : []),
      ...(counts.notDelivered > 0 ? [button('Try these again', Retry({ broadcast: id }))] : []),
      ...(broadcast.since.ended === null
        ? [
            button('Correct', Correct({ broadcast: id })),
            button('Replace', Replace({ broadcast: id })),
            button('Withdraw', WithdrawMessage({ broadcast: id })),
          ]
        : []),
      button('Refresh', Report({ broadcast: id })),
    ],
  })
}

/** What somebody has sent, newest first, and how each went. */
export function sentCard(
  sent: readonly Readonly<{ broadcast: Broadcast; counts: Counts; uptake: Uptake }>[],
): Message {
  return message({
    title: sent.length === 0 ? 'You have sent nothing yet' : 'What you have sent',
    blocks:
      sent.length === 0
        ? [paragraph('Once you have sent a message, its report is here.')]
        : [
            paragraph(sent.length >= 10 ? 'The last 10, newest first.' : 'Newest first.'),
            ...sent.slice(0, 10).map(({ broadcast, counts, uptake }): Block => ({
              is: 'row',
              parts: [
                bold(`${broadcast.id}: ${broadcast.content.title}`),
                {
                  is: 'plain',
                  text: ` ${sentWords(broadcast)}: ${uptakeInShort(uptake, counts)}`,
                },
              ],
              actions: [button(`Report ${broadcast.id}`, Report({ broadcast: broadcast.id }))],
            })),
          ],
    actions:
      sent.length === 0
        ? [button('Write a message', Compose({}), 'primary'), button('Drafts', Drafts({}))]
        : [button('Refresh', Sent({}))],
  })
}

function sentWords({ state, startedAt, since }: Broadcast): string {
  const when = startedAt === null ? '' : momentWords(startedAt)
  if (since.ended !== null) return `${ENDED_NAMES[since.ended.is].toLowerCase()}, sent ${when}`
  if (state === 'sending') return `being sent since ${when}`
  if (state === 'paused') return `paused, started ${when}`
  return state === 'stopped' ? `stopped, started ${when}` : when
}
