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
  onTheForm,
  OTHERS,
  proofOf,
  readAttendance,
  wrongOthers,
} from './rules.ts'
import { attendersOf, markAttended } from './store.ts'
import { asEvent } from './telling.ts'
import { addWalkIns, dropWalkIns, toldOf } from './walk-in-store.ts'

/** What the organiser does: sees who has a place, and says who came. Their role is read each time. */
export const attendance = { list, open, save, again }

type OnTheForm = ReturnType<typeof onTheForm<Attender>>

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
  then: (event: EducationEvent, asked: OnTheForm) => Promise<Reaction>,
): Promise<Reaction> {
  return roleOut(turn, id, async (found: Broadcast) => {
    const decided = decideAttendance(found, turn.at)
    if (!decided.ok) return refuse(decided.refusal)
    return then(decided.value, onTheForm(await attendersOf(turn.db, id)))
  })
}

async function open(turn: MemberTurn, id: number): Promise<Reaction> {
  return marking(turn, id, async (event, asked) => [
    ask(attendanceForm(event, asked, SubmitAttendance({ broadcast: id }))),
  ])
}

async function again(turn: MemberTurn, id: number): Promise<Form | null> {
  const event = asEvent(await findBroadcast(turn.db, id))
  if (event === null || event.startedAt === null) return null
  const authority = await authorityOf(turn.db, turn.actor.roles, event, turn.at)
  if (!authority.ok) return null
  const asked = onTheForm(await attendersOf(turn.db, id))
  return attendanceForm(event, asked, SubmitAttendance({ broadcast: id }))
}

async function save(turn: MemberTurn, id: number, values: FormValues): Promise<Reaction> {
  return marking(turn, id, async (event, asked) => {
    const read = readAttendance(values, asked)
    const others = read.ok ? read.value.others : []
    const told = await toldOf(turn.db, id, others)
    const wrong = wrongOthers(others, told, asked.booked)
    if (!read.ok || wrong !== null) {
      const form = attendanceForm(event, asked, SubmitAttendance({ broadcast: id }))
      const errors = read.ok ? { [OTHERS]: wrong ?? '' } : read.errors
      return [ask(withErrors(form, values, errors))]
    }
    await writeAudit(turn.db, turn.at, turn.me.id, 'event.attendance-marked', `broadcast:${id}`)
    await addWalkIns(turn.db, id, others, turn.at)
    const came = new Map([...read.value.came, ...others.map((one) => [one, true] as const)])
    const now = await attendersOf(turn.db, id)
    for (const is of [true, false]) {
      const changed = now.filter(
        ({ personId, attended }) => came.get(personId) === is && attended !== is,
      )
      await mark(
        turn,
        event,
        changed.map(({ personId }) => personId),
        is,
      )
    }
    await dropWalkIns(turn.db, id)
    return [say(attendanceSavedCard(event, await attendersOf(turn.db, id)))]
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
