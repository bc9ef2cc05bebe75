import { z } from 'zod'
import { formIntent, intentType } from '#src/chat/intent.ts'

const none = z.strictObject({})

export const Join = formIntent('join', none)
export const SubmitJoin = intentType('submit-join', none)
export const Details = formIntent('details', none)
export const SaveDetails = intentType('save-details', none)
export const Leave = intentType('leave', none)
export const ConfirmLeave = intentType('confirm-leave', none)
export const KeepMembership = intentType('keep-membership', none)
export const Invite = formIntent('invite', none)
export const SubmitInvite = intentType('submit-invite', none)
