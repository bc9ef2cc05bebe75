import { type Call, type Method, paged } from './call.ts'
import { SlackFailure } from './failure.ts'
import { type Channel, type Stored, wireMessage } from './messages.ts'

function known({ far, args, install, team }: Call): Channel {
  const channel = far.messages.channel(args.required('channel'))
  if (channel === undefined || channel.team !== team || !channel.members.includes(install.botUser))
    throw new SlackFailure('channel_not_found')
  return channel
}

const open: Method = ({ far, args, install, team }) => {
  const [id = ''] = args.required('users').split(',')
  const user = far.workspaces.user(id)
  if (user === undefined || user.bot) throw new SlackFailure('user_not_found')
  if (!far.workspaces.sees(team, user)) throw new SlackFailure('user_not_visible')
  if (user.deactivated) throw new SlackFailure('user_disabled')
  const already = far.messages.openedDirect(team, install.botUser, id) !== undefined
  const channel = far.messages.directOf(team, install.botUser, id)
  return { channel: { id: channel.id }, ...(already ? { no_op: true, already_open: true } : {}) }
}

const repliesTo = (channel: Channel, parent: Stored) =>
  channel.messages.filter((one) => one.threadTs === parent.ts && !one.deleted)

/** Messages newer than `oldest` and older than `latest`, as the whole history or as one thread. */
function read(call: Call, messages: readonly Stored[], channel: Channel) {
  const { args } = call
  const oldest = args.text('oldest') === '' ? -1 : Number(args.text('oldest'))
  const latest = args.text('latest') === '' ? Infinity : Number(args.text('latest'))
  const inclusive = args.flag('inclusive')
  const wanted = messages.filter(({ ts, deleted, ephemeralTo }) => {
    const at = Number(ts)
    const edge = at === oldest || at === latest
    return !deleted && ephemeralTo === null && (edge ? inclusive : at > oldest && at < latest)
  })
  const { page, next } = paged(wanted, args, 999)
  return {
    messages: page.map((message) => ({
      ...wireMessage(message, repliesTo(channel, message).length),
      ...(args.flag('include_all_metadata') && message.metadata !== null
        ? { metadata: message.metadata }
        : {}),
    })),
    has_more: next !== '',
    response_metadata: { next_cursor: next },
  }
}

const history: Method = (call) => {
  const channel = known(call)
  const top = channel.messages.filter(({ threadTs }) => threadTs === null)
  return { ...read(call, top.toReversed(), channel), pin_count: 0 }
}

const replies: Method = (call) => {
  const channel = known(call)
  const parent = channel.messages.find(({ ts }) => ts === call.args.required('ts'))
  if (parent === undefined) throw new SlackFailure('thread_not_found')
  return read(call, [parent, ...repliesTo(channel, parent)], channel)
}

export const CONVERSATION_METHODS: Readonly<Record<string, Method>> = {
  'conversations.open': open,
  'conversations.history': history,
  'conversations.replies': replies,
}
