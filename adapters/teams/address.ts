import { z } from 'zod'
import type { Address, Identity, MessageHandle } from '#src/chat/chat-platform.ts'

/** Microsoft Entra's ids of tenants and people: GUIDs, taken as they come. */
export const EntraId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/)
/** The Connector's own ids of conversations, messages and bots, as `a:1x…`, `19:…@thread.tacv2;messageid=…` or `28:…`. */
export const WireId = z.string().regex(/^[\u0021-\u007E]{1,300}$/)

const ADDRESS = /^teams:1:([^:]+):([^:]+)$/
const HANDLE = /^teams:1:([^:]+):([^:]+):([^:]+):([^:]+)$/

/** Somebody in one tenant, by their Entra object id: the one id of theirs that a new bot and a deleted chat leave alone. */
export type Account = Readonly<{ tenant: string; user: string }>
export type Posted = Account & Readonly<{ conversation: string; activity: string }>

const written = (...parts: readonly string[]) =>
  ['teams:1', ...parts.map((part) => encodeURIComponent(part))].join(':')

export const identityOf = ({ tenant, user }: Account): Identity => ({
  platform: 'teams',
  tenant,
  user,
})

/** Names nothing that rots: where their conversation is, the adapter looks up for each send. */
export const addressOf = ({ tenant, user }: Account): Address => ({
  platform: 'teams',
  ref: written(tenant, user),
})

export const handleOf = ({ tenant, user, conversation, activity }: Posted): MessageHandle => ({
  platform: 'teams',
  ref: written(tenant, user, conversation, activity),
})

const AccountParts = z.tuple([EntraId, EntraId])
const PostedParts = z.tuple([EntraId, EntraId, WireId, WireId])

/** Null when the address was not minted here. */
export function accountAt({ platform, ref }: Address): Account | null {
  const parts = AccountParts.safeParse(platform === 'teams' ? partsOf(ADDRESS, ref) : null).data
  if (parts === undefined) return null
  const [tenant, user] = parts
  return { tenant, user }
}

/** Null when the handle was not minted here. */
export function postedAt({ platform, ref }: MessageHandle): Posted | null {
  const parts = PostedParts.safeParse(platform === 'teams' ? partsOf(HANDLE, ref) : null).data
  if (parts === undefined) return null
  const [tenant, user, conversation, activity] = parts
  return { tenant, user, conversation, activity }
}

function partsOf(shape: RegExp, ref: string): readonly string[] | null {
  try {
    return shape.exec(ref)?.slice(1).map(decodeURIComponent) ?? null
  } catch {
    // A stray "%".
    return null
  }
}
