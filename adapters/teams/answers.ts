import type { Option } from '#src/chat/form.ts'
import type { Message } from '#src/chat/message.ts'
import { CARD_TYPE } from './adaptive-card.ts'
import { choiceWithWords } from './choices.ts'
import { renderCard } from './render.ts'
import type { TaskInfo } from './render-form.ts'

/** What an invoke is answered with, in the body of the HTTP answer. */
export type Answer = Readonly<Record<string, unknown>>

/** The card that was pressed becomes this one, until Teams draws the message anew. */
export const cardAnswer = (message: Message): Answer => ({
  statusCode: 200,
  type: CARD_TYPE,
  value: renderCard(message),
})

/** A line by the card, which stays as it is. */
export const lineAnswer = (text: string): Answer => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.activity.message',
  value: text,
})

export const dialogAnswer = (value: TaskInfo): Answer => ({ task: { type: 'continue', value } })

/** A dialog that shows a card and asks nothing. */
export const cardInDialog = (message: Message): Answer =>
  dialogAnswer({
    title: 'Cascade',
    width: 'medium',
    height: 'medium',
    card: { contentType: CARD_TYPE, content: renderCard(message) },
  })

export const lineInDialog = (value: string): Answer => ({ task: { type: 'message', value } })

export const optionsAnswer = (options: readonly Option[]): Answer => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.search.searchResponse',
  value: {
    results: options.map(choiceWithWords),
  },
})
