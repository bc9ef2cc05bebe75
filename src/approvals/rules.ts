import { type BankHolidays, USUAL_WEEK, worksOn } from '#src/attention/rules.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Content } from '#src/broadcasts/content.ts'
import { decideAuthority } from '#src/broadcasts/rules.ts'
import { atLondon, daysAfter, londonDay, momentWords } from '#src/kernel/london.ts'
import { allowed, type Decision, type Refusal, refused } from '#src/kernel/refusal.ts'
import type {
  ApprovalState,
  Because,
  BroadcastKind,
  RoleName,
  Urgency,
  VoidedWhy,
} from '#src/kernel/schema.ts'
import type { HeldRole } from '#src/people/actor.ts'

/** How long something that was agreed to can still be recalled before it goes. */
export const HOLD_MS = 60_000
/** How long nobody may answer for a critical message before all are reminded. */
const CRITICAL_REMINDER_MS = 15 * 60_000
const MORNING = '09:00'
export const LONGEST_RETURN = 200

type Who = Readonly<{ id: string; name: string }>

/** One request for a second person's agreement, and what became of it. */
export type Approval = Readonly<{
  id: number
  broadcast: number
  what: 'sending' | 'correction'
  because: Because
  hash: string
  /** What was asked for. */
  content: Content
  recipients: number
  asked: Who & Readonly<{ at: Date }>
  /** When its author wants it to go; null for as soon as it may. */
  sendAt: Date | null
  state: ApprovalState
  decided: (Who & Readonly<{ at: Date; insteadOf: string | null }>) | null
  /** Why it was returned. */
  reason: string | null
  /** The end of the hold. */
  goesAt: Date | null
  /** How it ended without an answer, or after it; `name` is null when no person ended it. */
  ended: Readonly<{ at: Date; name: string | null; why: VoidedWhy | null }> | null
}>

type Weight = Pick<Broadcast, 'urgency' | 'organisationKind'>

/** Wider than one PCN: an ICB, a sub-ICB location, an LMC, a locum group. */
const isWide = ({ organisationKind }: Weight) =>
  organisationKind !== 'pcn' && organisationKind !== 'practice'

/**
 * Why a second person has to agree to a message; null when its author may send it alone. Nobody holds a role in a PCN
 * that reaches beyond it, so what is for one PCN or a practice is never wider than its author's own.
 */
export function becauseOf(broadcast: Weight, replaced: readonly Weight[]): Because | null {
  if (broadcast.urgency === 'critical') return 'critical'
  if (isWide(broadcast)) return 'wide'
  // Or a critical message could be put out of force by one person with a routine one.
  return replaced.some((one) => one.urgency === 'critical' || isWide(one)) ? 'replaces' : null
}

/** Who answers for what is sent. A practice manager sends for a practice and agrees to nothing. */
export const APPROVING: readonly RoleName[] = [
  'clinical-director',
  'prescribing-lead',
  'liaison-lead',
]

export const approvingRoles = (roles: readonly HeldRole[]): readonly HeldRole[] =>
  roles.filter(({ role }) => APPROVING.includes(role))

/** Whether these roles cover it: whoever could send it themselves. `above` as for decideAuthority. */
export const covers = (
  roles: readonly HeldRole[],
  broadcast: Readonly<{ kind: BroadcastKind; organisationName: string }>,
  above: readonly string[],
): boolean =>
  decideAuthority(
    approvingRoles(roles),
    broadcast.kind,
    { name: broadcast.organisationName },
    above,
  ).ok

const isOpen = ({ state }: Approval) => state === 'asked' || state === 'approved'

export const whenItGoes = ({ goesAt, asked, sendAt }: Approval): string =>
  goesAt !== null && sendAt !== null && goesAt.getTime() === sendAt.getTime()
    ? `on ${momentWords(goesAt)}`
    : goesAt === null
      ? `after ${momentWords(asked.at)}`
      : 'within a minute'

/** One message waits for one answer at a time. */
export function decideAsk(open: Approval | null): Decision<null> {
  if (open === null || !isOpen(open)) return allowed(null)
  return open.state === 'asked'
    ? refused(
        `Message ${open.broadcast} waits for approval already`,
        'You are told as soon as somebody answers. To change it, edit it: whoever was asked sees that.',
      )
    : refused(
        `Message ${open.broadcast} is approved and goes ${whenItGoes(open)}`,
        'To change it, recall it first.',
      )
}

/** Said at once to an author whom nobody could answer. */
export const nobodyMayApprove = (
  { id, organisationName }: Broadcast,
  because: string,
  allAway: boolean,
): Refusal => ({
  happened: allAway
    ? `Everybody who could approve message ${id} is away`
    : `Nobody else can approve message ${id}`,
  next: `A second person must agree, because ${because}. Ask whoever runs Cascade to give one a role for ${organisationName}. What you wrote is kept.`,
})

