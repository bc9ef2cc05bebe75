import { z } from 'zod'
import type { Address, Identity, MessageHandle } from '#src/chat/chat-platform.ts'

/** Slack's ids of workspaces, people and conversations, as they stand in addresses. */
export const SlackId = z.string().regex(/^[A-Z][A-Z0-9]{1,29}$/)
export const Timestamp = z.string().regex(/^\d{1,12}\.\d{1,8}$/)

const ADDRESS = /^slack:1:([A-Z][A-Z0-9]{1,29}):([A-Z][A-Z0-9]{1,29})$/
const HANDLE = /^slack:1:([A-Z][A-Z0-9]{1,29}):([A-Z][A-Z0-9]{1,29}):(\d{1,12}\.\d{1,8})$/

/** Somebody as seen by the app in one workspace. The same person elsewhere is another account. */
export type Account = Readonly<{ team: string; user: string }>
export type Posted = Readonly<{ team: string; channel: string; ts: string }>

export const identityOf = ({ team, user }: Account): Identity => ({
  platform: 'slack',
  tenant: team,
  user,
})

export const addressOf = ({ team, user }: Account): Address => ({
  platform: 'slack',
  ref: `slack:1:${team}:${user}`,
})

/** Null when the address was not minted here. */
export function accountAt({ platform, ref }: Address): Account | null {
  const [, team, user] = (platform === 'slack' ? ADDRESS.exec(ref) : null) ?? []
  return team === undefined || user === undefined ? null : { team, user }
}

export const handleOf = ({ team, channel, ts }: Posted): MessageHandle => ({
  platform: 'slack',
  ref: `slack:1:${team}:${channel}:${ts}`,
})

/** Null when the handle was not minted here. */
export function postedAt({ platform, ref }: MessageHandle): Posted | null {
  const [, team, channel, ts] = (platform === 'slack' ? HANDLE.exec(ref) : null) ?? []
  return team === undefined || channel === undefined || ts === undefined
    ? null
    : { team, channel, ts }
}
