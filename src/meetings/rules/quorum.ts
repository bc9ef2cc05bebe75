import { z } from 'zod'
import type { RsvpAnswer, DeputySays } from '#src/kernel/schema.ts'

/** A network's own rule: so many practices, or a share of its member practices; `over` for "more than half". */
export const QuorumRule = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('number'), number: z.int().min(1).max(100) }),
  z
    .strictObject({
      is: z.literal('share'),
      top: z.int().min(1).max(12),
      bottom: z.int().min(1).max(12),
      over: z.boolean(),
    })
    .refine(({ top, bottom, over }) => (over ? top < bottom : top <= bottom), 'more than all'),
])
export type QuorumRule = z.infer<typeof QuorumRule>

/** How many practices it takes, of so many members. A share is never rounded down, and nobody alone with nobody is a quorum. */
export function practicesNeeded(rule: QuorumRule, members: number): number {
  if (rule.is === 'number') return rule.number
  const { top, bottom, over } = rule
  const needed = over
    ? Math.floor((members * top) / bottom) + 1
    : Math.ceil((members * top) / bottom)
  return Math.max(1, needed)
}

/** A practice that belongs to the network on the day of the meeting. */
export type MemberPractice = Readonly<{ code: string; name: string }>

/** What somebody said who speaks for a practice, or does not. */
export type Said = Readonly<{
  answer: RsvpAnswer
  /** The practice that they speak for; null for somebody who only listens, or does not come. */
  practice: string | null
  /** What their deputy said; null for somebody who sends none. */
  deputySays: DeputySays | null
}>

export type Quorum = Readonly<{
  members: number
  /** Member practices that somebody speaks for, each once, in the order of the members. */
  present: readonly MemberPractice[]
  /** Of these, those that only a deputy speaks for who has not answered yet. */
  unsure: readonly MemberPractice[]
  missing: readonly MemberPractice[]
  /** Null while the network has said no rule. */
  needed: number | null
}>

const comes = ({ answer, deputySays }: Said): boolean =>
  answer === 'going' || (answer === 'deputy' && deputySays !== 'no')

const isSure = ({ answer, deputySays }: Said): boolean =>
  answer === 'going' || (answer === 'deputy' && deputySays === 'yes')

/**
 * Counts practices and not people. A practice with two people counts once, and a deputy counts for it unless they said
 * that they cannot. Observers do not count, nor does a practice that is no member on that day.
 */
export function countQuorum(
  rule: QuorumRule | null,
  members: readonly MemberPractice[],
  said: readonly Said[],
): Quorum {
  const here = new Set(said.filter(comes).map(({ practice }) => practice))
  const sure = new Set(said.filter(isSure).map(({ practice }) => practice))
  const present = members.filter(({ code }) => here.has(code))
  return {
    members: members.length,
    present,
    unsure: present.filter(({ code }) => !sure.has(code)),
    missing: members.filter(({ code }) => !here.has(code)),
    needed: rule === null ? null : practicesNeeded(rule, members.length),
  }
}

export const isQuorate = ({ present, needed }: Quorum): boolean =>
  needed !== null && present.length >= needed
