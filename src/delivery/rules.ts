import type { LookUp, SendOutcome } from '#src/chat/chat-platform.ts'

/** What becomes of one delivery after the platform has answered, or has not. */
export type Next =
  | Readonly<{ state: 'sent'; handle: string }>
  | Readonly<{ state: 'waiting'; dueAt: Date; reason: string }>
  /** To be sent once more, though the first may have arrived. */
  | Readonly<{ state: 'waiting'; dueAt: Date; reason: 'repeat'; repeat: true }>
  /** `refused`: this account surely did not get it, so another of the same person may be tried. */
  | Readonly<{ state: 'failed'; reason: string; refused: boolean }>
  /** It may have arrived and nobody can be asked: it waits for a person, and is never sent again by itself. */
  | Readonly<{ state: 'doubtful'; reason: string }>

/** What is known of a delivery when it is tried. */
export type Tried = Readonly<{
  attempts: number
  critical: boolean
  /** It was sent once more already, so somebody may have it whatever becomes of this try. */
  repeat: boolean
}>

/** After so many tries, about four hours of them, it has failed. */
export const MOST_ATTEMPTS = 20

/** How long after an unclear send a critical message is sent once more: long enough for an outage to pass. */
export const REPEAT_AFTER_MS = 60_000

const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 30 * 60_000

/** Twice as long each time, and nobody at the same moment; never sooner than the platform itself asked for. */
export function pauseMs(attempts: number, asked: number | null, dice: number): number {
  const doubled = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, attempts - 1), LONGEST_PAUSE_MS)
  return Math.max(asked ?? 0, doubled / 2) + (dice * doubled) / 2
}

/** The first of two may have arrived, so "failed" would say too much. */
const failed = (reason: string, refused: boolean, { repeat }: Tried): Next =>
  repeat ? { state: 'doubtful', reason: 'no-answer' } : { state: 'failed', reason, refused }

function again(tried: Tried, asked: number | null, reason: string, at: Date, dice: number): Next {
  const { attempts } = tried
  return attempts >= MOST_ATTEMPTS
    ? failed('gave-up', false, tried)
    : { state: 'waiting', dueAt: new Date(at.getTime() + pauseMs(attempts, asked, dice)), reason }
}

/** It has not left, and that was no try that failed: the platform asked to wait, or nothing was sent. */
export const notBefore = (dueAt: Date): Next => ({ state: 'waiting', dueAt, reason: 'throttled' })

/** After a clear answer. An `unknown` is no clear answer: it is looked up first. */
export function afterAttempt(
  outcome: Exclude<SendOutcome, { is: 'unknown' }>,
  tried: Tried,
  at: Date,
  dice: number,
): Next {
  switch (outcome.is) {
    case 'sent':
      return { state: 'sent', handle: outcome.handle.ref }
    case 'later':
      // Without a time of its own it was not reached: only then is it a try that failed.
      return again(
        tried,
        outcome.afterMs,
        outcome.afterMs === null ? 'away' : 'throttled',
        at,
        dice,
      )
    case 'never':
      return failed(outcome.reason, true, tried)
  }
}

/** Whether the platform said that there is no such account any more. */
export const isClosed = (next: Next): boolean =>
  next.state === 'failed' && next.refused && next.reason === 'unreachable'

/**
 * After asking the platform whether a doubtful send arrived; null to ask again later. Where nobody can be asked, a
 * critical message is sent once more and says so: missing it is worse than having it twice. Any other waits for a person.
 */
export function afterLookUp(found: LookUp, tried: Tried, at: Date, dice: number): Next | null {
  switch (found.is) {
    case 'found':
      return { state: 'sent', handle: found.handle.ref }
    case 'absent':
      return again(tried, null, 'lost', at, dice)
    case 'cannot-tell':
      if (tried.critical && !tried.repeat)
        return {
          state: 'waiting',
          dueAt: new Date(at.getTime() + REPEAT_AFTER_MS),
          reason: 'repeat',
          repeat: true,
        }
      return { state: 'doubtful', reason: 'no-answer' }
    case 'later':
      return null
  }
}

/** Reasons as a sender reads them, each with what to do: two sentences, the second after ". ". */
export const REASONS: Readonly<Record<string, string>> = {
  unreachable: 'Their account was closed. Ask them to join again from the one they use now',
  blocked: 'They, or their organisation, do not let the bot write to them. Reach them another way',
  'not-installed':
    'Cascade is not installed where they are. Ask whoever runs it to install it there',
  'not-connected': 'Cascade is not connected to the chat they use. Tell whoever runs Cascade',
  rejected: 'The chat refused the message as it is. Tell whoever runs Cascade',
  'gave-up': 'The chat did not take it after many tries. Try again later or reach them another way',
  'no-answer':
    'It may or may not have arrived: the chat gave no answer. Ask them before you try again',
  'no-account': 'They have no open account. Ask them to join again',
  away: 'The chat could not be reached. It is tried again by itself',
  throttled: 'The chat asked to wait. It is tried again by itself',
  lost: 'It did not arrive. It is tried again by itself',
  repeat: 'It may not have arrived. It is sent once more by itself, and says so',
  moved: 'One account did not take it. It goes to another of theirs by itself',
  retried: 'You asked for another try. It goes by itself',
  left: 'They left Cascade before it reached them. There is nothing to do',
  stopped: 'You stopped it before it reached them. Write a new message if they need it',
  superseded:
    'A newer message took its place before it reached them. That one goes to whom it is for',
  withdrawn: 'You withdrew it before it reached them. There is nothing to do',
  closed: 'The opportunity was closed before it reached them. There is nothing to do',
  consent: 'They do not agree to be sent this kind of message. There is nothing to do',
  expired: 'It was out of date before it could reach them. Write a new message if they need it',
}

export const reasonWords = (reason: string | null): string =>
  REASONS[reason ?? ''] ?? 'No reason is known. Tell whoever runs Cascade'

/** Why it did not arrive, and what to do about it: the two halves of the reason. */
export function reasonAndNext(reason: string | null): readonly [why: string, next: string] {
  const [why = '', next = ''] = reasonWords(reason).split('. ')
  return [why, next]
}
