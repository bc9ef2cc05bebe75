import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { ClosedAs, Stage } from '#src/kernel/schema.ts'
import { allowed, type Decision, type Refusal, refused } from '#src/kernel/refusal.ts'

export const STAGES = [
  'interested',
  'shortlisted',
  'offered',
  'accepted',
  'turned-down',
  'declined',
  'closed',
] as const satisfies readonly Stage[]

/** What an officer can decide about an applicant. */
export const DECISIONS = ['shortlisted', 'offered', 'declined'] as const
export type DecisionTo = (typeof DECISIONS)[number]

/** Where an officer can take an applicant from where they are. An offer can be taken back until it is answered. */
const NEXT: Readonly<Record<Stage, readonly DecisionTo[]>> = {
  interested: ['shortlisted', 'offered', 'declined'],
  shortlisted: ['offered', 'declined'],
  offered: ['declined'],
  accepted: [],
  'turned-down': [],
  declined: [],
  closed: [],
}
export const nextOf = (stage: Stage): readonly DecisionTo[] => NEXT[stage]

/** Whether somebody still waits to hear what becomes of their interest. */
export const isWaiting = (stage: Stage): boolean =>
  stage === 'interested' || stage === 'shortlisted'

/** Whether nothing more comes of an interest: it has its outcome. */
export const isOver = (stage: Stage): boolean =>
  stage === 'turned-down' || stage === 'declined' || stage === 'closed'

const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  interested: 'waits for an answer',
  shortlisted: 'is on the shortlist',
  offered: 'has an offer to answer',
  accepted: 'has accepted the offer',
  'turned-down': 'turned the offer down',
  declined: 'was told that it is not for them this time',
  closed: 'was told that it is closed',
}

/** "is on the shortlist": after a name. */
export const stageWords = (stage: Stage): string => STAGE_WORDS[stage]

/** What the rules must know of an applicant. */
export type Standing = Readonly<{
  personId: string
  name: string
  stage: Stage
  withdrawnAt: Date | null
}>

const again = (broadcast: number) => `Type interest ${broadcast} to see everybody as they are now.`

/** Whether an officer may take this step, having seen the applicant at `from`. Their authority is looked up before. */
export function decideOutcome<Applicant extends Standing>(
  { id, since }: Pick<Broadcast, 'id' | 'since'>,
  applicant: Applicant | null,
  by: string,
  from: Stage,
  to: DecisionTo,
): Decision<Applicant> {
  if (applicant === null) return refused('There is no such applicant', again(id))
  const { personId, name, stage, withdrawnAt } = applicant
  if (personId === by)
    return refused(
      'You cannot decide about your own interest',
      'Ask somebody else who may send opportunities for that place.',
    )
  if (withdrawnAt !== null) return refused(`${name} is not interested any more`, again(id))
  if (since.ended?.is === 'closed') return refused(`Opportunity ${id} is closed`, again(id))
  if (stage !== from || !NEXT[stage].includes(to))
    return refused(`${name} ${stageWords(stage)}`, again(id))
  return allowed(applicant)
}

/** Whether somebody may answer an offer now. */
export function decideOfferAnswer(broadcast: number, stage: Stage | null): Decision<null> {
  if (stage === 'offered') return allowed(null)
  const happened: Readonly<Record<Exclude<Stage, 'offered'>, string>> = {
    interested: 'It has not been offered to you',
    shortlisted: 'It has not been offered to you',
    accepted: 'You have accepted it already',
    'turned-down': 'You have turned it down already',
    declined: 'The offer was taken back',
    closed: 'It is closed',
  }
  return refused(
    stage === null ? 'It has not been offered to you' : happened[stage],
    `To ask about it, type ask ${broadcast} and your question.`,
  )
}

/** How many are at which stage, of those who are interested now. */
export type StageCounts = Readonly<Record<Stage, number>>

const NOT_CLOSED: Readonly<
  Record<Exclude<Exclude<Broadcast['since']['ended'], null>['is'], 'expired'>, Refusal>
> = {
  closed: { happened: 'It is closed already', next: 'Everybody who was interested has been told.' },
  withdrawn: {
    happened: 'The message was withdrawn, and that closed it',
    next: 'Everybody who was interested has been told.',
  },
  superseded: {
    happened: 'A newer message took its place, and that closed it',
    next: 'Close the newer one when it is over.',
  },
}

/** Whether an opportunity can be closed: not while somebody has an offer that they have not answered. */
export function decideClosing(
  { id, since }: Pick<Broadcast, 'id' | 'since'>,
  counts: StageCounts,
): Decision<null> {
  const { ended } = since
  if (ended !== null && ended.is !== 'expired') return { ok: false, refusal: NOT_CLOSED[ended.is] }
  if (counts.offered > 0)
    return refused(
      `Somebody has an offer for ${id} that they have not answered`,
      'Wait for their answer, or take the offer back: decline them on the list of applicants. Then close it.',
    )
  return allowed(null)
}

/** What is likely: somebody has accepted, or nobody has. */
export const likelyEnd = (counts: StageCounts): ClosedAs =>
  counts.accepted > 0 ? 'filled' : 'unfilled'
