import { z } from 'zod'
import { formIntent, intentType, NumberId } from '#src/chat/intent.ts'

const none = z.strictObject({})
/** A request is for one content, one audience and one urgency: a new one has a new number. */
const one = z.strictObject({ approval: NumberId })

export const Approvals = intentType('approvals', none)
export const ReadRequest = intentType('read-request', one)
export const Approve = intentType('approve', one)
export const Return = formIntent('return', one)
export const SubmitReturn = intentType('submit-return', one)
/** Takes back what was asked, or what was agreed to and has not gone yet. */
export const Recall = intentType('recall', one)

export const StandIn = formIntent('stand-in', none)
export const SaveStandIn = intentType('save-stand-in', none)
export const EndStandIn = intentType('end-stand-in', none)
