import { type Form, longTextField } from '#src/chat/form.ts'
import type { Intent } from '#src/chat/intent.ts'
import {
  bold,
  type Block,
  button,
  type Message,
  message,
  note,
  paragraph,
  plain,
} from '#src/chat/message.ts'
import { momentWords } from '#src/kernel/london.ts'
import { clip, count } from '#src/kernel/words.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { ANSWER_NAMES, type Mine } from '#src/broadcasts/broadcast-card.ts'
import { Show } from '#src/broadcasts/intents.ts'
import { AnswerQuestion, Questions } from './intents.ts'
import { LONGEST_REPLY, type Question } from './rules.ts'

/** What somebody wrote, over as many paragraphs as their length needs. */
export function quoted(text: string): Block[] {
  const pieces: Block[] = []
  let left = text
  while (left !== '') {
    // Half of a surrogate pair is not a character: Slack refuses the whole message.
    const piece = left.slice(0, 580).replace(/(?<=.)[\uD800-\uDBFF]$/s, '')
    pieces.push(paragraph(piece))
    left = left.slice(piece.length)
  }
  return pieces
}

const state = (question: Question): string =>
  question.answers.length > 0 ? 'answered' : question.wantsAnswer ? 'open' : 'no answer wanted'

/** The author's card of one question or reply; drawn anew when it is answered. */
export function questionCard(question: Question): Message {
  const [answer] = question.answers.toReversed()
  const what = question.wantsAnswer ? 'Question' : 'Reply'
  return message({
    label: `${what}: ${state(question)}`,
    title: clip(`${what} ${question.id} about ${question.broadcastId}: ${question.title}`, 140),
    preview: `${what} about message ${question.broadcastId}`,
    blocks: [
      paragraph(bold(question.name), ` wrote on ${momentWords(question.at)}:`),
      ...quoted(question.body),
      ...(answer === undefined
        ? []
        : [
            note('done', `You answered on ${momentWords(new Date(answer.at))}.`),
            ...quoted(answer.body),
          ]),
      note('small', 'Only you see this. To answer, use the button, or Reply on this card.'),
    ],
    actions: [
      button(
        question.answers.length > 0 ? 'Answer again' : 'Answer',
        AnswerQuestion({ reply: question.id }),
        question.answers.length > 0 ? 'plain' : 'primary',
      ),
    ],
  })
}

/** What the asker gets. */
export function answerCard(question: Question, answer: string, by: string): Message {
  return message({
    label: 'Answered',
    title: clip(
      `Answer to your ${question.wantsAnswer ? 'question' : 'reply'} ${question.id}: ${question.title}`,
      140,
    ),
    preview: `An answer about message ${question.broadcastId}`,
    blocks: [
      paragraph(bold(by), ' answered:'),
      ...quoted(answer),
      note('small', clip(`You wrote: ${question.body}`, 400)),
    ],
    actions: [button('Show the message', Show({ broadcast: question.broadcastId }))],
  })
}

export const askForm = (broadcast: number, title: string, intent: Intent): Form => ({
  title: 'Ask a question',
  submit: 'Send question',
  intro: [paragraph(`About message ${broadcast}: ${title}. Only its sender sees your question.`)],
  fields: [
    longTextField('text', 'Your question', LONGEST_REPLY, { hint: 'Nothing about a patient' }),
  ],
  intent,
})

export const answerForm = (question: Question, intent: Intent): Form => ({
  title: 'Answer',
  submit: 'Send answer',
  intro: [paragraph(bold(question.name), ' wrote:'), ...quoted(question.body)],
  fields: [
    longTextField('text', 'Your answer', LONGEST_REPLY, {
      hint: 'Goes only to who asked. Nothing about a patient',
    }),
  ],
  intent,
})

export const answerSentCard = (question: Question): Message =>
  message({
    title: `Your answer to ${question.id} is on its way`,
    blocks: [paragraph(plain(`It goes to ${question.name} alone.`))],
  })

/** Confirms an answer that was typed. */
export const recordedCard = (broadcast: Broadcast, mine: Mine): Message =>
  message({
    title: clip(`Recorded for message ${broadcast.id}: ${broadcast.content.title}`, 140),
    preview: `Your answer to message ${broadcast.id}`,
    blocks: [
      note(
        'done',
        mine.answer === null
          ? 'You have not answered it yet.'
          : `You answered: ${ANSWER_NAMES[mine.answer]}. You can change it.`,
      ),
    ],
    actions: [button('Show the message', Show({ broadcast: broadcast.id }))],
  })

export const replySentCard = (id: number, wantsAnswer: boolean): Message =>
  message({
    title: wantsAnswer ? `Question ${id} is with the sender` : `Reply ${id} is with the sender`,
    blocks: [paragraph(wantsAnswer ? 'The answer comes to you here.' : 'Only the sender sees it.')],
  })

/** The most questions on one card; the oldest come first, and the others as these are answered. */
const MOST_ROWS = 10

export function questionsCard(open: readonly Question[]): Message {
  return message({
    title:
      open.length === 0 ? 'No question waits for you' : `${count(open.length, 'question')} for you`,
    blocks: [
      ...open.slice(0, MOST_ROWS).map((one): Block => ({
        is: 'row',
        parts: [
          bold(`${one.id}: ${clip(one.body, 80)}`),
          { is: 'plain', text: ` from ${one.name}, about ${one.broadcastId}` },
        ],
        actions: [button(`Answer ${one.id}`, AnswerQuestion({ reply: one.id }))],
      })),
      ...(open.length > MOST_ROWS
        ? [note('small', 'The oldest 10 are shown. Answer them to see the next.')]
        : []),
    ],
    actions: open.length === 0 ? [] : [button('Refresh', Questions({}))],
  })
}
