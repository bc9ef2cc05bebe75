import type { PlatformName } from '#src/chat/chat-platform.ts'
import { momentWords } from '#src/kernel/london.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'

/** One account of a person, as they see it. */
export type LinkedAccount = Readonly<{
  id: string
  platform: PlatformName
  tenant: string
  user: string
  preferred: boolean
  linkedAt: Date
  /** When the platform closed it; null while it is open. */
  goneAt: Date | null
}>

export const CODE_LIVES_MS = 10 * 60_000
export const MOST_TRIES = 5
export const TRIES_WITHIN_MS = 60 * 60_000
/** More than anybody needs, and as many as one card can show. */
export const MOST_ACCOUNTS = 10

/** Without letters and figures that look alike, and without vowels, which make words. */
export const CODE_LETTERS = 'CDFGHJKMNPQRTVWXY34679'
export const CODE_LENGTH = 8

const CODE = new RegExp(`^[${CODE_LETTERS}]{${CODE_LENGTH}}$`)

/** A code as somebody types it, in any case, with spaces or dashes; null when it cannot be one. */
export function readCode(text: string): string | null {
  const code = text.replaceAll(/[\s-]/g, '').toUpperCase()
  return CODE.test(code) ? code : null
}

/** Those of the wrong tries that still count. */
export const recentTries = (wrong: readonly Date[], at: Date): readonly Date[] =>
  wrong.filter((one) => at.getTime() - one.getTime() < TRIES_WITHIN_MS)

/** Whether an account may try a code now, after so many wrong ones. */
export function decideTry(wrong: readonly Date[], at: Date): Decision<null> {
  const recent = recentTries(wrong, at).toSorted((a, b) => b.getTime() - a.getTime())
  const counts = recent[MOST_TRIES - 1]
  if (counts === undefined) return allowed(null)
  const again = new Date(counts.getTime() + TRIES_WITHIN_MS)
  return refused(
    'Too many codes from you were wrong',
    `Try again after ${momentWords(nextMinute(again))}, with a new code.`,
  )
}

/** Times are told to the minute, and at that minute it must be true. */
const nextMinute = (at: Date) => new Date(Math.ceil(at.getTime() / 60_000) * 60_000)

type Holder = Readonly<{ id: string }>

/** Whether an account may be joined to whoever the code belongs to. Two people who have both joined stay two. */
export function decideLink(
  self: Holder | null,
  owner: Holder,
  accounts: readonly LinkedAccount[],
): Decision<null> {
  if (self !== null && self.id === owner.id)
    return refused('This account is linked already', 'Type accounts to see all of yours.')
  if (self !== null)
    return refused(
      'You have joined here as well, so I know you twice',
      'A code cannot make one person of two. Decide which to keep: type leave in the other, then link it.',
    )
  if (accounts.length >= MOST_ACCOUNTS)
    return refused(
      `You have ${MOST_ACCOUNTS} accounts already`,
      'Type accounts where you have joined, and unlink one that you do not use.',
    )
  return allowed(null)
}

/** Which account somebody means: by its id, by its number in the list, or by its platform where there is one. */
export function accountNamed(
  accounts: readonly LinkedAccount[],
  named: string,
): Decision<LinkedAccount> {
  const typed = named.trim().toLowerCase()
  const found =
    accounts.find(({ id }) => id === typed) ??
    (/^\d{1,2}$/.test(typed) ? accounts[Number(typed) - 1] : undefined)
  if (found !== undefined) return allowed(found)
  const [one, ...more] = accounts.filter(({ platform }) => PLATFORM_WORDS[platform].includes(typed))
  return one !== undefined && more.length === 0
    ? allowed(one)
    : refused('I do not know which account that is', 'Type accounts and use its buttons.')
}

/** As people type them. */
const PLATFORM_WORDS: Readonly<Record<PlatformName, readonly string[]>> = {
  slack: ['slack'],
  teams: ['teams', 'microsoft teams'],
  web: ['web', 'chat', 'local chat'],
}

/** Where messages go: the preferred one, or the first of the others while that is closed. */
export const receiving = (accounts: readonly LinkedAccount[]): LinkedAccount | undefined => {
  const open = accounts.filter(({ goneAt }) => goneAt === null)
  return open.find(({ preferred }) => preferred) ?? open[0]
}

/** Nobody is left without an account that can be reached. */
export function decideUnlink(
  accounts: readonly LinkedAccount[],
  target: LinkedAccount,
): Decision<null> {
  return accounts.some(({ id, goneAt }) => id !== target.id && goneAt === null)
    ? allowed(null)
    : refused(
        'That is the only account where I can reach you',
        'Link another one first, or type leave to end your membership.',
      )
}

export function decidePrefer(target: LinkedAccount): Decision<null> {
  return target.goneAt === null
    ? allowed(null)
    : refused(
        'That account was closed at its platform',
        'Choose another, or write to me from it once it is open again.',
      )
}
