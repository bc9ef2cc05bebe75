import { z } from 'zod'
import { formIntent, intentType, NumberId } from '#src/chat/intent.ts'

export const ANSWERS = ['read', 'will-act', 'not-relevant'] as const

const broadcast = z.strictObject({ broadcast: NumberId })
const reply = z.strictObject({ reply: NumberId })

export const Acknowledge = intentType(
  'acknowledge',
  z.strictObject({
    broadcast: NumberId,
    answer: z.enum(ANSWERS),
    /** The version that the card with the button shows; 0 when it was typed, for the newest that they were shown. */
    version: z
      .string()
      .regex(/^\d{1,6}$/)
      .transform(Number)
      // Cards of before there were versions.
      .default(1),
  }),
)
export const Ask = formIntent('ask', broadcast)
/** Asks about whichever message was acted on: a platform's own menu on a message knows no number. */
export const AskAbout = formIntent('ask-about', z.strictObject({}))
export const SubmitQuestion = intentType('submit-question', broadcast)
/** A free reply: tied to the broadcast, and needing no answer. */
export const SubmitReply = intentType('submit-reply', broadcast)
export const AnswerQuestion = formIntent('answer-question', reply)
export const SubmitAnswer = intentType('submit-answer', reply)
export const Questions = intentType('questions', z.strictObject({}))
