import { z } from 'zod'
import { formIntent, intentType, NumberId } from '#src/chat/intent.ts'

const one = z.strictObject({ broadcast: NumberId })

export const TakePart = formIntent('take-part', one)
export const SubmitAnswers = intentType('submit-answers', one)
/** What came of it: written by its sender. */
export const SayBack = formIntent('say-back', one)
export const SubmitOutcome = intentType('submit-outcome', one)
