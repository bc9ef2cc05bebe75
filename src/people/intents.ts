import { z } from 'zod'
import { intentType } from '#src/chat/intent.ts'

const none = z.strictObject({})

export const Join = intentType('join', none)
export const SubmitJoin = intentType('submit-join', none)
export const Details = intentType('details', none)
export const SaveDetails = intentType('save-details', none)
export const Leave = intentType('leave', none)
export const ConfirmLeave = intentType('confirm-leave', none)
export const KeepMembership = intentType('keep-membership', none)
export const Invite = intentType('invite', none)
export const SubmitInvite = intentType('submit-invite', none)
