import type { Kysely } from 'kysely'
import type { World } from '#src/kernel/world.ts'
import type { Account } from './address.ts'
import type { ServiceUrls } from './service-urls.ts'
import type { TeamsTables } from './tables.ts'

/** One person's own conversation with the bot, and the address of the service that it is at. */
export type Conversation = Readonly<{ conversation: string; serviceUrl: string }>

/** Where people are. Only what was heard and made lately is held; the table has everybody. */
export type Conversations = Readonly<{
  /** Null when it is not known, or was another bot's, or is at an address that is not trusted. */
  find: (who: Account) => Promise<Conversation | null>
  /** Heard from them there, or made it for them. Writes only what is new. */
  saw: (who: Account, at: Conversation) => Promise<void>
  /** It is no longer there. */
  gone: (who: Account, conversation: string) => Promise<void>
  /** Where a tenant's conversations are made. */
  serviceUrlOf: (tenant: string) => Promise<string>
}>

const MOST_HELD = 20_000

const keyOf = ({ tenant, user }: Account) => `${tenant} ${user}`

/** `bot` is "28:" and the app's id. */
export function createConversations(
  parts: Readonly<{
    db: Kysely<TeamsTables>
    world: World
    bot: string
    serviceUrls: ServiceUrls
  }>,
): Conversations {
  const { db, world, bot, serviceUrls } = parts
  const held = new Map<string, Conversation>()

  function hold(who: Account, at: Conversation): Conversation {
    const key = keyOf(who)
    held.delete(key)
    held.set(key, at)
    const [oldest] = held.size > MOST_HELD ? held.keys() : []
    if (oldest !== undefined) held.delete(oldest)
    return at
  }

  async function read({ tenant, user }: Account): Promise<Conversation | null> {
    const row = await db
      .selectFrom('teamsConversations')
      .select(['conversation', 'serviceUrl'])
      .where('tenant', '=', tenant)
      .where('userRef', '=', user)
      .where('bot', '=', bot)
      .executeTakeFirst()
    return row !== undefined && serviceUrls.isTrusted(row.serviceUrl) ? row : null
  }

  return {
    find: async (who) => {
      const known = held.get(keyOf(who))
      if (known !== undefined) return known
      const found = await read(who)
      return found === null ? null : hold(who, found)
    },

    saw: async (who, { conversation, serviceUrl }) => {
      if (!serviceUrls.isTrusted(serviceUrl)) return
      const known = held.get(keyOf(who))
      if (known?.conversation === conversation && known.serviceUrl === serviceUrl) return
      const changed = { conversation, serviceUrl, bot, seenAt: world.now() }
      await db
        .insertInto('teamsConversations')
        .values({ tenant: who.tenant, userRef: who.user, ...changed })
        .onConflict((at) => at.columns(['tenant', 'userRef']).doUpdateSet(changed))
        .execute()
      hold(who, { conversation, serviceUrl })
    },

    gone: async (who, conversation) => {
      if (held.get(keyOf(who))?.conversation === conversation) held.delete(keyOf(who))
      await db
        .deleteFrom('teamsConversations')
        .where('tenant', '=', who.tenant)
        .where('userRef', '=', who.user)
        .where('conversation', '=', conversation)
        .execute()
    },

    serviceUrlOf: async (tenant) => {
      const row = await db
        .selectFrom('teamsConversations')
        .select('serviceUrl')
        .where('tenant', '=', tenant)
        .orderBy('seenAt', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row !== undefined && serviceUrls.isTrusted(row.serviceUrl)
        ? row.serviceUrl
        : serviceUrls.fallback
    },
  }
}
