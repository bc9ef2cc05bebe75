import { blockProblems, lengthOfBlocks, LONGEST_BLOCKS } from './block-limits.ts'
import type { Call, Method } from './call.ts'
import { explained, SlackFailure } from './failure.ts'
import { isJson, type Json, listOf } from './json.ts'
import { type Channel, type Stored, wireMessage } from './messages.ts'

/** The conversation that a message is for: a channel's id, or a person's, whose direct one is opened. */
function channelFor({ far, install, team }: Call, to: string): Channel {
  const channel = far.messages.channel(to)
  if (channel !== undefined) {
    if (channel.team !== team || !channel.members.includes(install.botUser))
      throw new SlackFailure('channel_not_found')
    return channel
  }
  const user = far.workspaces.user(to)
  if (user === undefined || user.bot || !far.workspaces.sees(team, user))
    throw new SlackFailure('channel_not_found')
  return far.messages.directOf(team, install.botUser, user.id)
}

/** Some people's settings or accounts keep messages out. */
function checkWilling({ far, install }: Call, channel: Channel): void {
  for (const member of channel.members) {
    const refuses = far.workspaces.user(member)?.refuses ?? null
    if (member !== install.botUser && refuses !== null) throw new SlackFailure(refuses)
  }
}

function blocksOf({ args }: Call): readonly Json[] | undefined {
  const blocks = args.value('blocks', 'invalid_blocks_format')
  if (blocks === undefined || blocks === null) return undefined
  if (!Array.isArray(blocks)) throw new SlackFailure('invalid_blocks_format')
  const problems = blockProblems(blocks, 50)
  if (problems.length > 0) throw explained('invalid_blocks', problems)
  if (lengthOfBlocks(blocks) > LONGEST_BLOCKS) throw new SlackFailure('msg_blocks_too_long')
  return listOf(blocks)
}

function metadataOf({ args }: Call): Json | null | undefined {
  const metadata = args.value('metadata', 'invalid_metadata_format')
  if (metadata === undefined || metadata === null) return undefined
  if (!isJson(metadata)) throw new SlackFailure('invalid_metadata_format')
  if (Object.keys(metadata).length === 0) return null
  if (typeof metadata['event_type'] !== 'string' || !isJson(metadata['event_payload']))
    throw new SlackFailure('invalid_metadata_schema')
  if (JSON.stringify(metadata).length > 8000) throw new SlackFailure('metadata_too_large')
  return metadata
}

async function echo({ far, team }: Call, message: Stored, event: Json): Promise<void> {
  if (!far.settings.echoes || !message.channel.startsWith('D')) return
  await far.events.tell(team, {
    channel: message.channel,
    channel_type: 'im',
    event_ts: far.messages.newTs(),
    ...event,
  })
}

/** Answers first: the app is told of its own message while its request is still on the way back. */
const echoLater = (call: Call, message: Stored, event: Json) => {
  setImmediate(() => {
    void echo(call, message, event)
  })
}

const postMessage: Method = (call) => {
  const { far, args, install, team } = call
  const channel = channelFor(call, args.required('channel'))
  const blocks = blocksOf(call)
  const text = args.text('text').slice(0, 40_000)
  if (text === '' && (blocks === undefined || blocks.length === 0))
    throw new SlackFailure('no_text')
  const metadata = metadataOf(call) ?? null
  const threadTs = args.text('thread_ts')
  if (threadTs !== '' && far.messages.find(channel.id, threadTs) === undefined)
    throw new SlackFailure('thread_not_found')
  checkWilling(call, channel)
  const stored = far.messages.post({
    channel: channel.id,
    team,
    user: install.botUser,
    bot: install.botId,
    app: far.app.id,
    text,
    blocks: blocks ?? [],
    metadata,
    threadTs: threadTs === '' ? null : threadTs,
    clientMsgId: args.text('client_msg_id') === '' ? null : args.text('client_msg_id'),
  })
  echoLater(call, stored, { ...wireMessage(stored) })
  const shown = metadata === null ? wireMessage(stored) : { ...wireMessage(stored), metadata }
  return { channel: channel.id, ts: stored.ts, message: shown }
}

/** A message that this app may change. */
function ownMessage(call: Call, refusal: string): Stored {
  const { far, args, install, team } = call
  const channel = far.messages.channel(args.required('channel'))
  if (channel === undefined || channel.team !== team || !channel.members.includes(install.botUser))
    throw new SlackFailure('channel_not_found')
  const message = far.messages.find(channel.id, args.required('ts'))
  if (message === undefined || message.ephemeralTo !== null)
    throw new SlackFailure('message_not_found')
  if (message.bot !== install.botId) throw new SlackFailure(refusal)
  return message
}

const update: Method = (call) => {
  const { far, args } = call
  const message = ownMessage(call, 'cant_update_message')
  const blocks = blocksOf(call)
  if (args.text('text').length > 4000) throw new SlackFailure('msg_too_long')
  if (!args.has('text') && blocks === undefined) throw new SlackFailure('no_text')
  const before = wireMessage(message)
  const metadata = metadataOf(call)
  far.messages.change(message, {
    ...(args.has('text') ? { text: args.text('text') } : {}),
    ...(blocks === undefined ? {} : { blocks }),
    ...(metadata === undefined ? {} : { metadata }),
  })
  echoLater(call, message, {
    type: 'message',
    subtype: 'message_changed',
    hidden: true,
    message: wireMessage(message),
    previous_message: before,
    ts: far.messages.newTs(),
  })
  return {
    channel: message.channel,
    ts: message.ts,
    text: message.text,
    message: wireMessage(message),
  }
}

const remove: Method = (call) => {
  const message = ownMessage(call, 'cant_delete_message')
  message.deleted = true
  echoLater(call, message, {
    type: 'message',
    subtype: 'message_deleted',
    hidden: true,
    deleted_ts: message.ts,
    previous_message: wireMessage(message),
    ts: call.far.messages.newTs(),
  })
  return { channel: message.channel, ts: message.ts }
}

const postEphemeral: Method = (call) => {
  const { far, args, install, team } = call
  const channel = channelFor(call, args.required('channel'))
  const user = args.required('user')
  if (!channel.members.includes(user)) throw new SlackFailure('user_not_in_channel')
  const blocks = blocksOf(call) ?? []
  if (args.text('text') === '' && blocks.length === 0) throw new SlackFailure('no_text')
  const { ts } = far.messages.post({
    channel: channel.id,
    team,
    user: install.botUser,
    bot: install.botId,
    app: far.app.id,
    text: args.text('text'),
    blocks,
    ephemeralTo: user,
  })
  return { message_ts: ts }
}

export const CHAT_METHODS: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.delete': remove,
  'chat.postEphemeral': postEphemeral,
}
