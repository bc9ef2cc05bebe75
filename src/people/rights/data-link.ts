import { z } from 'zod'
import { seal, unseal } from '#src/kernel/seal.ts'

/** How long a link to somebody's own data works. */
export const DATA_LINK_MS = 60 * 60 * 1000

const Payload = z.tuple([z.guid(), z.int().min(0)])
const PURPOSE = 'my-data-link'

export type DataLinkRead =
  | Readonly<{ is: 'ok'; person: string }>
  | Readonly<{ is: 'expired' }>
  | Readonly<{ is: 'forged' }>

/** The token of a link to what is held of one person. */
export const makeDataLink = (secret: string, person: string, expires: Date): string =>
  seal(secret, PURPOSE, [person, Math.ceil(expires.getTime() / 1000)])

export function readDataLink(secret: string, token: string, now: Date): DataLinkRead {
  const facts = Payload.safeParse(unseal(secret, PURPOSE, token))
  if (!facts.success) return { is: 'forged' }
  const [person, expires] = facts.data
  return now.getTime() > expires * 1000 ? { is: 'expired' } : { is: 'ok', person }
}
