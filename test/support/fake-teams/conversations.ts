import type { Clock } from '../fake-slack/clock.ts'
import type { Json } from '../fake-slack/json.ts'
import { type Account, type Directory, opaque } from './directory.ts'
import type { Ledger, Stored } from './ledger.ts'

/** Where messages are: one person's chat with the bot, or a thread of a team's channel. */
export type Conversation = Readonly<{
  id: string
  tenant: string
  /** Whose chat it is; null for a channel. */
  aad: string | null
  messages: Stored[]
}>

export type Conversations = ReturnType<typeof createConversations>

export function createConversations(
  clock: Clock,
  directory: Directory,
  ledger: Ledger,
  botId: string,
) {
  const all = new Map<string, Conversation>()
  const chats = new Map<string, string>()
  let deleted = 0
  let lastId = 0

  const open = (id: string, tenant: string, aad: string | null): Conversation => {
    const found = all.get(id) ?? { id, tenant, aad, messages: [] }
    all.set(id, found)
    return found
  }
  /** The same one each time, until the person deletes it. */
  const chatOf = ({ aad, tenant }: Account): Conversation => {
    const id = chats.get(aad) ?? opaque('a:', `${botId} ${aad} ${deleted}`)
    chats.set(aad, id)
    return open(id, tenant, aad)
  }

  return {
    chatOf,
    /** A conversation that is there, by the id that a bot knows it by. */
    find: (id: string): Conversation | null => {
      const known = all.get(id)
      if (known !== undefined) return known
      const [channel = ''] = id.split(';')
      const team = directory.teams.get(channel)
      return team === undefined ? null : open(id, team.tenant, null)
    },
    /** The person removes the chat: what was in it is gone, and its id with it. */
    forget: (account: Account) => {
      const { id, messages } = chatOf(account)
      for (const one of messages) one.deleted = true
      deleted += 1
      chats.delete(account.aad)
      all.delete(id)
    },
    /** Teams counts messages by the millisecond. */
    newId: (): string => {
      lastId = Math.max(clock.now(), lastId + 1)
      return String(lastId)
    },
    post: (conversation: Conversation, id: string, from: string | null, activity: Json): Stored => {
      const { id: where, tenant } = conversation
      const at = clock.now()
      const stored: Stored = {
        id,
        tenant,
        conversation: where,
        from,
        at,
        activity,
        earlier: [],
        deleted: false,
      }
      conversation.messages.push(stored)
      ledger.store(stored)
      return stored
    },
  }
}
