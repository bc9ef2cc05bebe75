import type { Clock } from './clock.ts'
import { type Json, listOf } from './json.ts'
import type { Ledger } from './ledger.ts'
import type { Ids } from './workspaces.ts'

export type Shown = Readonly<{ text: string; blocks: readonly Json[] }>

/** A message as Slack keeps it. */
export type Stored = Readonly<{
  ts: string
  channel: string
  team: string
  user: string
  /** Null where a person wrote it. */
  bot: string | null
  app: string | null
  threadTs: string | null
  clientMsgId: string | null
  /** Only this person sees it, and it is in nobody's history. */
  ephemeralTo: string | null
}> & {
  text: string
  blocks: readonly Json[]
  metadata: Json | null
  edited: string | null
  deleted: boolean
  /** What it showed before each change, oldest first. */
  readonly earlier: Shown[]
}

export type Channel = Readonly<{
  id: string
  team: string
  members: readonly string[]
  messages: Stored[]
}>

export type NewMessage = Pick<Stored, 'channel' | 'team' | 'user' | 'text'> & Partial<Stored>

/** Blocks and elements that come without an id are given one, as Slack does. */
export function withIds(blocks: unknown, newId: Ids): readonly Json[] {
  const named = (element: unknown): unknown =>
    typeof element === 'object' && element !== null && !('action_id' in element)
      ? { ...element, action_id: newId('a') }
      : element
  return listOf(blocks).map((block) => ({
    ...block,
    block_id: block['block_id'] ?? newId('b'),
    ...(block['type'] === 'actions' ? { elements: listOf(block['elements']).map(named) } : {}),
    ...(block['accessory'] === undefined ? {} : { accessory: named(block['accessory']) }),
    ...(block['type'] === 'input' ? { element: named(block['element']) } : {}),
  }))
}

export type Messages = ReturnType<typeof createMessages>

export function createMessages(clock: Clock, newId: Ids, ledger: Ledger) {
  const channels = new Map<string, Channel>()
  const direct = new Map<string, Channel>()
  let last = 0

  /** Later than every earlier one. */
  const newTs = (): string => {
    last = Math.max(last + 1, Math.floor(clock.now() * 1000))
    return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, '0')}`
  }

  const addChannel = (id: string, team: string, members: readonly string[]): Channel => {
    const made: Channel = { id, team, members, messages: [] }
    channels.set(id, made)
    return made
  }

  return {
    newTs,
    channel: (id: string) => channels.get(id),
    addChannel: (team: string, members: readonly string[]) => addChannel(newId('C'), team, members),

    /** The one conversation of a bot and a person. */
    directOf: (team: string, bot: string, user: string): Channel => {
      const key = `${team} ${bot} ${user}`
      const made = direct.get(key) ?? addChannel(newId('D'), team, [bot, user])
      direct.set(key, made)
      return made
    },
    openedDirect: (team: string, bot: string, user: string) => direct.get(`${team} ${bot} ${user}`),

    post: (message: NewMessage): Stored => {
      const stored: Stored = {
        ts: newTs(),
        bot: null,
        app: null,
        threadTs: null,
        clientMsgId: null,
        ephemeralTo: null,
        metadata: null,
        edited: null,
        deleted: false,
        earlier: [],
        ...message,
        blocks: withIds(message.blocks, newId),
      }
      channels.get(stored.channel)?.messages.push(stored)
      ledger.store(stored)
      ledger.page(stored)
      return stored
    },
    find: (channel: string, ts: string): Stored | undefined =>
      channels.get(channel)?.messages.find((one) => one.ts === ts && !one.deleted),

    change: (message: Stored, to: Partial<Shown> & Readonly<{ metadata?: Json | null }>) => {
      message.earlier.push({ text: message.text, blocks: message.blocks })
      if (to.text !== undefined) message.text = to.text
      if (to.blocks !== undefined) message.blocks = withIds(to.blocks, newId)
      if (to.metadata !== undefined) message.metadata = to.metadata
      message.edited = newTs()
      ledger.page(message)
    },
  }
}

/** A message in the shape that the API and events show it. */
export const wireMessage = (message: Stored, replies = 0): Json => ({
  type: 'message',
  user: message.user,
  ts: message.ts,
  ...(message.bot === null ? {} : { bot_id: message.bot, app_id: message.app }),
  ...(message.clientMsgId === null ? {} : { client_msg_id: message.clientMsgId }),
  text: message.text,
  team: message.team,
  ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
  ...(replies === 0 ? {} : { thread_ts: message.ts, reply_count: replies }),
  ...(message.edited === null ? {} : { edited: { user: message.user, ts: message.edited } }),
  ...(message.blocks.length === 0 ? {} : { blocks: message.blocks }),
})
