import type { FormValues } from '#src/chat/form.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import type { GpKind, RsvpAnswer } from '#src/kernel/schema.ts'
import { countQuorum, type MemberPractice, type Quorum, type QuorumRule } from './quorum.ts'
import { decideNotCancelled, decideSpeaks, type Notice, startOf } from './rsvp.ts'

/** Somebody who may have been at a meeting: they have its notice, answered it, go as a deputy or wrote it. */
export type Attender = Readonly<{
  personId: string
  name: string
  gpKind: GpKind
  /** Whether they were expected: they said that they come, or were asked as a deputy and did not say no. */
  expected: boolean
  /** What they answered for the day on which it was held; null where they did not. */
  answer: RsvpAnswer | null
  /** For which practice they were to speak, themselves or as a deputy; null for none. */
  practice: string | null
  /** The codes of the places where they work. */
  places: readonly string[]
  /** Null while nobody has marked it. */
  came: boolean | null
}>

/** Who was there is marked when it has begun, and may be put right later. */
export function decideCame(notice: Notice, at: Date): Decision<Notice> {
  const held = decideNotCancelled(notice)
  if (!held.ok) return held
  return startOf(notice.content) > at
    ? refused('This meeting has not begun', 'Mark who came when it has.')
    : allowed(notice)
}

const NAMES_ON_A_LIST = 100
/** As many lists as a form has room for. */
const MOST_LISTS = 20

export type NameList = Readonly<{ field: string; expected: boolean; people: readonly Attender[] }>

/** Everybody in lists of a hundred, those who were expected first; who has no room on the last is not there. */
export function listsOf(all: readonly Attender[]): readonly NameList[] {
  const lists = [true, false].flatMap((expected) => {
    const some = all.filter((one) => one.expected === expected)
    return Array.from({ length: Math.ceil(some.length / NAMES_ON_A_LIST) }, (_, n) => ({
      expected,
      people: some.slice(n * NAMES_ON_A_LIST, (n + 1) * NAMES_ON_A_LIST),
    }))
  })
  return lists.slice(0, MOST_LISTS).map((list, n) => ({ field: `came${n + 1}`, ...list }))
}

/** Who is ticked before anybody has marked anything: those who were expected. */
export const isTicked = ({ came, expected }: Attender, marked: boolean): boolean =>
  marked ? came === true : expected

/** Of those on the lists, who was there. Nobody else can be marked. */
export function readCame(
  values: FormValues,
  lists: readonly NameList[],
): readonly Readonly<{ personId: string; came: boolean }>[] {
  return lists.flatMap(({ field, people }) => {
    const ticked = new Set([values[field] ?? []].flat())
    return people.map(({ personId }) => ({ personId, came: ticked.has(personId) }))
  })
}

export const isMarked = (all: readonly Attender[]): boolean => all.some(({ came }) => came !== null)

/**
 * For which practice somebody who was there spoke: the one that they or their deputy's sender had named; where they had
 * not answered, the one member practice where they work. An observer and a locum who was not sent speak for none.
 */
function spokeFor(one: Attender, members: readonly MemberPractice[]): string | null {
  if (one.practice !== null) return one.practice
  if (one.answer === 'observer') return null
  const theirs = members.filter(({ code }) => one.places.includes(code))
  const speaks = decideSpeaks(one.gpKind, theirs, null, '')
  return speaks.ok && speaks.value.is === 'for' ? speaks.value.practice.code : null
}

/** How many were there, and the quorum by those who were: null until it is marked. */
export type Came = Readonly<{ people: number; quorum: Quorum }>

export function countCame(
  all: readonly Attender[],
  rule: QuorumRule | null,
  members: readonly MemberPractice[],
): Came | null {
  if (!isMarked(all)) return null
  const there = all.filter(({ came }) => came === true)
  const said = there.map((one) => {
    const practice = spokeFor(one, members)
    return { answer: 'going', practice, deputySays: null } as const
  })
  return { people: there.length, quorum: countQuorum(rule, members, said) }
}
