import { createHmac, timingSafeEqual } from 'node:crypto'
import { CODE_LENGTH, CODE_LETTERS } from './rules.ts'

const digest = (secret: string, what: 'code' | 'hash', text: string) =>
  createHmac('sha256', secret).update(`${what}:${text}`).digest()

/** A code made from a fresh id; without the secret nobody can say which. */
export function codeFrom(secret: string, freshId: string): string {
  // 256 bits over a little more than 35: no letter is likelier than another by anything that can be measured.
  let rest = BigInt(`0x${digest(secret, 'code', freshId).toString('hex')}`)
  const size = BigInt(CODE_LETTERS.length)
  let code = ''
  while (code.length < CODE_LENGTH) {
    code += CODE_LETTERS.charAt(Number(rest % size))
    rest /= size
  }
  return code
}

/** How a code is kept. */
export const hashOf = (secret: string, code: string): string =>
  digest(secret, 'hash', code).toString('hex')

/** Takes as long for a hash that is nearly right as for one that is not. */
export const isSameHash = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
