import { z } from 'zod'
import type { Address, Identity, MessageHandle } from '#src/chat/chat-platform.ts'

/** An account's own short name, as it stands in addresses: "dr-amara-okafor". */
export const UserRef = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/)
export const MessageId = z.uuid()

const ADDRESS = /^web:1:([a-z0-9][a-z0-9-]{0,59})$/
const HANDLE = /^web:1:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

export const identityOf = (user: string): Identity => ({ platform: 'web', tenant: 'local', user })

export const addressOf = (user: string): Address => ({ platform: 'web', ref: `web:1:${user}` })

/** Null when the address was not minted here. */
export const userAt = ({ platform, ref }: Address): string | null =>
  platform === 'web' ? (ADDRESS.exec(ref)?.[1] ?? null) : null

export const handleOf = (messageId: string): MessageHandle => ({
  platform: 'web',
  ref: `web:1:${messageId}`,
})

/** Null when the handle was not minted here. */
export const messageAt = ({ platform, ref }: MessageHandle): string | null =>
  platform === 'web' ? (HANDLE.exec(ref)?.[1] ?? null) : null

/** "Dr Zoë O'Hara" becomes "dr-zoe-o-hara"; the n-th of the same name ends in its number. */
export function userFor(name: string, n: number): string {
  const letters = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replaceAll(/^-|-$/g, '')
  return `${letters === '' ? 'person' : letters}${n === 1 ? '' : `-${n}`}`
}
