import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import type { Content, ContentOf } from '#src/broadcasts/content.ts'
import type { FormValues } from '#src/chat/form.ts'
import type { FormRead } from '#src/chat/read-form.ts'
import { atLondon, clockWords, dateWords, daysAfter } from '#src/kernel/london.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import type { GpKind } from '#src/kernel/schema.ts'
import { clip, count } from '#src/kernel/words.ts'

/** A broadcast that invites to an education event. */
export type EducationEvent = Broadcast & Readonly<{ content: ContentOf<'education-event'> }>
type What = ContentOf<'education-event'>

/** One person's place: the state it is in, and what they got for coming. */
export type Booking = Readonly<{
  state: 'booked' | 'waiting' | 'given-up' | 'cancelled' | 'walked-in'
  certificate: string | null
}>

/** Somebody who has or had a place or a turn, as whoever runs the event sees it. */
export type Attender = Readonly<{
  personId: string
  name: string
  gpKind: GpKind
  state: Booking['state']
  askedAt: Date
  /** Null while they never had a place. */
  bookedAt: Date | null
  endedAt: Date | null
  attended: boolean
  /** What they got for it; null where they did not come, or it has no hours. */
  cpdHours: number | null
}>

export type BookingsTable = Readonly<{
  event: EducationEvent
  /** In the order in which they asked. */
  attenders: readonly Attender[]
}>

/** The same people by what they have: a place, a turn on the waiting list, or neither any more; or they came without. */
export function byState<A extends Pick<Attender, 'state' | 'attended'>>(all: readonly A[]) {
  const others = all.filter(({ state }) => state !== 'booked')
  const absent = others.filter(({ attended }) => !attended)
  return {
    booked: all.filter(({ state }) => state === 'booked'),
    waiting: absent.filter(({ state }) => state === 'waiting'),
    over: absent.filter(({ state }) => state === 'given-up' || state === 'cancelled'),
    walkedIn: others.filter(({ attended }) => attended),
  }
}

export const startOf = ({ date, starts }: Pick<What, 'date' | 'starts'>): Date =>
  atLondon(date, starts)
export const endOf = ({ date, ends }: Pick<What, 'date' | 'ends'>): Date => atLondon(date, ends)

/** "Wednesday 9 December 2026, 1pm to 2:30pm". */
export const whenWords = ({ date, starts, ends }: Pick<What, 'date' | 'starts' | 'ends'>): string =>
  `${dateWords(date)}, ${clockWords(starts)} to ${clockWords(ends)}`

export const hoursWords = (hours: number): string => count(hours, 'CPD hour', 'CPD hours')

const NOT_AN_EVENT = (id: number) =>
  refused(`Message ${id} is not an education event`, `Type show ${id} to see what it is.`)

/** An event that this person was told of. */
export function decideEvent(broadcast: Broadcast | null, told: boolean): Decision<EducationEvent> {
  if (broadcast === null || !told)
    return refused(
      'There is no event with that number for you',
      'Type in force to see what applies to you.',
    )
  const { id, content } = broadcast
  return content.kind === 'education-event' ? allowed({ ...broadcast, content }) : NOT_AN_EVENT(id)
}

/** Places are given until it starts. */
export function decideBook(
  broadcast: Broadcast | null,
  told: boolean,
  at: Date,
): Decision<EducationEvent> {
  const event = decideEvent(broadcast, told)
  if (!event.ok) return event
  const { id, content, since, state } = event.value
  if (isCancelled({ since }))
    return refused('This event was cancelled', `Type show ${id} to see why.`)
  if (state === 'paused' || state === 'stopped')
    return refused(
      'The organiser is holding this event back',
      'No place was booked. Try again later, or ask the organiser.',
    )
  if (startOf(content) <= at)
    return refused(
      `It started at ${clockWords(content.starts)} on ${dateWords(content.date)}`,
      `To ask the organiser all the same, type ask ${id} and your question.`,
    )
  return event
}

/** A place, or a turn on the waiting list, is given up until it starts. */
export function decideGiveUp(
  event: EducationEvent,
  booking: Booking | null,
  at: Date,
): Decision<Booking> {
  if (booking === null || (booking.state !== 'booked' && booking.state !== 'waiting'))
    return refused(
      'You have no place there to give up',
      'Type my events to see what you have booked.',
    )
  return startOf(event.content) > at
    ? allowed(booking)
    : refused(
        'It has started, so your place can no longer be given up',
        `To tell the organiser, type reply ${event.id} and your words.`,
      )
}

/** Whether it was taken back, or another message took its place. */
export const isCancelled = ({ since }: Pick<Broadcast, 'since'>): boolean =>
  since.ended?.is === 'withdrawn' || since.ended?.is === 'superseded'

/** Who has booked is seen from when it went out, and stays seen when it is cancelled: somebody may have to be rung. */
export function decideBookings(broadcast: Broadcast | null, id: number): Decision<EducationEvent> {
  if (broadcast === null || broadcast.startedAt === null)
    return refused(
      `There is no event ${id} that has been sent`,
      'Type sent to see what you have sent.',
    )
  const { content } = broadcast
  return content.kind === 'education-event' ? allowed({ ...broadcast, content }) : NOT_AN_EVENT(id)
}

