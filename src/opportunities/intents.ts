import { z } from 'zod'
import { formIntent, intentType, NumberId } from '#src/chat/intent.ts'

const one = z.strictObject({ broadcast: NumberId })

export const Interested = formIntent('interested', one)
export const SubmitInterest = intentType('submit-interest', one)
export const Withdraw = intentType('withdraw', one)
export const ListInterest = intentType('list-interest', one)
