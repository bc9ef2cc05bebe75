import { z } from 'zod'
import { intentType, NumberId } from '#src/chat/intent.ts'

/** Whether those who do not answer are reminded of one's own message. */
export const SetReminders = intentType(
  'set-reminders',
  z.strictObject({ broadcast: NumberId, on: z.enum(['yes', 'no']) }),
)
