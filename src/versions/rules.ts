import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { type Content, lastDayOf } from '#src/broadcasts/content.ts'
import { categoryOf } from '#src/broadcasts/optional.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import { differenceOf } from './difference.ts'

/** The longest "What changed": one line at the top of every copy. */
export const LONGEST_CHANGE = 120
/** The longest reason for a withdrawal. */
export const LONGEST_REASON = 200
/** So many messages can be replaced by one. */
export const MOST_REPLACED = 5

/** One version that was in force, as the rules see it. */
export type Version = Readonly<{ version: number; material: boolean }>

/** How many have a message, and how many of them answered it as it is. */
export type HowMany = Readonly<{ has: number; answered: number }>

/** A correction that was written and not sent. */
export type InHand = Readonly<{
  /** The version that it was written against. */
  base: number
  content: Content
  what: string
  material: boolean
}>

const NOT_SENT = {
  draft: 'has not been sent',
  scheduled: 'has not been sent',
  deleted: 'was deleted',
} as const

/** Whether a message is out and holds: only such a one can be corrected, replaced or withdrawn. */
export function decideOut(broadcast: Broadcast): Decision<Broadcast> {
  const { id, state, since } = broadcast
  if (state === 'draft' || state === 'scheduled' || state === 'deleted')
    return refused(
      `Message ${id} ${NOT_SENT[state]}`,
      state === 'deleted'
        ? 'Type sent to see what you have sent.'
        : `Type edit ${id} to change it before it goes.`,
    )
  if (since.ended?.is === 'superseded')
    return refused(
      `Message ${id} was superseded by ${since.ended.by.id}`,
      `Change that one instead: type correct ${since.ended.by.id}.`,
    )
  if (since.ended?.is === 'withdrawn')
    return refused(
      `Message ${id} was withdrawn`,
      'Everybody who had it is told so. Write a new one if something has to be said.',
    )
  if (since.ended?.is === 'closed')
    return refused(
      `Opportunity ${id} is closed`,
      'Everybody who was interested has been told. Write a new one if it is open again.',
    )
  return allowed(broadcast)
}

/** Whether a correction can be sent: against the version in force, with a difference, and not out of date at once. */
export function decideCorrection(
  broadcast: Broadcast,
  inHand: InHand | null,
  today: string,
): Decision<InHand> {
  const { id } = broadcast
  const out = decideOut(broadcast)
  if (!out.ok) return out
  if (inHand === null)
    return refused(`There is no correction of message ${id} to send`, `Type correct ${id}.`)
  if (inHand.base !== broadcast.since.version)
    return refused(
      `Message ${id} was corrected in the meantime`,
      `Type correct ${id} and look at it as it is now.`,
    )
  if (differenceOf(broadcast.content, inHand.content).length === 0)
    return refused('Nothing would change', 'Change what is wrong, and send it again.')
  if (asksOtherwise(broadcast.content, inHand.content))
    return refused(
      'The questions of a consultation stay as they were sent',
      `Put them back. To ask something else, type replace ${id} and write a new one.`,
    )
  if (categoryOf(broadcast.content) === null && categoryOf(inHand.content) !== null)
    return refused(
      'An event that went out as free stays free',
      'It reached people who did not agree to be sent paid events. Withdraw it, and write a new one.',
    )
  const last = lastDayOf(inHand.content)
  if (last !== null && last < today)
    return refused(
      'The correction has a date that has gone by',
      `Type correct ${id} and put the date right, or withdraw the message.`,
    )
  return allowed(inHand)
}

/** What somebody has answered must not come to stand under another question. */
const asksOtherwise = (before: Content, after: Content): boolean =>
  before.kind === 'consultation' &&
  after.kind === 'consultation' &&
  JSON.stringify(before.questions) !== JSON.stringify(after.questions)

/**
 * Whether an answer to the version that somebody saw still stands for the one in force: it does not once anything
 * material has changed between the two.
 */
export const answerFits = (seen: number, inForce: number, versions: readonly Version[]): boolean =>
  versions.every(({ version, material }) => version <= seen || version > inForce || !material)

/**
 * Which messages a new one may take the place of: each is out and holds. One that has not been sent replaces nothing
 * yet and cannot be replaced, so no chain ever comes round to itself.
 */
export function decideReplaces(
  id: number | null,
  wanted: readonly number[],
  found: readonly (Broadcast | null)[],
): Decision<readonly Broadcast[]> {
  if (wanted.length > MOST_REPLACED)
    return refused(
      `One message can replace ${MOST_REPLACED} at most`,
      'Withdraw the others, or write another message.',
    )
  const out: Broadcast[] = []
  for (const [n, broadcast] of found.entries()) {
    if (broadcast === null || wanted[n] === id)
      return refused(
        `There is no message ${wanted[n] ?? ''} that you could replace`,
        'Type sent to see what you have sent.',
      )
    const decided = decideOut(broadcast)
    if (!decided.ok)
      return refused(
        decided.refusal.happened,
        'It cannot be replaced. Take its number out, or give the number of the one in force.',
      )
    out.push(broadcast)
  }
  return allowed(out)
}
