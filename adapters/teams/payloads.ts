import { z } from 'zod'
import { WireId } from './address.ts'

/** What Teams sends, as far as it is used here. Everything else in an activity is left unread. */
/** Entra's ids of people and tenants: the same one in capitals is the same one. */
const Guid = z
  .string()
  .regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i)
  .transform((guid) => guid.toLowerCase())

/** What has to be true of everything that Teams sends, and is looked at before the token is. */
export const Envelope = z
  .object({
    channelId: z.literal('msteams'),
    serviceUrl: z.url().max(500),
    conversation: z.object({ tenantId: Guid.nullish() }),
    channelData: z.object({ tenant: z.object({ id: Guid }).nullish() }).nullish(),
  })
  .transform(({ serviceUrl, conversation, channelData }) => ({
    serviceUrl,
    /** Told in two places, which have to agree. */
    tenants: [conversation.tenantId, channelData?.tenant?.id].filter(
      (tenant) => tenant !== null && tenant !== undefined,
    ),
  }))

export type Envelope = z.infer<typeof Envelope>

export const Activity = z.object({
  type: z.string().max(100),
  id: WireId.nullish(),
  name: z.string().max(200).nullish(),
  /** Of an installationUpdate: add, remove, add-upgrade, remove-upgrade. */
  action: z.string().max(100).nullish(),
  timestamp: z.string().max(100).nullish(),
  from: z.object({ id: WireId, aadObjectId: Guid.nullish() }),
  recipient: z.object({ id: WireId }),
  conversation: z.object({
    id: WireId,
    conversationType: z.string().max(50).nullish(),
    isGroup: z.boolean().nullish(),
  }),
  replyToId: WireId.nullish(),
  text: z.string().max(400_000).nullish(),
  value: z.unknown().optional(),
  attachments: z
    .array(z.object({ contentType: z.string().max(200), content: z.unknown().optional() }))
    .max(100)
    .nullish(),
  entities: z
    .array(z.looseObject({ type: z.string().max(200) }))
    .max(500)
    .nullish(),
})
export type Activity = z.infer<typeof Activity>

/** Somebody named in a text, which then holds `text` as it stands here. */
export const Mention = z.object({
  type: z.literal('mention'),
  mentioned: z.object({ id: WireId }),
  text: z.string().min(1).max(500),
})

/** The message that a text was written under, as newer clients tell it. */
export const Quoted = z.object({
  type: z.literal('quotedReply'),
  quotedReply: z.object({ messageId: WireId }),
})

/** A button on a card: Action.Execute. Its data is what the card's renderer put there. */
export const Executed = z.object({ action: z.object({ data: z.unknown().optional() }) })

/** A button that opens a dialog, and a dialog that was sent. */
export const Task = z.object({ data: z.unknown().optional() })

/** What the button's data carries: see render.ts. */
export const Pressed = z.object({ intent: z.unknown().optional() })

export const Search = z.object({
  dataset: z.string().max(100),
  queryText: z.string().max(3000).default(''),
})
