import { KIND_NAMES } from '#src/broadcasts/kind-names.ts'
import { dateWords } from '#src/kernel/london.ts'
import type { Answer, BroadcastKind } from '#src/kernel/schema.ts'
import { clip } from '#src/kernel/words.ts'

/** "6 August 2026": the day of the week is left to where there is room. */
export const shortDate = (at: Date | string): string => dateWords(at).split(' ').slice(1).join(' ')

const ANSWERED: Readonly<Record<Answer, string>> = {
  read: 'You read it.',
  'will-act': "You read it and you'll act.",
  'not-relevant': 'Not relevant to you.',
}
/** What somebody did with it, and whether it was corrected. */
export const answeredWords = (
  one: Readonly<{ answer: Answer | null; version: number; changed: boolean }>,
): string => {
  if (one.answer === null && one.changed) return 'Corrected since you read it.'
  const done = one.answer === null ? 'Not read.' : ANSWERED[one.answer]
  return one.version > 1 ? `Corrected. ${done}` : done
}

/** Guidance that nobody has looked at again in time says so wherever it is found. */
export const reviewWords = (reviewBy: string | null, today: string): string =>
  reviewBy !== null && reviewBy < today ? ` Overdue for review since ${shortDate(reviewBy)}.` : ''

export const kindWords = (
  one: Readonly<{ kind: BroadcastKind; organisationName: string; startedAt: Date }>,
): string =>
  `${KIND_NAMES[one.kind].one}, ${clip(one.organisationName, 40)}, ${shortDate(one.startedAt)}.`
