import type { LookUp, SendOutcome } from '#src/chat/chat-platform.ts'

/** What becomes of one delivery after the platform has answered, or has not. */
export type Next =
  | Readonly<{ state: 'sent'; handle: string }>
  | Readonly<{ state: 'waiting'; dueAt: Date; reason: string }>
  | Readonly<{ state: 'failed'; reason: string }>
  /** It may have arrived and nobody can be asked: it waits for a person, and is never sent again by itself. */
  | Readonly<{ state: 'doubtful'; reason: string }>

/** After so many tries, about four hours of them, it has failed. */
export const MOST_ATTEMPTS = 20

const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 30 * 60_000

/** Twice as long each time, and nobody at the same moment; never sooner than the platform itself asked for. */
export function pauseMs(attempts: number, asked: number | null, dice: number): number {
  const doubled = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, attempts - 1), LONGEST_PAUSE_MS)
  return Math.max(asked ?? 0, doubled / 2) + (dice * doubled) / 2
}

function again(
  attempts: number,
  asked: number | null,
  reason: string,
  at: Date,
  dice: number,
): Next {
  return attempts >= MOST_ATTEMPTS
    ? { state: 'failed', reason: 'gave-up' }
    : { state: 'waiting', dueAt: new Date(at.getTime() + pauseMs(attempts, asked, dice)), reason }
}

/** After a clear answer. An `unknown` is no clear answer: it is looked up first. */
export function afterAttempt(
  outcome: Exclude<SendOutcome, { is: 'unknown' }>,
  attempts: number,
  at: Date,
  dice: number,
): Next {
  switch (outcome.is) {
    case 'sent':
      return { state: 'sent', handle: outcome.handle.ref }
    case 'later':
      return again(attempts, outcome.afterMs, 'throttled', at, dice)
    case 'never':
      return { state: 'failed', reason: outcome.reason }
  }
}

/** After asking the platform whether a doubtful send arrived; null to ask again later. */
export function afterLookUp(found: LookUp, attempts: number, at: Date, dice: number): Next | null {
  switch (found.is) {
    case 'found':
      return { state: 'sent', handle: found.handle.ref }
    case 'absent':
      return again(attempts, null, 'lost', at, dice)
    case 'cannot-tell':
      return { state: 'doubtful', reason: 'no-answer' }
    case 'later':
      return null
  }
}

/** Reasons as a sender reads them, each with what to do. */
const REASONS: Readonly<Record<string, string>> = {
  unreachable: 'Their account no longer exists. Ask them to join again',
  blocked: 'They have blocked the bot. Reach them another way',
  'not-installed': 'The app is not installed for them. Ask whoever runs it to install it',
  rejected: 'The platform refused the message. Tell whoever runs Cascade',
  'gave-up': 'The platform did not take it after many tries. Reach them another way',
  'no-answer': 'It may or may not have arrived: the platform gave no answer. Check with them',
  throttled: 'The platform asked to wait. It will be tried again',
  lost: 'It did not arrive. It will be tried again',
  left: 'They left Cascade before it reached them',
  stopped: 'It was stopped before it reached them',
  consent: 'They no longer want to be sent opportunities',
  expired: 'It was out of date before it could reach them',
}

export const reasonWords = (reason: string | null): string =>
  REASONS[reason ?? ''] ?? 'No reason is known'
