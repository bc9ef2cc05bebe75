import { z } from 'zod'
import { seal, unseal } from '#src/kernel/seal.ts'

/** Which report, for whom, and until when. Authority is not in it: that is looked up each time the link is used. */
export type LinkFacts = Readonly<{ broadcast: number; person: string; expires: Date }>

export type LinkRead =
  | Readonly<{ is: 'ok'; broadcast: number; person: string }>
  | Readonly<{ is: 'expired'; broadcast: number }>
  | Readonly<{ is: 'forged' }>

export const LINK_MS = 60 * 60 * 1000

const Payload = z.tuple([z.int().min(1), z.guid(), z.int().min(0)])
const PURPOSE = 'report-link'

/** The token of one link. */
export const makeLink = (secret: string, { broadcast, person, expires }: LinkFacts): string =>
  seal(secret, PURPOSE, [broadcast, person, Math.ceil(expires.getTime() / 1000)])

/** What a token says, if it was made here and has not expired. */
export function readLink(secret: string, token: string, now: Date): LinkRead {
  const facts = Payload.safeParse(unseal(secret, PURPOSE, token))
  if (!facts.success) return { is: 'forged' }
  const [broadcast, person, expires] = facts.data
  return now.getTime() > expires * 1000
    ? { is: 'expired', broadcast }
    : { is: 'ok', broadcast, person }
}
