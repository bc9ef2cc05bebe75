import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import type { Sums } from './counting.ts'

/**
 * An urn keeps the papers of a ballot as sums alone, so no paper is ever a row: there is nothing with an order, a time or a
 * transaction of its own. It is sealed (AES-256-GCM, a fresh nonce each time) under the operator's secret and always has
 * the same length, so that two states of it tell nothing of the vote between them to whoever has the tables.
 */
const VERSION = 'v1'
const NUMBER = 4

const keyOf = (secret: string, ballot: number) =>
  createHmac('sha256', secret).update(`ballot-urn:1:${ballot}`).digest()

export const emptyUrn = (candidates: number): Sums => ({
  papers: 0,
  blank: 0,
  votes: Array.from({ length: candidates }, () => 0),
})

/** One paper more, with these places marked; none is a paper that chooses nobody. */
export const castInto = ({ papers, blank, votes }: Sums, chosen: readonly number[]): Sums => ({
  papers: papers + 1,
  blank: blank + (chosen.length === 0 ? 1 : 0),
  votes: votes.map((n, at) => n + (chosen.includes(at + 1) ? 1 : 0)),
})

export function sealUrn(secret: string, ballot: number, sums: Sums): string {
  const numbers = [sums.papers, sums.blank, ...sums.votes]
  const plain = Buffer.alloc(numbers.length * NUMBER)
  for (const [at, n] of numbers.entries()) plain.writeUInt32BE(n, at * NUMBER)
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret, ballot), nonce)
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return `${VERSION}:${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')}`
}

/** Throws when it was sealed with another secret, for another ballot, or was changed by hand. */
export function openUrn(secret: string, ballot: number, sealed: string): Sums {
  const [version, text = ''] = sealed.split(':')
  if (version !== VERSION) throw new Error(`The urn of ballot ${ballot} has an unknown form`)
  const bytes = Buffer.from(text, 'base64')
  const cipher = createDecipheriv('aes-256-gcm', keyOf(secret, ballot), bytes.subarray(0, 12))
  cipher.setAuthTag(bytes.subarray(12, 28))
  let plain: Buffer
  try {
    plain = Buffer.concat([cipher.update(bytes.subarray(28)), cipher.final()])
  } catch (cause) {
    throw new Error(`The urn of ballot ${ballot} was not sealed here`, { cause })
  }
  const [papers = 0, blank = 0, ...votes] = Array.from({ length: plain.length / NUMBER }, (_, at) =>
    plain.readUInt32BE(at * NUMBER),
  )
  return { papers, blank, votes }
}
