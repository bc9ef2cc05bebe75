import { z } from 'zod'
import { intentType } from '#src/chat/intent.ts'

const none = z.strictObject({})

export const MyData = intentType('my-data', none)
export const DeleteMe = intentType('delete-me', none)
export const ConfirmDelete = intentType('confirm-delete', none)
export const KeepMe = intentType('keep-me', none)
