import type { FormValues } from '#src/chat/form.ts'
import { type FormRead, readForm, text } from '#src/chat/read-form.ts'
import { z } from 'zod'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { answerFits, type Version } from '#src/versions/rules.ts'
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

/** Whether an answer counts: what it answers is in force, and nothing material has changed since they saw it. */
export function decideStanding(
  { id, since }: Broadcast,
  seen: number,
  versions: readonly Version[],
): Decision<true> {
  const { ended, version } = since
  if (ended?.is === 'superseded')
    return refused(
      `Message ${id} was superseded, so no answer to it was recorded`,
      `Open ${ended.by.id} and answer that one.`,
    )
  if (ended !== null)
    return refused(
      `Message ${id} is ${ended.is === 'withdrawn' ? 'withdrawn' : 'no longer in force'}, so no answer to it was recorded`,
      'You need not do anything. Type in force to see what applies to you.',
    )
  return answerFits(seen, version, versions)
    ? allowed(true)
    : refused(
        `Message ${id} has changed since you saw it, so your answer was not recorded`,
        'Read it as it is now, and answer again.',
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
  authorName: string
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
