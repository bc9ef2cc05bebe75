import { z } from 'zod'
import { intentType } from '#src/chat/intent.ts'
import { OPTIONAL_CATEGORIES } from './wordings.ts'

const none = z.strictObject({})

export const Preferences = intentType('preferences', none)
/** Agrees to one category, in the words that are in force. */
export const Agree = intentType(
  'agree',
  z.strictObject({ category: z.enum(['purpose', ...OPTIONAL_CATEGORIES]) }),
)
export const StopOptional = intentType(
  'stop-optional',
  z.strictObject({ category: z.enum([...OPTIONAL_CATEGORIES, 'all']) }),
)
/** Takes back what was stopped at that moment. */
export const UndoStop = intentType('undo-stop', z.strictObject({ at: z.iso.datetime() }))
