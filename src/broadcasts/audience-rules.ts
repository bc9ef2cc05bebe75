import type { BankHolidays } from '#src/attention/rules.ts'
import type { Cadence, GpKind, Urgency } from '#src/kernel/schema.ts'
import { type Due, dueFor, isAway, type Wishes } from '#src/subscriptions/rules.ts'
import { OPTIONAL_KINDS } from './optional.ts'
import type { Broadcast } from './broadcast.ts'

/** Why somebody of the area does not get it. In the order in which the reasons are looked at. */
export const LEFT_OUT = ['author', 'unreachable', 'not-following', 'no-consent', 'gp-kind'] as const
export type LeftOut = (typeof LEFT_OUT)[number]

/** What decides whether somebody of the area is told, and when. */
type Case = Omit<Wishes, 'cadence'> &
  Readonly<{
    gpKind: GpKind
    optionalConsent: boolean
    /** Null when nothing they follow matches. */
    cadence: Cadence | null
  }>

/** Somebody of the area. */
export type Candidate = Case &
  Readonly<{
    personId: string
    name: string
    /** The account where they would be told; null when there is none. */
    identityId: string | null
  }>

/** Those of the area for whom everything that decides is the same. */
export type CandidateGroup = Case &
  Readonly<{ isAuthor: boolean; reachable: boolean; people: number }>

export type AudienceDecision = Readonly<{
  recipients: readonly (Candidate & Readonly<{ identityId: string; cadence: Cadence }>)[]
  leftOut: ReadonlyMap<LeftOut, readonly Candidate[]>
}>

/** How many are told, and of these how many when; how many are left out, and why. */
export type AudienceCounts = Readonly<{
  total: number
  now: number
  held: number
  away: number
  digest: number
  leftOut: ReadonlyMap<LeftOut, number>
}>

type About = Pick<Broadcast, 'kind' | 'authorId' | 'gpKinds'>

/** Everybody of the area, each once: told, or left out for one stated reason. */
export function decideAudience(
  broadcast: About,
  candidates: readonly Candidate[],
): AudienceDecision {
  const recipients: AudienceDecision['recipients'][number][] = []
  const leftOut = new Map<LeftOut, Candidate[]>()
  for (const candidate of candidates) {
    const { personId, identityId, cadence } = candidate
    const who = { isAuthor: personId === broadcast.authorId, reachable: identityId !== null }
    const why = whyNot(broadcast, candidate, who)
    if (why === null && identityId !== null && cadence !== null)
      recipients.push({ ...candidate, identityId, cadence })
    else {
      const reason = why ?? 'not-following'
      const group = leftOut.get(reason)
      if (group === undefined) leftOut.set(reason, [candidate])
      else group.push(candidate)
    }
  }
  return { recipients, leftOut }
}

/** The same, counted: `lastDay` is the last day on which the message is true, YYYY-MM-DD. */
export function countAudience(
  broadcast: About & Readonly<{ urgency: Urgency }>,
  groups: readonly CandidateGroup[],
  at: Date,
  holidays: BankHolidays,
  lastDay: string | null,
): AudienceCounts {
  const counts = { total: 0, now: 0, held: 0, away: 0, digest: 0 }
  const leftOut = new Map<LeftOut, number>()
  for (const group of groups) {
    const { people, cadence } = group
    const why = whyNot(broadcast, group, group)
    if (why !== null || cadence === null) {
      const reason = why ?? 'not-following'
      leftOut.set(reason, (leftOut.get(reason) ?? 0) + people)
      continue
    }
    counts.total += people
    counts[whenOf({ ...group, cadence }, broadcast.urgency, at, holidays, lastDay)] += people
  }
  return { ...counts, leftOut }
}

/** Who is told, group by group, and when. */
export function decidePlan<Group extends CandidateGroup>(
  broadcast: About & Readonly<{ urgency: Urgency }>,
  groups: readonly Group[],
  at: Date,
  holidays: BankHolidays,
  lastDay: string | null,
): readonly (Group & Readonly<{ due: Due }>)[] {
  return groups.flatMap((group) => {
    const { cadence } = group
    if (cadence === null || whyNot(broadcast, group, group) !== null) return []
    const due = dueFor({ ...group, cadence }, broadcast.urgency, at, holidays, lastDay)
    return [{ ...group, due }]
  })
}

function whenOf(
  wishes: Wishes,
  urgency: Urgency,
  at: Date,
  holidays: BankHolidays,
  lastDay: string | null,
): 'now' | 'held' | 'away' | 'digest' {
  const due = dueFor(wishes, urgency, at, holidays, lastDay)
  if (due.state === 'digest') return isAway(wishes, at) ? 'away' : 'digest'
  return due.at > at ? 'held' : 'now'
}

function whyNot(
  broadcast: About,
  candidate: Case,
  { isAuthor, reachable }: Pick<CandidateGroup, 'isAuthor' | 'reachable'>,
): LeftOut | null {
  if (isAuthor) return 'author'
  if (!reachable) return 'unreachable'
  if (candidate.cadence === null) return 'not-following'
  if (OPTIONAL_KINDS.has(broadcast.kind) && !candidate.optionalConsent) return 'no-consent'
  if (broadcast.gpKinds.length > 0 && !broadcast.gpKinds.includes(candidate.gpKind))
    return 'gp-kind'
  return null
}
