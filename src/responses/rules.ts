import type { FormValues } from '#src/chat/form.ts'
import { type FormRead, readForm, text } from '#src/chat/read-form.ts'
import { z } from 'zod'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'

/** The longest question, reply or answer: what fits on a card with what it is about. */
export const LONGEST_REPLY = 1000

export const readReply = (
  label: string,
  values: FormValues,
): FormRead<Readonly<{ text: string }>> =>
  readForm(z.object({ text: text(label, LONGEST_REPLY) }), values)

/** Only those who were told answer: the row of their own delivery decides, not the button. */
export function decideRespond(told: boolean, broadcast: number): Decision<true> {
  return told
    ? allowed(true)
    : refused(
        `Message ${broadcast} was not sent to you`,
        'You can answer only what you were sent. Type in force to see what applies to you.',
      )
}

export type Question = Readonly<{
  id: number
  broadcastId: number
  title: string
  personId: string
  name: string
  wantsAnswer: boolean
  body: string
  at: Date
  authorId: string
  answers: readonly Readonly<{ body: string; at: Date }>[]
}>

/** The author of the broadcast answers, nobody else. */
export function decideAnswer(question: Question | null, by: string): Decision<Question> {
  return question === null || question.authorId !== by
    ? refused(
        'There is no question with that number for you',
        'Type questions to see the ones that wait for you.',
      )
    : allowed(question)
}