/** Who came is known once it has started. */
export function decideAttendance(broadcast: Broadcast, at: Date): Decision<EducationEvent> {
  const { id, content } = broadcast
  if (content.kind !== 'education-event') return NOT_AN_EVENT(id)
  if (startOf(content) > at)
    return refused(
      `Event ${id} starts on ${whenWords(content)}`,
      `Mark who came once it has started. To see who is booked, type bookings ${id}.`,
    )
  return allowed({ ...broadcast, content })
}

/** So many names are on one list of a form; more are on the next. */
export const NAMES_ON_A_LIST = 100

export const listField = (n: number): string => `came${n + 1}`

/** Which names are ticked: of those who came, or where that is quicker of those who did not. */
export const TICKED = ['came', 'missed'] as const

/** Which they are is asked while nobody is marked: later the lists say who came, and must not come to mean the opposite. */
export const asksWhich = (booked: readonly Pick<Attender, 'attended'>[]): boolean =>
  booked.length > 0 && !booked.some(({ attended }) => attended)

/** Those without a place whose names are on a list of the form to be ticked; more can be searched for. */
export const MOST_WITHOUT = 5 * NAMES_ON_A_LIST

export const withoutField = (n: number): string => `without${n + 1}`

/** The field in which anybody else who was told of the event is named. */
export const OTHERS = 'others'
export const MOST_OTHERS = 20

/** Those who are asked about, of everybody who has to do with an event. */
export function onTheForm<A extends Pick<Attender, 'state'>>(all: readonly A[]) {
  const without = all.filter(({ state }) => state !== 'booked').slice(0, MOST_WITHOUT)
  return { booked: all.filter(({ state }) => state === 'booked'), without }
}

/** Whom somebody marks: for each of those on the form whether they came, and who else did. */
export type Marked = Readonly<{ came: ReadonlyMap<string, boolean>; others: readonly string[] }>

type OnTheForm = Readonly<{
  booked: readonly Pick<Attender, 'personId' | 'attended'>[]
  without: readonly Pick<Attender, 'personId'>[]
}>

const tickedIn = (values: FormValues, list: string): ReadonlySet<string> =>
  new Set(Object.entries(values).flatMap(([name, value]) => (name.startsWith(list) ? value : [])))

/** Who came. Whoever is on no list is left out, whatever was ticked; `others` are looked up by whoever asks. */
export function readAttendance(
  values: FormValues,
  { booked, without }: OnTheForm,
): FormRead<Marked> {
  const [which] = [values['which'] ?? []].flat()
  const errors = {
    ...(which !== 'came' && which !== 'missed' && asksWhich(booked)
      ? { which: 'Choose whose names you tick' }
      : {}),
    ...([values[OTHERS] ?? []].flat().length > MOST_OTHERS
      ? { [OTHERS]: `Choose ${MOST_OTHERS} at most, and the others afterwards` }
      : {}),
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors }
  const ticked = tickedIn(values, 'came')
  const walkedIn = tickedIn(values, 'without')
  const came = new Map([
    ...booked.map(
      ({ personId }) => [personId, ticked.has(personId) === (which !== 'missed')] as const,
    ),
    ...without.map(({ personId }) => [personId, walkedIn.has(personId)] as const),
  ])
  const others = [...new Set([values[OTHERS] ?? []].flat())].filter((id) => id !== '')
  return { ok: true, value: { came, others } }
}

/** Why somebody who was named beside the lists cannot be marked so; null when all can. */
export function wrongOthers(
  others: readonly string[],
  told: readonly string[],
  booked: readonly Pick<Attender, 'personId'>[],
): string | null {
  if (others.some((id) => !told.includes(id)))
    return 'Choose people who have the message about this event. Nobody was marked'
  return others.some((id) => booked.some(({ personId }) => personId === id))
    ? 'Somebody you chose here has a place: mark them above. Nobody was marked'
    : null
}

/** What somebody gets for having come. */
export type Proof = Readonly<{ certificate: string; cpdHours: number | null }>

export const proofOf = (content: What): Proof => ({
  certificate: `Attended “${clip(content.title, 80)}”, ${dateWords(content.date)}${content.cpdHours === null ? '' : `, ${hoursWords(content.cpdHours)}`}`,
  cpdHours: content.cpdHours,
})

/** Those who have a place are reminded from 10am of the day before. */
const REMINDER_TIME = '10:00'

export const reminderFrom = (date: string): Date => atLondon(daysAfter(date, -1), REMINDER_TIME)

/** Whether somebody with a place is to be reminded at this moment: not of what they have only just booked. */
export const isReminded = (
  what: Pick<What, 'date' | 'starts'>,
  bookedAt: Date,
  at: Date,
): boolean =>
  at >= reminderFrom(what.date) && at < startOf(what) && bookedAt < reminderFrom(what.date)

/** Whether a correction changes when or where it is, so that those who have a place must know. */
export function isMoved(before: Content, after: Content): boolean {
  if (before.kind !== 'education-event' || after.kind !== 'education-event') return false
  const at = ({ date, starts, ends, place, joinUrl }: What) =>
    JSON.stringify([date, starts, ends, place, joinUrl])
  return at(before) !== at(after)
}

/** How many of those who wait get a place: never more than are free. */
export const freePlaces = (capacity: number, booked: number): number =>
  Math.max(0, capacity - booked)
