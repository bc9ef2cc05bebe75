import { z } from 'zod'
import { formIntent, intentType, NumberId } from '#src/chat/intent.ts'
import { KINDS } from './kind-names.ts'

const none = z.strictObject({})
const one = z.strictObject({ broadcast: NumberId })
const kind = z.strictObject({ kind: z.enum(KINDS) })

export const Compose = intentType('compose', none)
export const ComposeKind = formIntent('compose-kind', kind)
export const SaveDraft = intentType('save-draft', kind)
export const EditDraft = formIntent('edit-draft', one)
export const SaveEdit = intentType('save-edit', one)
export const DeleteDraft = intentType('delete-draft', one)
export const Drafts = intentType('drafts', none)
export const Preview = intentType('preview', one)
export const Audience = intentType('audience', one)
export const SendTest = intentType('send-test', one)
export const SendNow = intentType('send-now', one)
export const Schedule = formIntent('schedule', one)
export const SaveSchedule = intentType('save-schedule', one)
export const Unschedule = intentType('unschedule', one)
export const Stop = intentType('stop', one)
export const Pause = intentType('pause', one)
export const Resume = intentType('resume', one)
/** Shows who could be tried again, and why each of them failed; nothing is sent yet. */
export const Retry = intentType('retry', one)
export const RetryFailed = intentType('retry-failed', one)
/** The doubtful: their sender has been told that they may get it twice. */
export const RetryDoubtful = intentType('retry-doubtful', one)
export const NotReached = intentType('not-reached', one)
export const ShowProgress = intentType('show-progress', one)
export const Show = intentType('show', one)
export const InForce = intentType('in-force', none)
