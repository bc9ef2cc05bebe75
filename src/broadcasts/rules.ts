import type { BroadcastKind, RoleName } from '#src/kernel/schema.ts'
import { momentWords } from '#src/kernel/london.ts'
import { allowed, type Decision, refused } from '#src/kernel/refusal.ts'
import { clip, listWords } from '#src/kernel/words.ts'
import type { HeldRole } from '#src/people/actor.ts'
import type { Broadcast } from './broadcast.ts'
import { lastDayOf } from './content.ts'
import { KIND_NAMES, KINDS } from './kind-names.ts'

/** Which kinds a role may send, for its organisation and everything under it. */
const MAY_SEND: Readonly<Record<RoleName, readonly BroadcastKind[]>> = {
  'clinical-director': KINDS,
  'prescribing-lead': ['prescribing', 'pathway', 'announcement', 'education-event'],
  'liaison-lead': KINDS.filter((kind) => kind !== 'prescribing'),
  'practice-manager': ['announcement', 'opportunity', 'consultation', 'education-event'],
  mentor: [],
}

export const kindsFor = (roles: readonly HeldRole[]): readonly BroadcastKind[] =>
  KINDS.filter((kind) => roles.some((held) => MAY_SEND[held.role].includes(kind)))

/** The organisations for which these roles may send that kind, before anything under them. */
export const organisationsFor = (
  roles: readonly HeldRole[],
  kind: BroadcastKind,
): readonly string[] => [
  ...new Set(
    roles.filter((held) => MAY_SEND[held.role].includes(kind)).map((held) => held.organisation),
  ),
]

export const NO_ROLE = {
  happened: 'You hold no role that may send',
  next: 'Roles are given by your liaison lead. Type help to see what you can do.',
}

/**
 * Whether these roles, read a moment ago, may send that kind for that organisation.
 * `above` is the organisation itself and everything it belongs to today.
 */
export function decideAuthority(
  roles: readonly HeldRole[],
  kind: BroadcastKind,
  organisation: Readonly<{ name: string }>,
  above: readonly string[],
): Decision<HeldRole> {
  const held = roles.find(
    (role) => MAY_SEND[role.role].includes(kind) && above.includes(role.organisation),
  )
  if (held !== undefined) return allowed(held)
  const others = kindsFor(roles)
  return refused(
    `You may not send ${KIND_NAMES[kind].many} for ${organisation.name}`,
    others.length === 0
      ? NO_ROLE.next
      : `You may send ${listWords(others.map((one) => KIND_NAMES[one].many))} for ${listWords([...new Set(roles.map((role) => role.organisationName))], 'or')}.`,
  )
}

const stateWords = (broadcast: Broadcast): string => {
  switch (broadcast.state) {
    case 'draft':
      return 'is still a draft'
    case 'scheduled':
      return 'is scheduled and has not started'
    case 'sending':
      return 'is being sent'
    case 'paused':
      return 'is paused'
    case 'sent':
      return 'has been sent'
    case 'stopped':
      return 'was stopped'
    case 'superseded':
      return 'was superseded'
    case 'withdrawn':
      return 'was withdrawn'
    case 'deleted':
      return 'was deleted'
  }
}

const inTheWay = (broadcast: Broadcast, next: string): Decision<never> =>
  refused(`Message ${broadcast.id} ${stateWords(broadcast)}`, next)

/** Its author alone changes, sends, schedules and stops a broadcast. */
export function decideOwn(broadcast: Broadcast | null, by: string): Decision<Broadcast> {
  // The same words for "not there" and "not yours": a number tells nobody what others are writing.
  if (broadcast === null || broadcast.state === 'deleted' || broadcast.authorId !== by) {
    return refused(
      'You have no message with that number',
      'Type drafts to see what you have written.',
    )
  }
  return allowed(broadcast)
}

export function decideEdit(broadcast: Broadcast): Decision<Broadcast> {
  if (broadcast.state === 'draft') return allowed(broadcast)
  if (broadcast.state === 'scheduled')
    return inTheWay(broadcast, 'Take it off the schedule first, then change it.')
  return inTheWay(broadcast, 'It can no longer be changed. Write a new one.')
}

/** A closing date, a meeting or an end that has gone by makes a message wrong the moment it arrives. */
export function decideStillTrue(broadcast: Broadcast, today: string): Decision<Broadcast> {
  if (broadcast.since.ended?.is === 'closed')
    return refused(`Opportunity ${broadcast.id} is closed`, 'Write a new one if it is open again.')
  const last = lastDayOf(broadcast.content)
  if (last !== null && last < today) {
    return refused(
      `Message ${broadcast.id} has a date that has gone by`,
      'Edit it, put the date right and send it again.',
    )
  }
  return allowed(broadcast)
}

