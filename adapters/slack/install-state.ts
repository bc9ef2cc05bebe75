import { createHmac, timingSafeEqual } from 'node:crypto'

const LASTS_MS = 600_000

/** The state of one install: signed, and good for ten minutes. */
export const makeState = (secret: string, nonce: string, now: Date): string => {
  const said = `${now.getTime() + LASTS_MS}.${nonce}`
  return `${said}.${sign(secret, said)}`
}

/** The nonce that it was made with, or null when it is not ours or is too old. */
export function readState(secret: string, state: string, now: Date): string | null {
  const [until = '', nonce = '', signature = '', ...more] = state.split('.')
  const wanted = Buffer.from(sign(secret, `${until}.${nonce}`))
  const given = Buffer.from(signature)
  const ours = given.length === wanted.length && timingSafeEqual(given, wanted)
  return ours && more.length === 0 && nonce !== '' && Number(until) > now.getTime() ? nonce : null
}

const sign = (secret: string, said: string) =>
  createHmac('sha256', secret).update(`slack-install:${said}`).digest('base64url')
