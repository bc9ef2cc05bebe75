import { createHmac, timingSafeEqual } from 'node:crypto'

/** `purpose` keeps apart what is signed with one secret: a token made for one thing is forged for every other. */
const signatureOf = (secret: string, purpose: string, payload: string): string =>
  createHmac('sha256', secret).update(`${purpose}:1:${payload}`).digest('base64url')

/** What a link says, in base64url, a full stop, and its signature. It can be read by whoever has it, and made only here. */
export function seal(secret: string, purpose: string, facts: unknown): string {
  const payload = Buffer.from(JSON.stringify(facts)).toString('base64url')
  return `${payload}.${signatureOf(secret, purpose, payload)}`
}

/** What a token says, if it was made here for this; undefined when it was not. */
export function unseal(secret: string, purpose: string, token: string): unknown {
  const [payload = '', signature = '', ...more] = token.split('.')
  // Compared as text: base64url has several spellings of the same bytes, and only ours is good.
  const given = Buffer.from(signature)
  const wanted = Buffer.from(signatureOf(secret, purpose, payload))
  return more.length > 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)
    ? undefined
    : JSON.parse(Buffer.from(payload, 'base64url').toString())
}