/** What a source has taken back does not go out, whoever agreed to it before. */
export function decideSource(id: number, withdrawnBy: string | null): Decision<null> {
  return withdrawnBy === null
    ? allowed(null)
    : refused(
        `${withdrawnBy} has withdrawn what message ${id} was written from`,
        'Read what they say now. Delete this draft, and type compose to write what is so.',
      )
}

/** Two of these stand in one line. */
const LONGEST_PLACE = 60

/** Nothing goes in the name of an organisation that is gone: nobody has said whom among its successor's people it is for. */
export function decidePlace(
  { id, organisationName }: Pick<Broadcast, 'id' | 'organisationName'>,
  place: Readonly<{ closed: boolean; heirs: readonly string[] }>,
): Decision<null> {
  if (!place.closed && place.heirs.length === 0) return allowed(null)
  const [heir, ...more] = place.heirs
  const became =
    heir === undefined
      ? 'has closed'
      : more.length === 0
        ? `is now ${clip(heir, LONGEST_PLACE)}`
        : 'is divided'
  return refused(
    `${clip(organisationName, LONGEST_PLACE)} ${became}`,
    `Message ${id} is a draft. Edit it and choose who it is for.`,
  )
}

export function decideSend(
  broadcast: Broadcast,
  recipients: number,
  today: string,
): Decision<Broadcast> {
  if (broadcast.state !== 'draft' && broadcast.state !== 'scheduled') {
    return inTheWay(
      broadcast,
      `Nothing was sent a second time. Type report ${broadcast.id} to see how it went.`,
    )
  }
  if (recipients === 0) {
    return refused(
      'Nobody would get this message',
      'See who is left out and why, then change who it is for.',
    )
  }
  return decideStillTrue(broadcast, today)
}

/** A schedule is between a minute and a year ahead. */
export function decideSchedule(broadcast: Broadcast, when: Date, now: Date): Decision<Date> {
  if (broadcast.state !== 'draft' && broadcast.state !== 'scheduled') {
    return inTheWay(broadcast, `Type report ${broadcast.id} to see how it went.`)
  }
  if (when.getTime() <= now.getTime()) {
    return refused(`${momentWords(when)} has gone by`, 'Choose a time that is still to come.')
  }
  if (when.getTime() > now.getTime() + 366 * 24 * 60 * 60 * 1000) {
    return refused('That is more than a year ahead', 'Choose a time within a year.')
  }
  return allowed(when)
}

export function decideUnschedule(broadcast: Broadcast): Decision<Broadcast> {
  return broadcast.state === 'scheduled'
    ? allowed(broadcast)
    : inTheWay(broadcast, 'There is no schedule to take it off.')
}

export function decideStop(
  broadcast: Broadcast,
  progress: Readonly<{ waiting: number; held: number }>,
): Decision<Broadcast> {
  if (broadcast.state === 'scheduled')
    return inTheWay(broadcast, 'Take it off the schedule instead.')
  if (isUnderWay(broadcast, progress) || broadcast.state === 'paused') return allowed(broadcast)
  return inTheWay(
    broadcast,
    `There is nothing left to stop. Type report ${broadcast.id} to see how it went.`,
  )
}

/** Being sent, or sent with somebody whose quiet hours or digest are still to come. */
const isUnderWay = (
  { state }: Broadcast,
  { waiting, held }: Readonly<{ waiting: number; held: number }>,
): boolean => state === 'sending' || (state === 'sent' && held + waiting > 0)

export function decidePause(
  broadcast: Broadcast,
  progress: Readonly<{ waiting: number; held: number }>,
): Decision<Broadcast> {
  if (isUnderWay(broadcast, progress)) return allowed(broadcast)
  if (broadcast.state === 'scheduled')
    return inTheWay(broadcast, 'Take it off the schedule instead.')
  return inTheWay(
    broadcast,
    broadcast.state === 'paused'
      ? `Nothing of it is sent until you type resume ${broadcast.id}.`
      : `There is nothing to pause. Type report ${broadcast.id} to see how it went.`,
  )
}

/** Trying again sends, so it is as true and as much under way as what is sent for the first time. */
export function decideRetry(broadcast: Broadcast, today: string): Decision<Broadcast> {
  if (broadcast.state === 'paused')
    return inTheWay(broadcast, `Type resume ${broadcast.id} first, then try again.`)
  if (broadcast.state !== 'sending' && broadcast.state !== 'sent')
    return inTheWay(broadcast, 'Only a message that was sent can be tried again.')
  const stillTrue = decideStillTrue(broadcast, today)
  return stillTrue.ok
    ? stillTrue
    : refused(stillTrue.refusal.happened, 'Nobody is told what is out of date. Write a new one.')
}

export function decideResume(broadcast: Broadcast): Decision<Broadcast> {
  return broadcast.state === 'paused'
    ? allowed(broadcast)
    : inTheWay(broadcast, 'It is not paused, so there is nothing to resume.')
}
