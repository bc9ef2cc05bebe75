import { z } from 'zod'
import { formIntent, intentType } from '#src/chat/intent.ts'

const none = z.strictObject({})
const oneAccount = z.strictObject({ account: z.string().min(1).max(40) })

/** A code for whoever has joined; for anybody else the form that takes one. */
export const Link = intentType('link', none)
export const EnterCode = formIntent('enter-code', none)
export const SubmitCode = intentType('submit-code', none)
export const Accounts = intentType('accounts', none)
export const Prefer = intentType('prefer-account', oneAccount)
export const Unlink = intentType('unlink-account', oneAccount)
