import { z } from 'zod'
import { KINDS } from '#src/broadcasts/kind-names.ts'
import { formIntent, intentType, NumberId } from '#src/chat/intent.ts'

/** Which telling of the item the card shows, in milliseconds since 1970: a button of an earlier one decides nothing. */
const told = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
const one = z.strictObject({ item: NumberId, told })

export const ReleaseQueue = intentType('release-queue', z.strictObject({}))
export const ShowItem = intentType('feed-item', z.strictObject({ item: NumberId }))
/** Opens the compose form with what the item says. */
export const DraftItem = formIntent('draft-item', z.strictObject({ item: NumberId }))
export const SaveItemDraft = intentType(
  'save-item-draft',
  z.strictObject({ item: NumberId, told, kind: z.enum(KINDS) }),
)
export const DeclineItem = intentType('decline-item', one)
export const PutOffItem = intentType('put-off-item', one)
/** Opens the correction form of a message that was written from an earlier telling of the item. */
export const CorrectFromItem = formIntent(
  'correct-from-item',
  z.strictObject({ item: NumberId, broadcast: NumberId }),
)
