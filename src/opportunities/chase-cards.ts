import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { bold, button, type Message, message, note, paragraph } from '#src/chat/message.ts'
import { dateWords } from '#src/kernel/london.ts'
import { clip, count } from '#src/kernel/words.ts'
import type { Chase } from './chase-rules.ts'
import { CloseOpportunity, ExtendOpportunity, ListInterest } from './intents.ts'
import type { StageCounts } from './stages.ts'

const waitWords = (n: number) =>
  n === 0
    ? 'Nobody waits for an answer'
    : `${count(n, 'person waits', 'people wait')} for an answer`

/** Asks those who run an opportunity for the answers that wait, or how it ended. */
export function unclosedCard(
  broadcast: Broadcast,
  counts: StageCounts,
  why: Chase['why'],
): Message {
  const { id, content } = broadcast
  const closes = content.kind === 'opportunity' ? dateWords(content.closes) : ''
  const waiting = counts.interested + counts.shortlisted
  const isOver = why === 'over'
  const list = button(
    'Everybody who is interested',
    ListInterest({ broadcast: id, page: 0 }),
    isOver ? 'plain' : 'primary',
  )
  const close = button(
    'Close it',
    CloseOpportunity({ broadcast: id }),
    isOver ? 'primary' : 'plain',
  )
  return message({
    label: isOver ? 'How did it end?' : 'Applicants wait for you',
    title: clip(`${id}: ${content.title}`, 140),
    preview: `Opportunity ${id} waits for you`,
    blocks: [
      paragraph(
        bold(`${waitWords(isOver ? waiting : counts.interested)}.`),
        isOver ? ` It closed on ${closes}.` : ` It closes on ${closes}.`,
      ),
      paragraph(
        isOver
          ? 'Answer those who wait, or say that it is filled or not: then everybody is told, once.'
          : 'Shortlist them, or tell them that it is not for them this time.',
      ),
      note('small', 'If more time is needed, extend it: everybody who is interested is told.'),
    ],
    actions: [
      ...(isOver ? [close, list] : [list, close]),
      button('Extend', ExtendOpportunity({ broadcast: id })),
    ],
  })
}
