import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/** Seals tokens for the database with AES-256-GCM. */
export type TokenVault = Readonly<{
  /** `owner` is sealed in: a token moved to another row does not open. */
  seal: (token: string, owner: string) => string
  /** Null when no key that is held opens it. */
  open: (sealed: string, owner: string) => string | null
  /** Whether it was sealed with a key that is no longer the first. */
  isOld: (sealed: string) => boolean
}>

const SEALED = /^v1:(?<key>[0-9a-f]{8}):(?<iv>[\w-]{16}):(?<tag>[\w-]{22}):(?<text>[\w-]+)$/

/** A key's name: enough to find it by, and nothing of it. */
const idOf = (key: Buffer) =>
  createHash('sha256').update('cascade-key').update(key).digest('hex').slice(0, 8)

/** What is wrong with a key, or null: 32 bytes in base64. */
export function problemWithKey(key: string): string | null {
  const bytes = Buffer.from(key, 'base64')
  return bytes.length === 32 && /^[A-Za-z0-9+/_-]{43}=?$/.test(key)
    ? null
    : 'is not 32 bytes in base64; make one with: openssl rand -base64 32'
}

/** The first key seals; the others only open what they sealed before. */
export function createTokenVault(keys: readonly string[]): TokenVault {
  const held = keys.map((key) => {
    const problem = problemWithKey(key)
    if (problem !== null) throw new Error(`A token key ${problem}`)
    const bytes = Buffer.from(key, 'base64')
    return { id: idOf(bytes), bytes }
  })
  const [first] = held
  if (first === undefined) throw new Error('There is no key to seal tokens with')

  return {
    seal: (token, owner) => {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', first.bytes, iv).setAAD(Buffer.from(owner))
      const text = Buffer.concat([cipher.update(token, 'utf8'), cipher.final()])
      const parts = [iv, cipher.getAuthTag(), text].map((part) => part.toString('base64url'))
      return ['v1', first.id, ...parts].join(':')
    },
    open: (sealed, owner) => {
      const { key: id, iv = '', tag = '', text = '' } = SEALED.exec(sealed)?.groups ?? {}
      const key = held.find((one) => one.id === id)
      if (key === undefined) return null
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(iv, 'base64url'))
          .setAAD(Buffer.from(owner))
          .setAuthTag(Buffer.from(tag, 'base64url'))
        return Buffer.concat([
          decipher.update(Buffer.from(text, 'base64url')),
          decipher.final(),
        ]).toString('utf8')
      } catch {
        return null
      }
    },
    isOld: (sealed) => SEALED.exec(sealed)?.groups?.['key'] !== first.id,
  }
}
