import { z } from 'zod'
import { SlackId, Timestamp } from './address.ts'

/** What Slack sends, as far as it is used here. Everything else in a payload is left unread. */
const maybeId = SlackId.nullish()
const trigger = z.string().min(1).max(300)

export const Challenge = z.object({
  type: z.literal('url_verification'),
  challenge: z.string().max(2000),
})

export const EventCallback = z.object({
  type: z.literal('event_callback'),
  event_id: z.string().min(1).max(100),
  event_time: z.number().optional(),
  team_id: SlackId,
  /** The workspace that the app is in, where it is another than the sender's (Slack Connect). */
  context_team_id: maybeId,
  enterprise_id: maybeId,
  context_enterprise_id: maybeId,
  is_ext_shared_channel: z.boolean().nullish(),
  event: z.looseObject({ type: z.string().max(100) }),
})
export type EventCallback = z.infer<typeof EventCallback>

export const MessageEvent = z.object({
  type: z.literal('message'),
  channel_type: z.literal('im'),
  subtype: z.string().optional(),
  bot_id: z.string().nullish(),
  user: SlackId,
  /** The sender's own workspaces, where Slack says them. */
  team: maybeId,
  user_team: maybeId,
  source_team: maybeId,
  channel: SlackId,
  text: z.string().max(400_000).default(''),
  ts: Timestamp,
  thread_ts: Timestamp.optional(),
})

/** The other events that are asked for: see manifest.yml. */
export const News = z.discriminatedUnion('type', [
  z.object({ type: z.literal('app_home_opened'), user: SlackId, tab: z.string() }),
  z.object({
    type: z.literal('user_change'),
    user: z.object({
      id: SlackId,
      deleted: z.boolean().nullish(),
      is_bot: z.boolean().nullish(),
    }),
  }),
  z.object({ type: z.literal('app_uninstalled') }),
  z.object({
    type: z.literal('tokens_revoked'),
    tokens: z.object({ bot: z.array(z.string()).nullish() }),
  }),
])

const common = {
  user: z.object({ id: SlackId, team_id: maybeId }),
  team: z.object({ id: SlackId, enterprise_id: maybeId }).nullish(),
  enterprise: z.object({ id: SlackId }).nullish(),
}

const onMessage = z.object({
  type: z.literal('message'),
  channel_id: SlackId,
  message_ts: Timestamp,
})
const elsewhere = z.object({ type: z.string() })

export const BlockActions = z.object({
  ...common,
  type: z.literal('block_actions'),
  trigger_id: trigger,
  container: z.union([onMessage, elsewhere]),
  view: z.object({ type: z.string() }).nullish(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        action_ts: z.string().max(40).optional(),
        value: z.string().max(2000).optional(),
      }),
    )
    .min(1),
})

const Option = z.object({
  value: z.string(),
  text: z.object({ text: z.string() }),
  description: z.object({ text: z.string() }).nullish(),
})

/** What one field holds, whichever kind it is. */
export const Held = z.object({
  type: z.string(),
  value: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_time: z.string().nullish(),
  selected_option: Option.nullish(),
  selected_options: z.array(Option).nullish(),
})
export type Held = z.infer<typeof Held>

export const ViewSubmission = z.object({
  ...common,
  type: z.literal('view_submission'),
  trigger_id: trigger.optional(),
  view: z.object({
    id: z.string().max(100),
    hash: z.string().max(200).optional(),
    callback_id: z.string(),
    private_metadata: z.string().max(3000),
    blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() })),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), Held)) }),
  }),
})

/** What a form of ours carries with it: see render-form.ts. */
export const Carried = z.object({
  intent: z.unknown(),
  on: z.string().min(1).max(2000).nullable(),
})

export const MessageAction = z.object({
  ...common,
  type: z.literal('message_action'),
  callback_id: z.string(),
  trigger_id: trigger,
  action_ts: z.string().max(40).optional(),
  channel: z.object({ id: SlackId }),
  message: z.object({ ts: Timestamp }),
})

export const BlockSuggestion = z.object({
  ...common,
  type: z.literal('block_suggestion'),
  action_id: z.string(),
  value: z.string().max(3000),
})

/** Looked at first, to know as which of these the whole is to be read. */
export const Interaction = z.object({ type: z.string().max(100) })

export const SlashCommand = z.object({
  command: z.string().max(100),
  text: z.string().max(40_000).default(''),
  team_id: SlackId,
  enterprise_id: maybeId,
  user_id: SlackId,
  channel_id: SlackId.optional(),
  trigger_id: trigger,
})
