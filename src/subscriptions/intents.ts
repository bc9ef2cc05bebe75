import { z } from 'zod'
import { formIntent, intentType } from '#src/chat/intent.ts'

const none = z.strictObject({})
/** One line of somebody's subscriptions; an empty specialty is every specialty, an empty organisation a new line. */
const group = z.strictObject({ organisation: z.string().max(10), specialty: z.string().max(60) })

export const Subscriptions = intentType('subscriptions', none)
export const FollowSuggested = intentType('follow-suggested', none)
export const Follow = formIntent('follow', group)
export const SaveFollow = intentType('save-follow', group)
export const Unfollow = intentType('unfollow', group)
export const QuietHours = formIntent('quiet-hours', none)
export const SaveQuietHours = intentType('save-quiet-hours', none)
export const SaveWorkingDays = intentType('save-working-days', none)
