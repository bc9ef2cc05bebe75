import type { z } from 'zod'
import { optionalLine } from '#src/chat/read-form.ts'
import { type ConsultationQuestion, MOST_CHOICES } from './content.ts'

const LONGEST_QUESTION = 120
const LONGEST_CHOICE = 60

/** Why a question cannot be asked as it was typed, in a sentence; null when it can. */
function faultOf(label: string, { text, choices }: ConsultationQuestion): string | null {
  if (text === '') return `${label}: put the question before the first bar`
  if (text.length > LONGEST_QUESTION)
    return `${label} must be ${LONGEST_QUESTION} characters or fewer, without its answers`
  if (choices.length === 1) return `${label}: give at least 2 answers to choose from, or none`
  if (choices.length > MOST_CHOICES)
    return `${label}: give ${MOST_CHOICES} answers to choose from at most`
  if (choices.some((choice) => choice.length > LONGEST_CHOICE))
    return `${label}: each answer must be ${LONGEST_CHOICE} characters or fewer`
  return new Set(choices.map((choice) => choice.toLowerCase())).size < choices.length
    ? `${label}: two of its answers are the same`
    : null
}

/** One question of a consultation as it is typed, "Which day suits you? | Monday | Thursday"; null when it is left empty. */
export const question = (label: string): z.ZodType<ConsultationQuestion | null> =>
  optionalLine(label, 500).transform((typed, context) => {
    if (typed === null) return null
    const [text = '', ...choices] = typed.split('|').map((part) => part.trim())
    const asked = { text, choices: choices.filter((choice) => choice !== '') }
    const fault = faultOf(label, asked)
    if (fault !== null) context.addIssue({ code: 'custom', message: fault })
    return asked
  })
