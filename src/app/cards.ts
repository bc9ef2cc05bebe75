import { type Action, button, type Message, message, note, paragraph } from '#src/chat/message.ts'
import { intentType } from '#src/chat/intent.ts'
import type { Refusal } from '#src/kernel/refusal.ts'
import { clip } from '#src/kernel/words.ts'
import { z } from 'zod'

/** Offered in many places, so it lives beside the words that offer it. */
export const Help = intentType('help', z.strictObject({}))

export const refusalCard = (refusal: Refusal, actions: readonly Action[] = []): Message =>
  message({
    title: clip(refusal.happened, 140),
    preview: 'That could not be done',
    blocks: [paragraph(clip(`Nothing was changed. ${refusal.next}`, 600))],
    actions: [...actions],
  })

export type HelpLine = Readonly<{ usage: string; does: string }>

/** What the commands of one card may take of its budget, in characters. */
const LINES_A_CARD = 1800

/** As many cards as the commands need, the first with the words and buttons that go before them. */
export function helpCards(
  title: string,
  intro: string,
  lines: readonly HelpLine[],
  actions: readonly Action[],
): readonly Message[] {
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
  return pages.map((page, n) =>
    n === 0
      ? helpCard(title, intro, page, actions)
      : helpCard(`${title}: more`, 'You can also type these:', page, []),
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
      note(
        'small',
        'Never write about a patient here. An answer in Cascade does not record a response on the Central Alerting System (CAS).',
      ),
    ],
    actions: [...actions],
  })
}

/** For a sentence that is no command: what it may have meant. */
export function unknownCard(nearest: readonly HelpLine[]): Message {
  return message({
    title: 'I did not understand that',
    blocks: [
      paragraph('Nothing was changed. I know a fixed list of commands. These are the nearest:'),
      {
        is: 'facts',
        facts: nearest.map((line) => ({ label: clip(line.usage, 60), value: line.does })),
      },
      paragraph('To reply to a message, use Reply on its card.'),
    ],
    actions: [button('See all I can do', Help({}))],
  })
}