/** Said to whoever acts on a request that is not open any more, or not as they think. */
export function whatBecame(approval: Approval): Refusal {
  const { state, decided, ended, broadcast } = approval
  const by = decided?.name ?? 'Somebody'
  switch (state) {
    case 'asked':
      return {
        happened: `Message ${broadcast} waits for approval`,
        next: 'Nobody has answered yet.',
      }
    case 'approved':
      return {
        happened: `${by} has approved message ${broadcast} already`,
        next: `It goes ${whenItGoes(approval)}. Until then it can be recalled.`,
      }
    case 'returned':
      return {
        happened: `${by} has returned message ${broadcast} to its author`,
        next: 'You are asked again if it is to go.',
      }
    case 'recalled':
      return {
        happened: `${ended?.name ?? 'Somebody'} has taken message ${broadcast} back`,
        next: 'You are asked again if it is to go.',
      }
    case 'voided':
      return {
        happened: `Message ${broadcast} ${VOIDED_WORDS[ended?.why ?? 'changed']}`,
        next: 'You are asked again if it is to go.',
      }
    case 'done':
      return {
        happened: `Message ${broadcast} has gone`,
        next: `Its author can stop it while it is being sent. If it is wrong, type withdraw ${broadcast}.`,
      }
  }
}

export const VOIDED_WORDS: Readonly<Record<VoidedWhy, string>> = {
  changed: 'was changed after this was asked',
  deleted: 'was deleted',
  over: 'was withdrawn or replaced',
  'not-sent': 'could not be sent',
}

/** Whether the one who answers may: somebody else than the author, asked, and with the role at this moment. */
export function decideAnswer(
  approval: Approval,
  by: Readonly<{ id: string; mayNow: boolean }>,
): Decision<Approval> {
  if (by.id === approval.asked.id)
    return refused(
      'You cannot approve what you wrote yourself',
      'A second person has to look at it. You are told as soon as somebody answers.',
    )
  if (approval.state !== 'asked') {
    const { happened, next } = whatBecame(approval)
    return refused(happened, next)
  }
  if (!by.mayNow)
    return refused(
      `You hold no role any more that may approve message ${approval.broadcast}`,
      'The others who were asked can answer. Roles are given by your liaison lead.',
    )
  return allowed(approval)
}

/** What was agreed to is what is there now: the hash of it all is the same. */
export const decideSame = (approval: Approval, now: string): Decision<Approval> =>
  approval.hash === now
    ? allowed(approval)
    : refused(
        `Message ${approval.broadcast} ${VOIDED_WORDS.changed}`,
        'You are asked again if it is to go.',
      )

/** Its author takes back what waits; its author and whoever may approve it recall what was agreed to. */
export function decideRecall(
  approval: Approval,
  by: Readonly<{ id: string; mayNow: boolean }>,
): Decision<Approval> {
  const { state, asked } = approval
  if (state === 'approved' && (by.id === asked.id || by.mayNow)) return allowed(approval)
  if (state === 'asked' && by.id === asked.id) return allowed(approval)
  if (state === 'asked')
    return refused(
      `Message ${approval.broadcast} waits for approval, and only its author can take it back`,
      'Return it with a reason instead.',
    )
  const { happened, next } = whatBecame(approval)
  return refused(
    happened,
    state === 'done' || state === 'approved' ? next : 'There is nothing to recall.',
  )
}

/** Whether what is about to go was agreed to as it is, by somebody who may still agree. */
export function decideAgreed(
  broadcast: Pick<Broadcast, 'id'>,
  because: Because | null,
  approval: Approval | null,
  now: Readonly<{ hash: string; mayStill: boolean }>,
): Decision<Approval | null> {
  if (because === null) return allowed(approval?.state === 'approved' ? approval : null)
  if (approval?.state !== 'approved')
    return refused(
      `A second person has to agree to message ${broadcast.id} first`,
      'Open it and ask for approval.',
    )
  if (approval.hash !== now.hash)
    return refused(
      `Message ${broadcast.id} was changed after it was approved`,
      'Ask for approval again.',
    )
  if (!now.mayStill)
    return refused(
      `Who approved message ${broadcast.id} holds no role any more that may approve it`,
      'Ask for approval again: somebody else has to agree.',
    )
  return allowed(approval)
}

/** The end of the hold, or the later time that its author chose. */
export const goesAtAfter = (approved: Date, sendAt: Date | null): Date =>
  new Date(Math.max(approved.getTime() + HOLD_MS, sendAt?.getTime() ?? 0))

/** When those who were asked are reminded: critical in 15 minutes, anything else the next working morning. */
export function remindAt(urgency: Urgency, asked: Date, holidays: BankHolidays): Date {
  if (urgency === 'critical') return new Date(asked.getTime() + CRITICAL_REMINDER_MS)
  const today = londonDay(asked)
  let day = asked < atLondon(today, MORNING) ? today : daysAfter(today, 1)
  while (!worksOn(day, USUAL_WEEK, holidays)) day = daysAfter(day, 1)
  return atLondon(day, MORNING)
}

/** The longest that somebody stands in: after that it is no absence but another role. */
const LONGEST_STAND_IN_DAYS = 100

/** From one London day to another, both included: at least one is still to come. */
export function decideStandIn(
  { from, until }: Readonly<{ from: string; until: string }>,
  today: string,
): Decision<null> {
  if (until < from)
    return refused('The last day comes before the first', 'Put the days in their order')
  if (until < today) return refused('The last day has gone by', 'Choose a day from today on')
  return until >= daysAfter(from, LONGEST_STAND_IN_DAYS)
    ? refused(`That is more than ${LONGEST_STAND_IN_DAYS} days`, 'Choose an earlier last day')
    : allowed(null)
}
