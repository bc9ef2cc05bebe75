import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Content, ContentOf } from '#src/broadcasts/content.ts'
import { atLondon } from '#src/kernel/london.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import type { DeputySays, GpKind, RsvpAnswer } from '#src/kernel/schema.ts'
import { listWords } from '#src/kernel/words.ts'
import type { MemberPractice } from './quorum.ts'

/** A notice of a board meeting: what is known of the meeting is what its notice says now. */
export type Notice = Omit<Broadcast, 'content'> &
  Readonly<{ content: ContentOf<'board-meeting'>; startedAt: Date }>

export const isNotice = (broadcast: Broadcast): broadcast is Notice =>
  broadcast.content.kind === 'board-meeting' && broadcast.startedAt !== null

/** The day and hour that somebody answers for, as "2026-12-09T12:30": after a move the answer is to something else. */
export const meetsAt = ({ date, starts }: Pick<ContentOf<'board-meeting'>, 'date' | 'starts'>) =>
  `${date}T${starts}`

export const startOf = ({ date, starts }: ContentOf<'board-meeting'>): Date =>
  atLondon(date, starts)

export const endOf = ({ date, ends }: ContentOf<'board-meeting'>): Date => atLondon(date, ends)

/** What one person said about coming to one meeting. */
export type MyRsvp = Readonly<{
  answer: RsvpAnswer
  practiceName: string | null
  deputyName: string | null
  deputySays: DeputySays | null
  /** See `meetsAt`. */
  answeredFor: string
}>

/** Whether what somebody said is about the meeting as it is now. */
export const stands = (said: Pick<MyRsvp, 'answeredFor'>, content: Content): boolean =>
  content.kind === 'board-meeting' && said.answeredFor === meetsAt(content)

const noMeeting = (id: number): Decision<never> =>
  refused(
    `There is no meeting with the number ${id} for you`,
    'Type meetings to see those that you were told of.',
  )

/** The meeting of whoever was told of it, was asked to go as a deputy, or runs it. */
export function decideMeeting(
  broadcast: Broadcast | null,
  id: number,
  concerned: boolean,
): Decision<Notice> {
  // The same words for "not there" and "not yours": a number tells nobody what others are told.
  return broadcast === null || !concerned || !isNotice(broadcast)
    ? noMeeting(id)
    : allowed(broadcast)
}

/** A meeting that is cancelled or has another notice takes nothing more from anybody. */
function decideHeld(found: Notice): Decision<Notice> {
  const { ended } = found.since
  if (ended?.is === 'withdrawn')
    return refused('This meeting is cancelled', 'You need not answer. Nobody expects you.')
  if (ended?.is === 'superseded')
    return refused(
      `Another notice has taken the place of message ${found.id}`,
      `Answer that one: type show ${ended.by.id}.`,
    )
  return allowed(found)
}

/** Coming can be said and changed until the meeting starts. */
export function decideRsvp(found: Notice, at: Date): Decision<Notice> {
  const held = decideHeld(found)
  if (!held.ok) return held
  return startOf(found.content) <= at
    ? refused(
        'This meeting has started',
        'Answers could be changed until then. Tell the organiser, or ask a question on the notice.',
      )
    : allowed(found)
}

/** For what is still done when the meeting has begun or is over, as writing its minutes. */
export const decideNotCancelled = decideHeld

/** The practice that somebody speaks for: theirs, the one they chose, or which they have to choose from. */
export type Speaks =
  | Readonly<{ is: 'for'; practice: MemberPractice }>
  | Readonly<{ is: 'choose'; among: readonly MemberPractice[] }>

/**
 * For which practice somebody speaks. They work there, and it is a member on the day. A locum belongs to no practice: one
 * is sent as a deputy, or comes to listen.
 */
export function decideSpeaks(
  gpKind: GpKind,
  theirs: readonly MemberPractice[],
  chosen: string | null,
  organisationName: string,
): Decision<Speaks> {
  const listen = 'To come and listen, press Come as observer.'
  if (gpKind === 'locum')
    return refused(
      'A locum GP does not speak for a practice by themselves',
      `${listen} If a practice asks you to speak for it, ask somebody there to name you as their deputy.`,
    )
  if (chosen !== null) {
    const practice = theirs.find(({ code }) => code === chosen)
    return practice === undefined
      ? refused(
          'You do not work at that practice, or it is not a member on that day',
          `${listen} If your details are out of date, type details.`,
        )
      : allowed({ is: 'for', practice })
  }
  const [one, ...more] = theirs
  if (one === undefined)
    return refused(
      `None of the places where you work is a member practice of ${organisationName} on that day`,
      `${listen} If your details are out of date, type details.`,
    )
  return allowed(more.length === 0 ? { is: 'for', practice: one } : { is: 'choose', among: theirs })
}

/** Whoever goes in somebody's place is another person of the same practice. */
export function decideDeputy(
  me: string,
  deputy: Readonly<{ id: string; name: string; practices: readonly string[] }> | null,
  practice: MemberPractice,
): Decision<string> {
  if (deputy === null) return refused('Nobody was chosen', 'Type a few letters of their name.')
  if (deputy.id === me)
    return refused('A deputy is somebody else', 'To go yourself, press Going for my practice.')
  if (!deputy.practices.includes(practice.code))
    return refused(
      `${deputy.name} does not work at ${practice.name}`,
      'Choose somebody of the same practice who has joined Cascade.',
    )
  return allowed(deputy.id)
}

/** What of a meeting that people plan by is another in a correction, in the words of the form. */
export function whatMoved(before: Content, after: Content): readonly string[] {
  if (before.kind !== 'board-meeting' || after.kind !== 'board-meeting') return []
  return [
    ...(before.date === after.date ? [] : ['day']),
    ...(before.starts === after.starts && before.ends === after.ends ? [] : ['time']),
    ...(before.place === after.place ? [] : ['place']),
    ...(before.joinUrl === after.joinUrl ? [] : ['link to join']),
  ]
}

/** "The day and time", as the first words of a sentence. */
export const movedWords = (what: readonly string[]): string => `The ${listWords(what)}`
