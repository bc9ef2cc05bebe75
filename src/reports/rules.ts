import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { KIND_NAMES } from '#src/broadcasts/kind-names.ts'
import { decideAuthority, decideOwn } from '#src/broadcasts/rules.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import type { Answer, DeliveryState } from '#src/kernel/schema.ts'
import type { HeldRole } from '#src/people/actor.ts'

/** A broadcast that has gone out, at least in part. */
export type SentBroadcast = Broadcast & Readonly<{ startedAt: Date }>

/** Only its author, and only while they hold a role that may send that kind for that organisation. */
export function decideReport(
  broadcast: Broadcast | null,
  by: string,
  roles: readonly HeldRole[],
  above: readonly string[],
): Decision<SentBroadcast> {
  const own = decideOwn(broadcast, by)
  if (!own.ok) return own
  const { id, kind, organisationName, startedAt, state } = own.value
  if (startedAt === null || state === 'draft' || state === 'scheduled') {
    return refused(
      `Message ${id} has not been sent, so it has no report`,
      'Type drafts to see what you have written and not sent.',
    )
  }
  if (!decideAuthority(roles, kind, { name: organisationName }, above).ok) {
    return refused(
      `You no longer hold a role that may send ${KIND_NAMES[kind].many} for ${organisationName}`,
      'A report shows who answered what, so it is only for its sender while they hold that role. Ask your liaison lead to give you the role again.',
    )
  }
  return allowed({ ...own.value, startedAt })
}

/** So many recipients who are alike in what became of their delivery and what they answered. */
export type Alike = Readonly<{
  state: DeliveryState
  answer: Answer | null
  /** It was sent to them once more though the first may have arrived. */
  repeat: boolean
  n: number
}>

/**
 * Two sums that are exact: delivered, to come, not delivered and stopped are everybody;
 * read, will act, not relevant and no answer yet are those delivered.
 */
export type Counts = Readonly<{
  everybody: number
  delivered: number
  toCome: number
  notDelivered: number
  stopped: number
  answered: number
  read: number
  willAct: number
  notRelevant: number
  noAnswer: number
  /** Of everybody, those who may have it twice. */
  repeats: number
}>

type Reached = 'delivered' | 'toCome' | 'notDelivered' | 'stopped'

/** Whoever answered has got it, whatever the platform said or did not say about the delivery. */
export function reached({ state, answer }: Pick<Alike, 'state' | 'answer'>): Reached {
  if (answer !== null) return 'delivered'
  switch (state) {
    case 'sent':
      return 'delivered'
    case 'waiting':
    case 'sending':
    case 'digest':
      return 'toCome'
    case 'failed':
    case 'doubtful':
      return 'notDelivered'
    case 'stopped':
      return 'stopped'
  }
}

export function countUp(groups: readonly Alike[]): Counts {
  const sum = (which: (group: Alike) => boolean) =>
    groups.filter(which).reduce((total, group) => total + group.n, 0)
  const by = (one: Reached) => sum((group) => reached(group) === one)
  const answered = (one: Answer) => sum((group) => group.answer === one)
  const delivered = by('delivered')
  const all = sum((group) => group.answer !== null)
  return {
    everybody: sum(() => true),
    delivered,
    toCome: by('toCome'),
    notDelivered: by('notDelivered'),
    stopped: by('stopped'),
    answered: all,
    read: answered('read'),
    willAct: answered('will-act'),
    notRelevant: answered('not-relevant'),
    noAnswer: delivered - all,
    repeats: sum((group) => group.repeat),
  }
}

/** Recipients who are alike, at one of the places where they work; the code is null for those who named none. */
export type AlikeAt = Alike & Readonly<{ code: string | null; name: string | null }>

export type Place = Readonly<{ code: string | null; name: string | null; counts: Counts }>

/** One row for each place, those with most people still to answer first. */
export function byPlace(groups: readonly AlikeAt[]): readonly Place[] {
  return [...Map.groupBy(groups, (group) => group.code).values()]
    .map((alike) => ({
      code: alike[0]?.code ?? null,
      name: alike[0]?.name ?? null,
      counts: countUp(alike),
    }))
    .toSorted(
      (a, b) =>
        b.counts.noAnswer - a.counts.noAnswer ||
        (a.name ?? '').localeCompare(b.name ?? '', 'en-GB') ||
        (a.code ?? '').localeCompare(b.code ?? '', 'en-GB'),
    )
}

/** A share in whole per cent, never 100 before it is everybody and never 0 when it is somebody. */
export function percent(part: number, whole: number): number {
  if (whole === 0 || part === 0) return 0
  return part === whole ? 100 : Math.min(99, Math.max(1, Math.round((100 * part) / whole)))
}
