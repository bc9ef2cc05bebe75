import { z } from 'zod'
import { seal, unseal } from './seal.ts'

/** How long a link works that was given in chat, in milliseconds: long enough to read, too short to be passed on. */
export const LINK_MS = 60 * 60 * 1000

export type HourLinkRead<F> =
  | Readonly<{ is: 'ok'; facts: F }>
  | Readonly<{ is: 'expired'; facts: F }>
  | Readonly<{ is: 'forged' }>

export type HourLink<F> = Readonly<{
  /** The token of a link that works for an hour from `at`. */
  make: (secret: string, facts: F, at: Date) => string
  /** What a token says, if it was made here for this purpose. */
  read: (secret: string, token: string, now: Date) => HourLinkRead<F>
}>

/** Seconds since 1970. */
const Expires = z.int().min(0)
const Payload = z.array(z.unknown()).min(1)

/**
 * Links of one purpose, which say what they lead to and for whom. Authority is not in them: that is looked up each
 * time that one is used.
 */
export const hourLink = <F extends readonly unknown[]>(
  purpose: string,
  Facts: z.ZodType<F>,
): HourLink<F> => ({
  make: (secret, facts, at) =>
    seal(secret, purpose, [...facts, Math.ceil((at.getTime() + LINK_MS) / 1000)]),
  read: (secret, token, now) => {
    const payload = Payload.safeParse(unseal(secret, purpose, token))
    if (!payload.success) return { is: 'forged' }
    const facts = Facts.safeParse(payload.data.slice(0, -1))
    const expires = Expires.safeParse(payload.data.at(-1))
    if (!facts.success || !expires.success) return { is: 'forged' }
    return {
      is: now.getTime() > expires.data * 1000 ? 'expired' : 'ok',
      facts: facts.data,
    }
  },
})

/** The number of a broadcast or of a forum, and whose link it is. */
export const NumberAndPerson = z.tuple([z.int().min(1), z.guid()])
