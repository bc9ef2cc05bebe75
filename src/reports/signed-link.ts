import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** Which report, for whom, and until when. Authority is not in it: that is looked up each time the link is used. */
export type LinkFacts = Readonly<{ broadcast: number; person: string; expires: Date }>

export type LinkRead =
  | Readonly<{ is: 'ok'; broadcast: number; person: string }>
  | Readonly<{ is: 'expired'; broadcast: number }>
  | Readonly<{ is: 'forged' }>

export const LINK_MS = 60 * 60 * 1000

const Payload = z.tuple([z.int().min(1), z.guid(), z.int().min(0)])

// The first words keep it apart from whatever else is signed with the same secret.
const signatureOf = (secret: string, payload: string): string =>
  createHmac('sha256', secret).update(`report-link:1:${payload}`).digest('base64url')

/** The token of one link: what it says in base64url, a full stop, and its signature. */
export function makeLink(secret: string, { broadcast, person, expires }: LinkFacts): string {
  const facts = [broadcast, person, Math.ceil(expires.getTime() / 1000)]
  const payload = Buffer.from(JSON.stringify(facts)).toString('base64url')
  return `${payload}.${signatureOf(secret, payload)}`
}

/** What a token says, if it was made here and has not expired. */
export function readLink(secret: string, token: string, now: Date): LinkRead {
  const [payload = '', signature = '', ...more] = token.split('.')
  // Compared as text: base64url has several spellings of the same bytes, and only ours is good.
  const given = Buffer.from(signature)
  const wanted = Buffer.from(signatureOf(secret, payload))
  if (more.length > 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    return { is: 'forged' }
  }
  const facts = Payload.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()))
  if (!facts.success) return { is: 'forged' }
  const [broadcast, person, expires] = facts.data
  return now.getTime() > expires * 1000
    ? { is: 'expired', broadcast }
    : { is: 'ok', broadcast, person }
}
