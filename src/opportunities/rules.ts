import { z } from 'zod'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { ENDED_NAMES } from '#src/broadcasts/since-blocks.ts'
import type { FormValues } from '#src/chat/form.ts'
import {
  type FormRead,
  oneOf,
  optionalDay,
  optionalLine,
  readForm,
  text,
} from '#src/chat/read-form.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import { dateWords } from '#src/kernel/london.ts'
import type { GpKind, Stage } from '#src/kernel/schema.ts'
import { isWaiting } from './stages.ts'

/** The longest declaration of a conflict of interest, and the longest reason for an outcome. */
export const LONGEST_CONFLICT = 300
export const LONGEST_OUTCOME_REASON = 300

/** The words that may go with a decision. */
export const ReasonForm = z.object({ reason: optionalLine('What you add', LONGEST_OUTCOME_REASON) })

/** What one line of typing does not ask for is empty, and null: they have not said. */
const CONFLICTS = ['', 'none', 'declared'] as const

const InterestForm = z.object({
  how: text('How you would like to be involved', 600),
  conflict: oneOf(CONFLICTS, 'Say whether you have a conflict of interest'),
  conflictWords: optionalLine('What the conflict of interest is', LONGEST_CONFLICT),
  date1: optionalDay('The first date'),
  date2: optionalDay('The second date'),
  date3: optionalDay('The third date'),
})

/** What somebody said of conflicts of interest; null when they have not said. */
export type Conflict = Readonly<{ is: 'none' } | { is: 'declared'; words: string }>

export type InterestGiven = Readonly<{
  how: string
  dates: readonly string[]
  conflict: Conflict | null
}>

/** One applicant, as those who run the opportunity see them. */
export type Interest = Readonly<{
  personId: string
  /** What people type of it: "applicant 12 3". */
  number: number
  name: string
  gpKind: GpKind
  how: string
  /** YYYY-MM-DD, at most three. */
  dates: readonly string[]
  /** Null when they have not said. */
  conflict: Conflict | null
  at: Date
  withdrawnAt: Date | null
  stage: Stage
  stageAt: Date
  /** What was said with the newest step; null for nothing. */
  reason: string | null
}>

export function readInterest(values: FormValues, today: string): FormRead<InterestGiven> {
  const read = readForm(InterestForm, values)
  if (!read.ok) return read
  const { how, conflict: said, conflictWords, ...days } = read.value
  const gone = Object.entries(days).find(([, day]) => day !== null && day < today)
  if (gone !== undefined)
    return { ok: false, errors: { [gone[0]]: 'That date has gone by. Give a day from today on' } }
  const conflict = conflictOf(said, conflictWords)
  if (conflict === 'unclear')
    return {
      ok: false,
      errors: {
        conflictWords:
          said === 'declared'
            ? 'Say in a sentence what the conflict of interest is'
            : 'You wrote a conflict of interest here: choose above that you declare one, or empty this',
      },
    }
  const dates = [...new Set(Object.values(days).filter((day) => day !== null))].toSorted()
  return { ok: true, value: { how, dates, conflict } }
}

/** What was chosen and what was written must agree. */
function conflictOf(
  said: (typeof CONFLICTS)[number],
  words: string | null,
): Conflict | null | 'unclear' {
  if (said === 'declared') return words === null ? 'unclear' : { is: 'declared', words }
  if (words !== null) return 'unclear'
  return said === 'none' ? { is: 'none' } : null
}

/** Interest goes to an opportunity that this person was told of, until the end of its closing day. */
export function decideInterest(
  broadcast: Broadcast | null,
  told: boolean,
  /** How far their earlier interest came, also one that they took back; null for none. */
  stage: Stage | null,
  today: string,
): Decision<Broadcast> {
  if (broadcast === null || !told) {
    return refused(
      'There is no opportunity with that number for you',
      'Type in force to see what applies to you.',
    )
  }
  if (broadcast.content.kind !== 'opportunity') {
    return refused(
      `Message ${broadcast.id} is not an opportunity`,
      `To reply to it, type reply ${broadcast.id} and your words.`,
    )
  }
  if (stage !== null && !isWaiting(stage)) {
    return refused(
      'Your interest has been answered already',
      `To ask the sender about it, type ask ${broadcast.id} and your question.`,
    )
  }
  const { ended } = broadcast.since
  if (ended !== null && ended.is !== 'expired') {
    return refused(
      `Nobody new can be interested in ${broadcast.id}: it is ${ENDED_NAMES[ended.is].toLowerCase()}`,
      `To ask the sender about it, type ask ${broadcast.id} and your question.`,
    )
  }
  if (broadcast.content.closes < today) {
    return refused(
      `It closed on ${dateWords(broadcast.content.closes)}`,
      `To ask the sender all the same, type ask ${broadcast.id} and your question.`,
    )
  }
  return allowed(broadcast)
}
