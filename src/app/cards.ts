import {
  type Action,
  bold,
  button,
  type Message,
  message,
  note,
  paragraph,
} from '#src/chat/message.ts'
import { type Intent, intentType } from '#src/chat/intent.ts'
import type { Refusal } from '#src/kernel/refusal.ts'
import { clip } from '#src/kernel/words.ts'
import { z } from 'zod'
import { type Topic, TOPICS } from './topics.ts'

/** Offered in many places, so it lives beside the words that offer it. */
export const Help = intentType('help', z.strictObject({}))

export const refusalCard = (refusal: Refusal, actions: readonly Action[] = []): Message =>
  message({
    title: clip(refusal.happened, 140),
    preview: 'That could not be done',
    blocks: [paragraph(clip(`Nothing was changed. ${refusal.next}`, 600))],
    actions: [...actions],
  })

const NEVER_A_PATIENT = note(
  'small',
  'Never write about a patient here. An answer in Cascade does not record a response on the Central Alerting System (CAS).',
)

/** The commands about one thing. */
export const HelpOn = intentType('help-on', z.strictObject({ topic: z.enum(TOPICS) }))

export type HelpLine = Readonly<{ usage: string; does: string }>

const TOPIC_NAMES: Readonly<Record<Topic, string>> = {
  messages: 'Messages',
  finding: 'Finding what applies',
  following: 'What you are told, and when',
  opportunities: 'Opportunities',
  forums: 'Forums',
  ballots: 'Seats and ballots',
  meetings: 'Board meetings',
  consultations: 'Consultations',
  events: 'Education events',
  account: 'Your details and accounts',
  sources: 'Official sources',
  reports: 'Reports',
}

/** What the commands of one card may take of its budget, in characters. */
const LINES_A_CARD = 1800

/** As many whole commands as fit: half of one cannot be typed. */
function usagesWords(lines: readonly HelpLine[], room: number): string {
  const all = lines.map(({ usage }) => usage)
  const fits = (some: readonly string[]) => some.join(', ').length + ', and more'.length <= room
  if (all.join(', ').length <= room) return all.join(', ')
  return `${all.filter((_, n) => fits(all.slice(0, n + 1))).join(', ')}, and more`
}

/**
 * Everything that somebody can do on one card: what is done every day first, a tap away on the first screen of a phone;
 * then a line for each topic, whose button says what its commands do.
 */
export function topicsCard(
  intro: string,
  daily: readonly Action[],
  topics: ReadonlyMap<Topic, readonly HelpLine[]>,
  actions: readonly Action[],
): Message {
  return message({
    title: 'What you can do',
    blocks: [
      { is: 'row', parts: [{ is: 'plain', text: clip(intro, 300) }], actions: [...daily] },
      ...[...topics].map(([topic, lines]) => ({
        is: 'row' as const,
        parts: [
          bold(TOPIC_NAMES[topic]),
          {
            is: 'plain' as const,
            text: `: ${usagesWords(lines, 128)}`,
          },
        ],
        actions: [button('Show', HelpOn({ topic }))],
      })),
      note(
        'small',
        'Type one of these, or use the buttons. To see what the commands of a topic do, press Show or type help forums.',
      ),
      NEVER_A_PATIENT,
    ],
    actions: [...actions],
  })
}

/** What the commands of one topic do, on as many cards as they need. */
export function topicCards(topic: Topic, lines: readonly HelpLine[]): readonly Message[] {
  const pages: HelpLine[][] = [[]]
  let length = 0
  for (const line of lines) {
    length += line.usage.length + line.does.length
    if (length > LINES_A_CARD) {
      pages.push([])
      length = line.usage.length + line.does.length
    }
    pages.at(-1)?.push(line)
  }
  const name = TOPIC_NAMES[topic]
  return pages.map((page, n) =>
    helpCard(n === 0 ? name : `${name}: more`, 'Type one of these:', page, [
      button('All I can do', Help({})),
    ]),
  )
}

export function helpCard(
  title: string,
  intro: string,
  lines: readonly HelpLine[],
  actions: readonly Action[],
): Message {
  const facts = lines.map((line) => ({ label: clip(line.usage, 60), value: line.does }))
  const groups = Array.from({ length: Math.ceil(facts.length / 10) }, (_, i) =>
    facts.slice(i * 10, i * 10 + 10),
  )
  return message({
    title,
    blocks: [
      paragraph(clip(intro, 300)),
      ...groups.map((group) => ({ is: 'facts' as const, facts: group })),
      NEVER_A_PATIENT,
    ],
    actions: [...actions],
  })
}

/** What somebody may have meant: the line as it should have been typed, and what a button for it does. */
export type Meant = Readonly<{ line: string; intent: Intent }>

/** For a sentence that is no command: what it may have meant, a tap away where a slip is all that is wrong with it. */
export function unknownCard(nearest: readonly HelpLine[], meant: readonly Meant[]): Message {
  const others = meant.filter(({ intent }) => intent.do !== Help.do)
  return message({
    title: 'I did not understand that',
    blocks:
      others.length > 0
        ? [
            paragraph(
              `Nothing was changed. Did you mean ${others.length > 1 ? 'one of these' : 'this'}?`,
            ),
          ]
        : [
            paragraph(
              'Nothing was changed. I know a fixed list of commands. These are the nearest:',
            ),
            {
              is: 'facts',
              facts: nearest.map((line) => ({ label: clip(line.usage, 60), value: line.does })),
            },
            paragraph('To reply to a message, use Reply on its card.'),
          ],
    actions: [
      ...others.map(({ line, intent }, n) => button(line, intent, n === 0 ? 'primary' : 'plain')),
      button('See all I can do', Help({})),
    ],
  })
}
