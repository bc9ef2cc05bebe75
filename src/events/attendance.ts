import { ask, type MemberTurn, refuse, say } from '#src/app/turn.ts'
import type { Broadcast } from '#src/broadcasts/broadcast.ts'
import { authorityOf } from '#src/broadcasts/audience.ts'
import { findBroadcast } from '#src/broadcasts/store.ts'
import type { Reaction } from '#src/chat/chat-platform.ts'
import { type Form, type FormValues, withErrors } from '#src/chat/form.ts'
import { writeAudit, writeAuditOfEach } from '#src/people/store.ts'
import { roleOut } from '#src/versions/out.ts'
import { redrawEach, tellEach } from '#src/versions/telling.ts'
import { certificateCard, notAttendedCard } from './cards.ts'
import { attendanceForm, attendanceSavedCard, bookingsCard } from './organiser-cards.ts'
import { SubmitAttendance } from './intents.ts'
import {
  type Attender,
  byState,
  decideAttendance,
  decideBookings,
  type EducationEvent,
  proofOf,
  readAttendance,
} from './rules.ts'
import { attendersOf, markAttended } from './store.ts'
import { asEvent } from './telling.ts'

/** What the organiser does: sees who has a place, and says who came. Their role is read each time. */
export const attendance = { list, open, save, again }

const bookedOf = async (turn: MemberTurn, id: number): Promise<readonly Attender[]> =>
  byState(await attendersOf(turn.db, id)).booked

async function list(turn: MemberTurn, id: number, tableHref: string): Promise<Reaction> {
  const event = decideBookings(await findBroadcast(turn.db, id), id)
  if (!event.ok) return refuse(event.refusal)
  const authority = await authorityOf(turn.db, turn.actor.roles, event.value, turn.at)
  if (!authority.ok) return refuse(authority.refusal)
  const { booked, waiting } = byState(await attendersOf(turn.db, id))
  return [say(bookingsCard(event.value, booked, waiting, tableHref))]
}

async function marking(
  turn: MemberTurn,
  id: number,
  then: (event: EducationEvent, booked: readonly Attender[]) => Promise<Reaction>,
): Promise<Reaction> {
  return roleOut(turn, id, async (found: Broadcast) => {
    const booked = await bookedOf(turn, id)
    const decided = decideAttendance(found, booked.length, turn.at)
    return decided.ok ? then(decided.value, booked) : refuse(decided.refusal)
  })
}

async function open(turn: MemberTurn, id: number): Promise<Reaction> {
  return marking(turn, id, async (event, booked) => [
    ask(attendanceForm(event, booked, SubmitAttendance({ broadcast: id }))),
  ])
}

async function again(turn: MemberTurn, id: number): Promise<Form | null> {
  const event = asEvent(await findBroadcast(turn.db, id))
  if (event === null || event.startedAt === null) return null
  const authority = await authorityOf(turn.db, turn.actor.roles, event, turn.at)
  const booked = await bookedOf(turn, id)
  return authority.ok && booked.length > 0
    ? attendanceForm(event, booked, SubmitAttendance({ broadcast: id }))
    : null
}

async function save(turn: MemberTurn, id: number, values: FormValues): Promise<Reaction> {
  return marking(turn, id, async (event, booked) => {
    const read = readAttendance(values, booked)
    if (!read.ok) {
      const form = attendanceForm(event, booked, SubmitAttendance({ broadcast: id }))
      return [ask(withErrors(form, values, read.errors))]
    }
    const came = read.value
    await writeAudit(turn.db, turn.at, turn.me.id, 'event.attendance-marked', `broadcast:${id}`)
    const now = booked.map((one) => ({ ...one, came: came.has(one.personId) }))
    const changed = now.filter((one) => one.came !== one.attended)
    for (const is of [true, false]) {
      const some = changed.filter((one) => one.came === is)
      await mark(
        turn,
        event,
        some.map(({ personId }) => personId),
        is,
      )
    }
    return [say(attendanceSavedCard(event, came.size, booked.length))]
  })
}

/** Keeps it of these people, and tells each: only those for whom it is new. */
async function mark(
  turn: MemberTurn,
  event: EducationEvent,
  people: readonly string[],
  came: boolean,
): Promise<void> {
  const proof = came ? proofOf(event.content) : null
  const here = await markAttended(turn.db, event.id, people, proof, turn.at)
  const card = proof === null ? notAttendedCard(event) : certificateCard(event, proof.certificate)
  await tellEach(turn, here, 'routine', `attended:${event.id}`, card)
  await redrawEach(
    turn,
    here.map(({ personId }) => `copy:${event.id}:${personId}`),
  )
  await writeAuditOfEach(
    turn.db,
    turn.at,
    turn.me.id,
    came ? 'event.attended' : 'event.not-attended',
    people.map((personId) => `person:${personId}`),
  )
}
