import { createHmac } from 'node:crypto'
import type { Identity } from '#src/chat/chat-platform.ts'

/** How an account that wants nothing more is remembered: without the key nobody can say whose it was. */
export const accountHash = (secret: string, { platform, tenant, user }: Identity): string =>
  createHmac('sha256', secret)
    .update(`suppression:1:${JSON.stringify([platform, tenant, user])}`)
    .digest('hex')
