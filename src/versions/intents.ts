import { z } from 'zod'
import { formIntent, intentType, NumberId } from '#src/chat/intent.ts'

const one = z.strictObject({ broadcast: NumberId })

export const Correct = formIntent('correct', one)
export const SaveCorrection = intentType('save-correction', one)
export const SendCorrection = intentType(
  'send-correction',
  // The version that is replaced: pressed twice, or late, it does nothing.
  z.strictObject({ broadcast: NumberId, base: NumberId }),
)
export const DropCorrection = intentType('drop-correction', one)
/** Opens the compose form of a message that takes the place of this one. */
export const Replace = formIntent('replace', one)
export const WithdrawMessage = formIntent('withdraw-message', one)
export const SubmitWithdrawal = intentType('submit-withdrawal', one)
export const StillRight = intentType('still-right', one)
