import { z } from 'zod'
import { intentType, NumberId } from '#src/chat/intent.ts'

export const Report = intentType('report', z.strictObject({ broadcast: NumberId }))
export const Sent = intentType('sent', z.strictObject({}))
